from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proposals.lender_value import Lender, lender_of
from app.proposals.level_plans import Near
from app.proposals.level_values import FlowColumns, level_values
from app.proposals.model import Route, scoring_model
from app.proposals.plan_flows import LevelFlows

ASSUMED = scoring_model().lender


def _near(fen: list[int], off: list[float]) -> Near:
    """Within `off` of the fen, now from above and now from below."""
    turned = [distance * (-1) ** place for place, distance in enumerate(off)]
    return Near(np.array(fen) + np.array(turned), np.array(off))


def _values(plans: list[LevelFlows], lender: Lender, off: float = 0.0) -> list[tuple[float, float]]:
    """The least and most that plans may be worth, their last figures known within `off` fen."""
    upfront, first, level, last, count, left = (list(one) for one in zip(*plans, strict=True))
    flows = FlowColumns(
        np.array(upfront),
        np.array(first),
        np.array(level),
        np.array(count),
        _near(last, [off] * len(plans)),
        _near(left, [off] * len(plans)),
    )
    found = level_values(flows, lender)
    return list(zip(found.low.tolist(), found.high.tolist(), strict=True))


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
    st.sampled_from([0.0, 0.4, 30.0, 5_000.0]),
)
@settings(max_examples=100)
def test_many_at_once_are_worth_about_what_each_is_alone(
    plans: list[LevelFlows], rate: Decimal, broken: Decimal, break_month: int, off: float
) -> None:
    assumed = replace(
        ASSUMED, discount_rate_percent=rate, redefault_share=broken, break_month=break_month
    )
    lender = lender_of(assumed)
    for plan, (low, high) in zip(plans, _values(plans, lender, off), strict=True):
        exact = lender.plan(plan)
        assert low <= exact <= high
        rounding = float(broken) * (off + 1 + plan.left_at_break * 1e-11) + exact * 1e-11
        assert high - low <= 2 * (off + rounding) + 2


def test_exact_figures_have_exact_values() -> None:
    """But where a half is near, one fen may be either."""
    lender = lender_of(ASSUMED)
    plans = [
        LevelFlows(200_000, 3, level, level - 7, 48, 24 * level)
        for level in range(80_000, 80_400, 7)
    ]
    found = _values(plans, lender)
    exact = [lender.plan(plan) for plan in plans]
    sure = [one == (fen, fen) for one, fen in zip(found, exact, strict=True)]
    assert sum(sure) >= len(plans) - 2


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
    for plan, (low, high) in zip(plans, _values(plans, lender), strict=True):
        assert low <= lender.plan(plan) <= high
        assert high - low == plan.level % 2


def test_what_a_route_brings_may_be_either_fen_where_floats_fall_short_of_a_half() -> None:
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
    assert [lender.plan(one) for one in plans] == [1_058, 1_115, 1_172]
    (low, high), sure, _ = _values(plans, lender)
    assert low <= 1_058 <= high
    assert sure == (1_115, 1_115)
