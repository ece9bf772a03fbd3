"""Debts so small that rounding gives their plans turns of their own: against brute force."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import Budget, Expense, Income, Stress
from app.core.rules import rule_book
from app.proposals.asks import terms_asking
from app.proposals.kept_plans import Constraints
from app.proposals.model import StepUpModel, scoring_model
from app.proposals.scoring import evaluate
from app.proposals.search import counter_offers
from app.proposals.situation import Situation
from app.proposals.terms import TermsNotPossible, outstanding
from tests.proposals.households import EXAMPLE, PHONE, START, all_best, is_affordable, is_told_alike

MODEL, BOOK = scoring_model(), rule_book()
LEVEL_ONLY = replace(MODEL, offers=replace(MODEL.offers, step_up=StepUpModel((), 100, 2)))
CALM = Stress(Decimal(0), Decimal(0))
TINY = replace(
    PHONE,
    principal_outstanding=37,
    interest_outstanding=2,
    annual_rate_percent=Decimal("18.25"),
    instalment_amount=10,
    remaining_instalments=4,
)
BY_ITSELF = replace(EXAMPLE, debt=TINY, stress=CALM)


def household(
    monthly: int, opening: int = 0, months: int = 1, debt: int = 37, starts: date | None = None
) -> Situation:
    """Some fen a month, from the first on or later."""
    income = Income("工资", "salary", monthly, starts_on=starts)
    return replace(
        BY_ITSELF,
        debt=replace(TINY, principal_outstanding=debt),
        budget=Budget(opening, (income,)),
        months=months,
    )


def _tried(
    situation: Situation, limits: Constraints, longest: int
) -> Iterator[tuple[int, int, int, int]]:
    """The merits of every ask, payment up front, first month and term that can be kept."""
    debt, view = situation.debt, situation.view(max(situation.months, longest + 5))
    spare = max(0, min(view.stressed[: max(situation.months, longest + 3)]) - view.buffer)
    owed, principal = outstanding(debt).total, debt.principal_outstanding
    upfronts = sorted({0, min(limits.max_upfront or 0, spare)})
    first_months = MODEL.offers.first_month_choices
    for ask, wait, upfront, count in product(
        MODEL.offers.asks, first_months, upfronts, range(1, longest + 1)
    ):
        terms = terms_asking(debt, ask, START, wait, MODEL.offers)
        terms = replace(terms, instalments=count, upfront_payment=upfront)
        late = max(0, wait - 1)
        if terms.waive.principal or owed - terms.waive.total <= upfront or count + late > longest:
            continue
        try:
            one = evaluate(situation, terms, MODEL, BOOK, view)
        except (TermsNotPossible, ScheduleNotComputable):
            continue
        payment = max(one.plan.payments)
        if is_affordable(one) and payment <= (limits.max_payment or payment):
            yield payment, count + late, one.plan.total_paid - principal, -one.value.plan


def _best(
    situation: Situation, limits: Constraints, longest: int
) -> set[tuple[int, int, int, int]]:
    """Of all that were tried those that no other beats."""
    tried = set(_tried(situation, limits, longest))
    return {
        one
        for one in tried
        if not any(
            other != one and all(a <= b for a, b in zip(other, one, strict=True)) for other in tried
        )
    }


@pytest.mark.parametrize("months", [1, 30])
@pytest.mark.parametrize("longest", [1, 4, 12])
@pytest.mark.parametrize(
    ("monthly", "opening", "most", "upfront"),
    [
        (1, 0, None, None),
        (3, 0, None, None),
        (10, 0, 4, None),
        (10, 0, None, None),
        (50, 30, None, 20),
        (50, 60, None, 38),
        (50, 60, 1, 39),
        (0, 38, None, 38),
    ],
)
def test_small_debts_are_offered_every_plan_that_can_be_kept(
    months: int, longest: int, monthly: int, opening: int, most: int | None, upfront: int | None
) -> None:
    situation = household(monthly, opening, months)
    limits = Constraints(max_payment=most, max_instalments=longest, max_upfront=upfront)
    _is_offered(situation, limits, longest, _best(situation, limits, longest))


@pytest.mark.parametrize("months", [1, 30])
@pytest.mark.parametrize(("debt", "starts"), [(7, date(2027, 3, 1)), (5, date(2027, 2, 1))])
def test_small_debts_paid_late_end_within_the_longest_term(
    months: int, debt: int, starts: date
) -> None:
    """Paid off in fewer instalments than asked for, and no sooner than something comes in."""
    situation, limits = household(9, 0, months, debt, starts), Constraints(max_instalments=12)
    _is_offered(situation, limits, 12, _best(situation, limits, 12))


def test_nothing_is_paid_at_once_that_a_later_month_is_short_of() -> None:
    """7 fen are free for ten months, then 2 go out each month until nothing is left."""
    income = Income("工资", "salary", 9, ends_on=date(2027, 9, 30))
    rent = Expense("房租", "housing", "fixed", essential=True, amount=2)
    situation = replace(BY_ITSELF, budget=Budget(0, (income,), (rent,)), months=1)
    for months, wanted in ((63, {0}), (40, {0, 7})):
        view, limits = situation.view(months), Constraints(max_upfront=20)
        found = all_best(situation, limits, months - 3, view, LEVEL_ONLY)
        assert {shape.loan.upfront for shape in found} == wanted


def _is_offered(
    situation: Situation,
    limits: Constraints,
    longest: int,
    best: set[tuple[int, int, int, int]],
) -> None:
    view = situation.view(max(situation.months, longest + max(MODEL.offers.first_month_choices)))
    found = all_best(situation, limits, longest, view, LEVEL_ONLY)
    assert {shape.merits for shape in found} == best
    offers = counter_offers(situation, limits, 10, LEVEL_ONLY, BOOK)
    assert bool(offers.options) == bool(best)
    for option in offers.options:
        assert is_affordable(option.evaluation)
        again = evaluate(situation, option.terms, MODEL, BOOK)
        assert is_told_alike(option.evaluation, again)
