from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cash_flow.budget_lines import Budget
from app.core.rules import rule_book
from app.proposals.flows import monthly_payments
from app.proposals.joint import JointOffers, Split, affordable_for_all, joint_offers, percent
from app.proposals.kept_plans import Constraints
from app.proposals.model import scoring_model
from app.proposals.scoring import Situation
from tests.proposals.households import CARD, FAMILY, LOAN, PHONE, START

MODEL, BOOK = scoring_model(), rule_book()
SITUATIONS = [replace(FAMILY, debt=debt) for debt in (CARD, LOAN, PHONE)]


def found_for(
    split: Split, situations: list[Situation] = SITUATIONS, limits: Constraints | None = None
) -> JointOffers:
    return joint_offers(situations, split, limits or Constraints(), MODEL, BOOK)


def _all_kept(found: JointOffers, situation: Situation) -> bool:
    """All offers together against the months, the other debts not served by contract any more."""
    free = replace(situation, budget=replace(situation.budget, debts=()))
    view = free.view(80)
    paid = [0] * 80
    for part in found.parts:
        if part.option is not None:
            for month, amount in enumerate(
                monthly_payments(part.option.evaluation.plan, situation.start_month)
            ):
                paid[month] += amount
    total = 0
    for month in range(80):
        total += paid[month]
        if min(view.base[month], view.stressed[month]) - view.buffer < total:
            return False
    return True


@pytest.mark.parametrize("method", ["pro_rata", "contractual", "equal", "avalanche", "snowball"])
def test_all_offers_are_kept_together_and_each_within_its_share(method: str) -> None:
    found = found_for(Split(method))
    shares = [part.share for part in found.parts]
    assert sum(shares) == min(found.monthly_amount, sum(part.owed for part in found.parts))
    for part in found.parts:
        if part.option is not None:
            assert part.option.computed.largest_payment <= part.share
            assert part.option.evaluation.is_affordable
            assert part.repaid == part.option.evaluation.plan.total_paid
    assert _all_kept(found, FAMILY)


def test_pro_rata_treats_all_creditors_alike() -> None:
    found = found_for(Split("pro_rata"))
    owed, paid = sum(p.owed for p in found.parts), sum(p.share for p in found.parts)
    for part in found.parts:
        assert abs(percent(part.share, paid) - percent(part.owed, owed)) <= Decimal("0.02")


def test_the_amount_is_the_most_that_every_month_carries() -> None:
    most = affordable_for_all(FAMILY, 24)
    view = replace(FAMILY, budget=replace(FAMILY.budget, debts=())).view(24)
    room = [min(pair) for pair in zip(view.base, view.stressed, strict=True)]
    assert all(cash >= most * (month + 1) for month, cash in enumerate(room))
    assert not all(cash >= (most + 1) * (month + 1) for month, cash in enumerate(room))


def test_the_callers_amount_and_limits_are_kept() -> None:
    found = found_for(Split("equal", at_most=60_000), limits=Constraints(max_instalments=24))
    assert found.monthly_amount == 60_000
    assert [part.share for part in found.parts] == [20_000] * 3
    assert [part.option is None for part in found.parts] == [True, True, False]
    assert found.parts[0].offers.reason == "no_plan_within_constraints"
    assert found.parts[0].repaid is None


def test_nothing_to_share_is_an_answer() -> None:
    poor = [replace(one, budget=Budget(0, debts=FAMILY.budget.debts)) for one in SITUATIONS]
    found = found_for(Split("pro_rata"), poor)
    assert found.monthly_amount == 0
    assert all(part.option is None for part in found.parts)


@given(
    st.integers(0, 500_000),
    st.integers(0, 400_000),
    st.integers(0, 30_000),
    st.sampled_from(["pro_rata", "equal", "snowball"]),
)
@settings(max_examples=12)
def test_whatever_the_budget_the_offers_can_be_kept_together(
    opening: int, more: int, buffer: int, method: str
) -> None:
    budget = replace(
        FAMILY.budget,
        opening_balance=opening,
        incomes=(replace(FAMILY.budget.incomes[0], amount=700_000 + more),),
    )
    situations = [replace(one, budget=budget, buffer=buffer) for one in SITUATIONS]
    found = found_for(Split(method), situations, Constraints(max_instalments=36))
    assert _all_kept(found, situations[0]) or not any(part.option for part in found.parts)


def test_percent_of_nothing_is_zero() -> None:
    assert percent(5, 0) == 0
    assert percent(1, 3) == Decimal("33.33")
    assert FAMILY.start_month == START
