"""Plans against arithmetic written plainly: tables by hand, months added up, rates put back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

import pytest

from app.calc.periods import add_months
from app.calc.schedules import Step
from app.cash_flow.budget_lines import DebtLine
from app.proposals.terms import (
    ProposalTerms,
    Waiver,
    computed_terms,
    outstanding,
    plan_of,
    plan_of_known,
)
from tests.proposals.households import CARD, WORKED_EXAMPLE

FIRST = date(2027, 1, 10)
OWED = DebtLine(
    "x",
    principal_outstanding=900_000,
    interest_outstanding=40_000,
    fees_outstanding=7_000,
    penalty_outstanding=500,
)


def worth_on(day: date, flows: Sequence[tuple[date, int]], percent: Decimal) -> Decimal:
    """The flows discounted to a day, by their days over 365, to forty digits."""
    with localcontext(prec=40):
        growth = 1 + percent / 100
        return sum(
            (fen * growth ** (-Decimal((due - day).days) / 365) for due, fen in flows), Decimal(0)
        )


def test_all_parts_of_a_debt_are_owed_and_all_parts_of_a_waiver_waived() -> None:
    assert outstanding(OWED).total == 947_500
    plan = plan_of(OWED, ProposalTerms(4, FIRST, waive=Waiver(60_000, 3_000, 2_000, 100)))
    assert (plan.owed, plan.waived, plan.financed) == (947_500, 65_100, 882_400)
    assert plan.payments == (220_600,) * 4


@pytest.mark.parametrize(
    "terms",
    [
        ProposalTerms(12, FIRST, Decimal(12)),
        ProposalTerms(12, FIRST, Decimal(12), grace_principal=11),
        ProposalTerms(12, FIRST, Decimal("18.25"), balloon=500_000, upfront_payment=300_000),
        ProposalTerms(12, FIRST, Decimal("7.20"), capitalise_arrears=False),
        ProposalTerms(12, FIRST, Decimal(9), steps=(Step(1, 60_000), Step(4, 90_000))),
    ],
)
def test_the_rate_makes_the_payments_worth_what_is_in_the_plan(terms: ProposalTerms) -> None:
    """A month before the first date the money is in the plan; six places of the rate are told."""
    plan = plan_of(OWED, terms)
    begins = add_months(FIRST, -1)
    assert plan.financed_on == begins
    rate = computed_terms(OWED, plan).effective_annual_percent
    assert rate is not None
    flows = list(zip(plan.due_dates, plan.payments, strict=True))
    half = Decimal("0.00000051")
    low, high = (worth_on(begins, flows, rate + off) for off in (half, -half))
    assert low < plan.financed < high


def test_arrears_alone_are_one_row_on_the_first_date() -> None:
    debt = replace(OWED, principal_outstanding=0)
    plan = plan_of(debt, ProposalTerms(1, FIRST, Decimal(12), capitalise_arrears=False))
    assert plan.schedule.rows == ((1, FIRST, 0, 0, 47_500, 47_500, 0),)
    assert (plan.schedule.total_fee, plan.schedule.total_payment) == (47_500, 47_500)
    assert (plan.payments, plan.left, plan.financed_on) == ((47_500,), (0,), FIRST)


def test_the_instalment_is_the_largest_but_the_last() -> None:
    """2,000 + 3,000 + 1,000 and the rest of 9,000 without interest; then with the most last."""
    debt = DebtLine("x", principal_outstanding=900_000)
    steps = (Step(1, 200_000), Step(2, 300_000), Step(3, 100_000))
    for count, payments, instalment, largest in (
        (4, (200_000, 300_000, 100_000, 300_000), 300_000, 300_000),
        (3, (200_000, 300_000, 400_000), 300_000, 400_000),
        (1, (900_000,), 900_000, 900_000),
    ):
        plan = plan_of(debt, ProposalTerms(count, FIRST, steps=steps[: count - 1]))
        found = computed_terms(debt, plan)
        assert plan.payments == payments
        assert (found.instalment_amount, found.largest_payment) == (instalment, largest)
        assert (found.total_paid, found.total_cost, found.term_months) == (900_000, 0, count)


@pytest.mark.parametrize(
    ("first", "count"), [(date(1, 2, 10), 6), (date(9999, 11, 30), 1), (date(9999, 6, 30), 6)]
)
def test_equal_payments_are_told_in_short_as_far_as_dates_reach(first: date, count: int) -> None:
    plan = plan_of(CARD, replace(WORKED_EXAMPLE, first_due_date=first, instalments=count))
    assert plan.is_level
    assert plan.due_dates[-1] == add_months(first, count - 1)


def test_a_plan_in_short_begins_when_one_by_rows_does() -> None:
    debt = DebtLine("x", principal_outstanding=947_500)
    for day in (date(2027, 1, 31), date(2027, 3, 31), date(2028, 3, 29), date(2027, 1, 10)):
        terms = ProposalTerms(6, day, Decimal(12))
        short, rows = plan_of(debt, terms), plan_of(debt, replace(terms, capitalise_arrears=False))
        assert (short.is_level, rows.is_level) == (True, False)
        assert short.financed_on == rows.financed_on
        assert short.payments == rows.payments
        assert short.left == rows.left


@pytest.mark.parametrize("upfront", [0, 47_500])
@pytest.mark.parametrize("day", [date(2027, 1, 31), date(2027, 3, 31), date(2027, 1, 10)])
def test_a_plan_whose_payments_are_known_is_the_plan_worked_out(day: date, upfront: int) -> None:
    """As a search knows them: equal ones, and some that rise once."""
    level = ProposalTerms(9, day, Decimal(12), upfront_payment=upfront, waive=Waiver(fees=7_000))
    rising = replace(level, instalment_amount=60_000, steps=(Step(4, 150_000),))
    for terms, is_level in ((level, True), (rising, False)):
        plan = plan_of(OWED, terms)
        known = plan_of_known(OWED, terms, plan.payments, is_level=is_level)
        assert (known.owed, known.waived, known.upfront) == (947_500, 7_000, upfront)
        assert (known.financed, known.financed_on) == (plan.financed, plan.financed_on)
        assert (known.left, known.schedule) == (plan.left, plan.schedule)
        assert computed_terms(OWED, known) == computed_terms(OWED, plan)
