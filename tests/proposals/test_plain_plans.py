from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import month_of
from app.calc.schedules import Step
from app.proposals.flows import monthly_payments
from app.proposals.plain_plans import LevelPlan, payments_of
from app.proposals.terms import ProposalTerms, TermsNotPossible, Waiver, outstanding, plan_of
from tests.proposals.households import CARD, START, WORKED_EXAMPLE

TERMS = st.builds(
    ProposalTerms,
    instalments=st.integers(1, 72),
    first_due_date=st.dates(date(2026, 9, 1), date(2028, 3, 31)),
    annual_rate_percent=st.decimals(0, 40, places=2),
    upfront_payment=st.sampled_from([0, 1, 250_000]),
    waive=st.sampled_from([Waiver(), Waiver(interest=165_000), Waiver(3, 1_000, 0, 32_000)]),
    capitalise_arrears=st.booleans(),
)


@given(TERMS, st.integers(1, 8_000_000))
@settings(max_examples=200)
def test_equals_the_schedule_month_by_month(terms: ProposalTerms, principal: int) -> None:
    debt = replace(CARD, principal_outstanding=principal)
    if terms.upfront_payment > outstanding(debt).total - terms.waive.total:
        return
    if terms.waive.principal > principal:
        return
    plan = plan_of(debt, terms)
    found = payments_of(debt, terms, START)
    assert found.by_month == monthly_payments(plan, START)
    assert found.largest == max((row.payment for row in plan.schedule.rows), default=0)


@pytest.mark.parametrize(
    "terms",
    [
        replace(WORKED_EXAMPLE, balloon=500_000),
        replace(WORKED_EXAMPLE, grace_principal=3),
        replace(WORKED_EXAMPLE, grace_interest=2, annual_rate_percent=Decimal(6)),
        replace(WORKED_EXAMPLE, instalment_amount=120_000),
        replace(WORKED_EXAMPLE, steps=(Step(7, 130_000),)),
        replace(WORKED_EXAMPLE, first_due_date=date(2026, 10, 10)),
        replace(WORKED_EXAMPLE, upfront_payment=4_965_000),
    ],
)
def test_schedules_with_turns_of_their_own_are_worked_out_row_by_row(terms: ProposalTerms) -> None:
    assert payments_of(CARD, terms, START).by_month == monthly_payments(plan_of(CARD, terms), START)


@pytest.mark.parametrize("upfront", [0, 4_964_999])
def test_plain_plans_are_told_in_short_from_the_first_month_and_fen_on(upfront: int) -> None:
    terms = replace(WORKED_EXAMPLE, instalments=1, upfront_payment=upfront)
    found = payments_of(CARD, terms, month_of(terms.first_due_date))
    left = 4_965_000 - upfront
    assert found.level == LevelPlan(upfront, 0, left, left, (left,))


@pytest.mark.parametrize(("rate", "count", "left", "largest"), [(24, 1, 25, 25), (0, 2, 3, 2)])
def test_the_largest_payment_of_few_is_told_to_the_fen(
    rate: int, count: int, left: int, largest: int
) -> None:
    """25 fen and half a fen of interest are 25 fen in the only row, though 25.5 goes to 26."""
    terms = replace(WORKED_EXAMPLE, annual_rate_percent=Decimal(rate), instalments=count)
    terms = replace(terms, upfront_payment=4_965_000 - left)
    assert payments_of(CARD, terms, START).largest == largest
    assert max(row.payment for row in plan_of(CARD, terms).schedule.rows) == largest


def test_a_break_leaves_what_the_instalments_before_it_have_not_paid() -> None:
    rows = plan_of(CARD, WORKED_EXAMPLE).schedule.rows
    left = [4_965_000, *(row.balance for row in rows)]
    short = payments_of(CARD, WORKED_EXAMPLE, START).level
    assert short is not None
    assert (short.level, short.last) == (103_438, 103_414)
    for break_month in range(60):
        paid = min(max(0, break_month - short.wait), len(rows))
        assert short.flows(break_month).left_at_break == left[paid]
    assert short.flows(3)[:5] == (0, 1, 103_438, 103_414, 48)


@pytest.mark.parametrize(
    "terms",
    [
        replace(WORKED_EXAMPLE, waive=Waiver(penalty=32_001)),
        replace(WORKED_EXAMPLE, upfront_payment=10**9),
    ],
)
def test_what_contradicts_the_debt_is_refused_all_the_same(terms: ProposalTerms) -> None:
    with pytest.raises(TermsNotPossible):
        payments_of(CARD, terms, START)
