"""Smallest changes against trying every value of every field, with debts of a few fen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.calc.periods import add_months
from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import Budget, Expense, Income, PlannedCost, Stress
from app.core.rules import rule_book
from app.proposals.model import scoring_model
from app.proposals.scoring import VERDICTS, Evaluation, evaluate
from app.proposals.situation import Situation
from app.proposals.terms import COMPONENTS, ProposalTerms, TermsNotPossible, Waiver, outstanding
from tests.proposals.changing import changed, judged
from tests.proposals.households import CARD, EXAMPLE, SALARY, START

MODEL, BOOK = scoring_model(), rule_book()
CALM = Stress(Decimal(0), Decimal(0))
FIRST = date(2027, 1, 10)
DEBT = replace(
    CARD,
    product_type="consumer_loan",
    principal_outstanding=40,
    interest_outstanding=6,
    fees_outstanding=3,
    penalty_outstanding=2,
    annual_rate_percent=Decimal("6.00"),
)
PLAIN = ProposalTerms(6, FIRST)


def household(
    monthly: int, opening: int = 0, *, ends: date | None = None, rent: int = 0
) -> Situation:
    """Some fen a month, for ever or until a day, and rent for ever."""
    income = Income("工资", "salary", monthly, ends_on=ends)
    paid = Expense("房租", "housing", "fixed", essential=True, amount=rent)
    budget = Budget(opening, (income,), (paid,))
    return replace(EXAMPLE, debt=DEBT, budget=budget, stress=CALM, months=3, buffer=0)


def _ways(situation: Situation, terms: ProposalTerms) -> Iterator[tuple[str, list[Any]]]:
    """Every field and direction with its values from the nearest on; nothing beyond sense."""
    owed = outstanding(DEBT)
    left = owed.total - terms.waive.total - terms.upfront_payment
    reach = MODEL.reach.months_later
    view = situation.view(60 + 2 * reach + 5)
    spare = min(view.stressed[: 60 + reach + 2]) - terms.upfront_payment
    yield "instalments", list(range(terms.instalments + 1, 61))
    yield "instalments", list(range(terms.instalments - 1, 0, -1))
    most = terms.upfront_payment + min(left, spare)
    yield "upfront_payment", list(range(terms.upfront_payment + 1, most + 1))
    yield "upfront_payment", list(range(terms.upfront_payment - 1, -1, -1))
    yield "balloon", list(range(terms.balloon - 1, -1, -1))
    if terms.instalment_amount is not None:
        yield "instalment_amount", list(range(terms.instalment_amount + 1, left + 1))
        yield "instalment_amount", list(range(terms.instalment_amount - 1, 0, -1))
    for name in COMPONENTS:
        asked = getattr(terms.waive, name)
        yield f"waive.{name}", list(range(asked - 1, -1, -1))
        if name != "principal":
            yield f"waive.{name}", list(range(asked + 1, getattr(owed, name) + 1))
    yield "first_due_date", [add_months(terms.first_due_date, n) for n in range(1, reach + 1)]
    rate = terms.annual_rate_percent
    hundredths = [Decimal(units) / 100 for units in range(2401)]
    yield "annual_rate_percent", [one for one in hundredths if rate < one <= Decimal(6)]
    yield "annual_rate_percent", [one for one in reversed(hundredths) if one < rate]


def _passing(
    situation: Situation, terms: ProposalTerms, found: Evaluation
) -> Callable[[str, Any], frozenset[str]]:
    """What a value of a field would flip: the verdict, and the gates that fail now."""

    def flips(field: str, value: Any) -> frozenset[str]:
        try:
            after = evaluate(situation, changed(terms, field, value), MODEL, BOOK)
        except (TermsNotPossible, ScheduleNotComputable):
            return frozenset()
        better = VERDICTS.index(after.verdict) > VERDICTS.index(found.verdict)
        return (found.failed - after.failed) | ({"verdict"} if better else set())

    return flips


DEAR = Decimal("24.00")
CASES = {
    "too much a month": (household(8), replace(PLAIN, instalments=4)),
    "too few instalments": (household(1), replace(PLAIN, instalments=30)),
    "too long for the income": (
        household(9, ends=date(2027, 9, 30), rent=2),
        replace(PLAIN, instalments=20),
    ),
    "too much at once": (household(4, 9), replace(PLAIN, instalments=12, upfront_payment=20)),
    "a balloon at the end": (
        household(4),
        replace(PLAIN, instalments=12, balloon=30, annual_rate_percent=DEAR),
    ),
    "an amount too high": (household(4), replace(PLAIN, instalments=14, instalment_amount=5)),
    "an amount too low": (
        household(5),
        replace(PLAIN, instalments=10, instalment_amount=4, annual_rate_percent=DEAR),
    ),
    "too early": (
        replace(
            household(0),
            budget=Budget(0, (Income("工资", "salary", 9, starts_on=date(2027, 6, 1)),)),
        ),
        PLAIN,
    ),
    "too much asked for": (
        household(20),
        replace(PLAIN, instalments=24, waive=Waiver(38, 6, 3, 2)),
    ),
    "fewer instalments, not too few": (
        replace(household(5, 5), evidence_held=frozenset(), payments_made=0),
        replace(PLAIN, instalments=55, waive=Waiver(21, 2, 0, 2)),
    ),
    "less waived, not too little": (
        replace(household(4), payments_made=3),
        replace(PLAIN, instalments=9, waive=Waiver(36, 6, 0, 2)),
    ),
    "a part of each too much": (
        household(20),
        replace(PLAIN, instalments=30, waive=Waiver(30, 4, 2, 1)),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_change_is_the_first_of_all_values_that_flips(name: str) -> None:
    """And where any value betters the verdict, a change is advised."""
    situation, terms = CASES[name]
    before, changes = judged(situation, terms)
    flips, advised = _passing(situation, terms, before), 0
    for field, values in _ways(situation, terms):
        flipped = [flips(field, value) for value in values]
        told = [one for one in changes if one.field == field and one.after in values]
        for one in told:
            assert one.before == (
                getattr(terms.waive, field.split(".")[1])
                if field.startswith("waive.")
                else getattr(terms, field)
            )
            first = next(place for place, found in enumerate(flipped) if one.flips in found)
            assert one.after == values[first]
            advised += 1
        if any("verdict" in found for found in flipped):
            assert [one.flips for one in told] == ["verdict"]
        else:
            assert [one.flips for one in told] == sorted(one.flips for one in told)
            assert {*(flipped or [frozenset()])[-1]} <= {one.flips for one in told}
    assert advised == len([one for one in changes if one.kind != "codes"])
    assert advised


def test_the_same_rate_is_advised_from_wherever_one_begins() -> None:
    """From 18.25 and from 18.24 %: hundredth by hundredth, not every other one."""
    tight = replace(
        EXAMPLE, budget=Budget(0, (replace(SALARY, amount=110_000),)), stress=CALM, debt=CARD
    )
    after = set()
    for rate in (Decimal("18.25"), Decimal("18.24")):
        terms = ProposalTerms(48, FIRST, rate, waive=Waiver(penalty=32_000))
        _, changes = judged(tight, terms)
        [lower] = [one for one in changes if one.field == "annual_rate_percent"]
        assert lower.flips == "verdict"
        after.add(lower.after)
    assert len(after) == 1


def test_a_single_instalment_more_is_advised() -> None:
    """830.00 a month carry 60 instalments of 827.50, and not 59 of 841.53."""
    budget = Budget(0, (replace(SALARY, amount=83_000),))
    situation = replace(EXAMPLE, budget=budget, stress=CALM)
    terms = ProposalTerms(59, date(2026, 12, 10), waive=Waiver(penalty=32_000))
    _, changes = judged(situation, terms)
    assert [(one.after, one.flips) for one in changes if one.field == "instalments"] == [
        (60, "verdict")
    ]


def test_a_later_date_is_looked_at_to_the_last_of_its_months() -> None:
    """Income from the 24th month on; a year later the last of 60 instalments meets a bill."""
    first = add_months(date(2026, 12, 10), 11)
    income = replace(SALARY, amount=82_750, starts_on=date(2028, 11, 1))
    terms = ProposalTerms(60, first, waive=Waiver(penalty=32_000))
    bill = PlannedCost("搬家", "housing", 100_000, START + 82)
    for costs, after in (((), [add_months(first, 12)]), ((bill,), [])):
        budget = Budget(0, (income,), planned_costs=costs)
        situation = replace(EXAMPLE, budget=budget, stress=CALM)
        _, changes = judged(situation, terms)
        later = [one.after for one in changes if one.field == "first_due_date"]
        assert later == after


def test_a_date_is_not_moved_beyond_what_a_score_looks_at() -> None:
    first = add_months(date(2026, 12, 10), MODEL.reach.months_ahead)
    for asked, earning, after in (
        (add_months(first, -1), first, [first]),
        (first, add_months(first, 1), []),
    ):
        income = replace(SALARY, amount=200_000, starts_on=earning.replace(day=1))
        situation = replace(EXAMPLE, budget=Budget(0, (income,)), stress=CALM)
        _, changes = judged(situation, ProposalTerms(30, asked, waive=Waiver(penalty=32_000)))
        assert [one.after for one in changes if one.field == "first_due_date"] == after
