from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import add_months, month_of
from app.calc.schedules import Step
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, Stress
from app.proposals.flows import (
    COVERAGE_LIMIT,
    Outlook,
    contract_payments,
    course,
    is_kept,
    lender_flows,
    monthly_payments,
    months_needed,
    outlook,
    paid_by,
)
from app.proposals.terms import ProposalTerms, plan_of
from tests.proposals.households import CARD, LOAN, PHONE, REFUSED, START, WORKED_EXAMPLE

CASH = st.lists(st.integers(-200, 500), min_size=1, max_size=8)


@given(CASH, st.lists(st.integers(0, 120), min_size=1, max_size=10), st.integers(0, 50))
@settings(max_examples=200)
def test_a_course_equals_its_definition(cash: list[int], payments: list[int], buffer: int) -> None:
    found = course(cash, payments, buffer)
    paid = [sum(payments[: month + 1]) for month in range(len(cash))]
    left = [free - gone for free, gone in zip(cash, paid, strict=True)]
    quotients = [
        max(Fraction(free - buffer, gone), Fraction(0))
        for free, gone in zip(cash, paid, strict=True)
        if gone
    ]
    fails = any(free < buffer for free in cash)
    assert found.coverage == (0 if fails else min([COVERAGE_LIMIT, *quotients]))
    assert found.months_short == sum(rest < buffer for rest in left)
    assert (found.lowest_balance, found.lowest_month) == (min(left), left.index(min(left)))
    assert found.is_kept == all(rest >= buffer for rest in left)
    assert found.is_kept == (found.coverage >= 1 and not fails)


def test_payments_fall_into_their_months() -> None:
    payments = monthly_payments(plan_of(CARD, replace(REFUSED, upfront_payment=50_000)), START)
    assert payments[0] == 50_000
    assert len(payments) == 61
    assert set(payments[1:-1]) == {79_167}
    assert sum(payments) == 4_800_000


def test_what_is_due_before_the_first_month_counts_in_it() -> None:
    terms = ProposalTerms(4, date(2026, 10, 10))
    payments = monthly_payments(plan_of(PHONE, terms), START)
    assert payments == (37_425 * 3, 37_425)


def test_a_plan_is_looked_at_over_all_of_its_months() -> None:
    plan = plan_of(CARD, WORKED_EXAMPLE)
    assert months_needed(plan, START, 12) == 49
    assert months_needed(plan, START, 60) == 60
    paid = plan_of(PHONE, ProposalTerms(1, date(2027, 1, 10), upfront_payment=149_700))
    assert months_needed(paid, START, 6) == 6
    assert monthly_payments(paid, START) == (149_700,)


def test_the_lender_sees_what_is_left_in_the_plan() -> None:
    terms = replace(WORKED_EXAMPLE, instalments=3, upfront_payment=965_000)
    flows = lender_flows(plan_of(CARD, terms), START)
    assert flows.payments == (965_000, 1_333_333, 1_333_333, 1_333_334)
    assert flows.balances == (4_000_000, 2_666_667, 1_333_334, 0)


def test_arrears_carried_forward_are_left_in_the_plan_until_the_last_payment() -> None:
    terms = replace(WORKED_EXAMPLE, instalments=2, capitalise_arrears=False)
    flows = lender_flows(plan_of(CARD, terms), START)
    assert flows.balances == (4_965_000, 2_565_000, 0)


def test_a_plan_of_the_first_month_is_looked_at_for_one() -> None:
    paid = plan_of(PHONE, ProposalTerms(1, date(2026, 10, 10)))
    assert months_needed(paid, START, 0) == months_needed(paid, START, 1) == 1
    at_once = plan_of(PHONE, ProposalTerms(1, date(2027, 1, 10), upfront_payment=149_700))
    assert months_needed(at_once, START, 0) == 1


def test_contract_payments_run_as_contracted() -> None:
    assert contract_payments(PHONE, START, 12) == (53_493,) * 3
    later = replace(PHONE, next_due_date=date(2027, 2, 1))
    assert contract_payments(later, START, 12) == (0, 0, 53_493, 53_493, 53_493)
    past = replace(PHONE, next_due_date=date(2026, 1, 1))
    assert contract_payments(past, START, 12) == (53_493,) * 3
    assert contract_payments(replace(PHONE, next_due_date=None), START, 12) == (53_493,) * 3
    assert contract_payments(later, START, 3) == (0, 0, 53_493)
    far = replace(PHONE, next_due_date=date.max)
    assert contract_payments(far, START, 3) == (0, 0, 0)
    assert contract_payments(replace(PHONE, instalment_amount=None), START, 12) is None
    assert contract_payments(replace(PHONE, remaining_instalments=None), START, 12) is None


def test_the_other_debts_are_served_first() -> None:
    budget = Budget(
        10_000,
        (Income("a", "salary", 300_000),),
        (
            Expense("b", "housing", "fixed", essential=True, amount=100_000),
            Expense("c", "fun", "flexible", essential=False, amount=20_000),
        ),
        debts=(CARD, LOAN),
    )
    stress = Stress(Decimal(10), Decimal(5))
    view = outlook(budget, "card", start_month=START, months=14, stress=stress, buffer=7)
    alone = outlook(
        replace(budget, debts=(CARD,)), "card", start_month=START, months=14, stress=stress
    )
    assert view.base[0] == 10_000 + 180_000 - 98_000
    assert alone.base[0] - view.base[0] == 98_000
    assert alone.base[-1] - view.base[-1] == 12 * 98_000
    assert view.stressed[0] == 10_000 + 270_000 - 105_000 - 21_000 - 98_000
    assert view.essential[1] - view.base[1] == 40_000
    assert (view.buffer, view.start_month) == (7, month_of(date(2026, 12, 1)))
    assert view.until(2).stressed == view.stressed[:2]


def test_a_debt_not_in_the_budget_takes_nothing_off() -> None:
    budget = Budget(0, (Income("a", "salary", 100),), debts=(DebtLine("x"),))
    view = outlook(budget, "y", start_month=0, months=2, stress=Stress(Decimal(0), Decimal(0)))
    assert view.base == view.stressed == (100, 200)


@given(st.integers(-60_000, 60_000), st.integers(1, 30))
@settings(max_examples=100)
def test_a_plan_is_kept_when_both_courses_are(spare: int, months: int) -> None:
    budget = Budget(0, (Income("x", "salary", 103_438 + spare),), debts=(CARD,))
    stress = Stress(Decimal(10), Decimal(0))
    view = outlook(budget, "card", start_month=START, months=60, stress=stress)
    plan = plan_of(CARD, WORKED_EXAMPLE)
    payments, seen = monthly_payments(plan, START), months_needed(plan, START, months)
    both = [course(cash[:seen], payments, 0) for cash in (view.base, view.stressed)]
    assert is_kept(payments, view, months) == all(run.months_short == 0 for run in both)


@pytest.mark.parametrize("offset", range(-7, 4))
@pytest.mark.parametrize(
    "terms",
    [
        replace(WORKED_EXAMPLE, instalments=1),
        replace(WORKED_EXAMPLE, instalments=6, upfront_payment=100_000),
        replace(WORKED_EXAMPLE, instalments=5, capitalise_arrears=False),
        replace(WORKED_EXAMPLE, instalments=6, steps=(Step(1, 500_000), Step(4, 900_000))),
        replace(WORKED_EXAMPLE, upfront_payment=4_965_000),
    ],
)
def test_flows_are_what_falls_into_each_month(terms: ProposalTerms, offset: int) -> None:
    """Instalment by instalment: what is due before the first month falls into it."""
    first = add_months(date(2026, 12, 10), offset)
    plan = plan_of(CARD, replace(terms, first_due_date=first))
    months = max(1, offset + len(plan.payments)) if plan.payments else 1
    payments, balances = [plan.upfront] + [0] * (months - 1), [plan.financed] * months
    for number, (fen, left) in enumerate(zip(plan.payments, plan.left, strict=True)):
        month = max(0, offset + number)
        payments[month] += fen
        balances[month:] = [left] * (months - month)
    assert monthly_payments(plan, START) == tuple(payments)
    flows = lender_flows(plan, START)
    assert (flows.payments, flows.balances[:months]) == (tuple(payments), tuple(balances))
    in_runs = [0] * months
    for begins, count, fen in flows.runs:
        for month in range(begins, begins + count):
            in_runs[month] += fen
    assert in_runs == payments or not flows.runs
    assert bool(flows.runs) == (plan.is_level and offset >= 0)


def test_what_has_been_paid_stays_paid_in_every_month_looked_at() -> None:
    assert paid_by((3, 0, 4), 6) == [3, 3, 7, 7, 7, 7]
    assert paid_by((3, 0, 4), 2) == [3, 3]


def test_a_single_fen_is_covered_or_not_like_any_payment() -> None:
    assert course([0, 100], [1], 0).coverage == 0
    assert course([3, 2, 100], [0, 1, 49], 1).coverage == 1
    assert course([5, 5], [0, 0], 1).coverage == COVERAGE_LIMIT


def test_months_after_the_last_payment_take_nothing() -> None:
    view = Outlook(START, (100, 100, 100), (100, 100, 100), (100, 100, 100), 0)
    assert is_kept((60, 40), view, 3)
    assert is_kept((60, 40), view, 1)
    dry = Outlook(START, (100, 100, 99), (100, 100, 100), (100, 100, 100), 0)
    assert not is_kept((60, 40), dry, 3)
    assert is_kept((60, 40), dry, 2)


def test_nothing_is_held_back_unless_a_buffer_is_told() -> None:
    view = outlook(
        Budget(100), "x", start_month=START, months=2, stress=Stress(Decimal(0), Decimal(0))
    )
    assert (view.buffer, view.base) == (0, (100, 100))
