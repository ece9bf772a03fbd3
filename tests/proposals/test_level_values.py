from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proposals.lender_value import lender_of
from app.proposals.level_values import FlowColumns, level_values
from app.proposals.model import Route, scoring_model
from app.proposals.plan_flows import LevelFlows

ASSUMED = scoring_model().lender


def _columns(plans: list[LevelFlows]) -> FlowColumns:
    return FlowColumns(*(np.array(column) for column in zip(*plans, strict=True)))


def flows(most: int) -> st.SearchStrategy[LevelFlows]:
    amounts = st.integers(0, most)
    return st.builds(
        LevelFlows, amounts, st.integers(0, 6), amounts, amounts, st.integers(1, 60), amounts
    )


@given(
    st.lists(flows(10**7) | flows(10**12) | flows(10**15), min_size=1, max_size=20),
    st.decimals(0, 60, places=2),
    st.decimals(0, 1, places=4),
    st.integers(1, 40),
)
@settings(max_examples=60)
def test_many_at_once_are_worth_what_each_is_alone(
    plans: list[LevelFlows], rate: Decimal, broken: Decimal, break_month: int
) -> None:
    assumed = replace(
        ASSUMED, discount_rate_percent=rate, redefault_share=broken, break_month=break_month
    )
    lender = lender_of(assumed)
    columns = _columns(plans)
    assert columns.each() == plans
    assert columns.at([len(plans) - 1, 0]).each() == [plans[-1], plans[0]]
    assert level_values(columns, lender).tolist() == [lender.plan(plan) for plan in plans]


def test_an_amount_halfway_between_two_fen_is_worked_out_exactly() -> None:
    """Without interest and with half of the plans breaking, every other value lies on a half."""
    half = replace(
        ASSUMED,
        discount_rate_percent=Decimal(0),
        redefault_share=Decimal("0.5"),
        break_month=1,
        routes=(),
    )
    lender = lender_of(half)
    plans = [LevelFlows(0, 0, level, level, 2, 0) for level in range(1, 40)]
    assert level_values(_columns(plans), lender).tolist() == [lender.plan(one) for one in plans]


def test_what_a_route_brings_is_exact_where_floats_fall_short_of_a_half() -> None:
    """0.575 of 100 fen is 57.5, which goes to 58; floats make it less, which would go to 57."""
    lender = lender_of(
        replace(
            ASSUMED,
            discount_rate_percent=Decimal(0),
            redefault_share=Decimal(1),
            break_month=1,
            routes=(Route("suit", Decimal(1), Decimal("0.575"), 1, 0),),
        )
    )
    plans = [LevelFlows(0, 0, 1_000, 1_000, 2, left) for left in range(100, 400, 100)]
    assert level_values(_columns(plans), lender).tolist() == [1_058, 1_115, 1_172]
    assert [lender.plan(one) for one in plans] == [1_058, 1_115, 1_172]


def test_no_plans_have_no_values() -> None:
    none = FlowColumns(*[np.zeros(0, dtype=np.int64)] * 6)
    assert none.each() == level_values(none, lender_of(ASSUMED)).tolist() == []
