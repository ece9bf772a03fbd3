"""Smallest changes: asked for, carried out, and looked for among all values of every field.

Debts are a few fen, so that every value can be tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.calc.periods import add_months
from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import Budget, Expense, Income, Stress
from app.core.rules import rule_book
from app.proposals.changes import Change, smallest_changes
from app.proposals.model import scoring_model
from app.proposals.scoring import VERDICTS, Evaluation, evaluate
from app.proposals.situation import Situation
from app.proposals.terms import COMPONENTS, ProposalTerms, TermsNotPossible, outstanding
from tests.proposals.households import CARD, EXAMPLE

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


def ways(situation: Situation, terms: ProposalTerms) -> Iterator[tuple[str, list[Any]]]:
    """Every field and direction with its values from the nearest on; nothing beyond sense."""
    owed = outstanding(DEBT)
    left = owed.total - terms.waive.total - terms.upfront_payment
    reach = MODEL.reach.months_later
    view = situation.view(60 + 2 * reach + 5)
    spare = min(view.stressed[: 60 + reach + 2]) - situation.buffer - terms.upfront_payment
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


def passing(
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


def judged(situation: Situation, terms: ProposalTerms) -> tuple[Evaluation, tuple[Change, ...]]:
    """The judgement on terms, and the smallest changes advised."""
    found = evaluate(situation, terms, MODEL, BOOK)
    return found, smallest_changes(situation, terms, found, MODEL, BOOK)


def changed(terms: ProposalTerms, field: str, value: Any) -> ProposalTerms:
    """The terms with another value of a field, named as changes name it."""
    if field.startswith("waive."):
        return replace(terms, waive=replace(terms.waive, **{field.split(".")[1]: value}))
    return replace(terms, **{field: value})


def assert_each_is_the_first(situation: Situation, terms: ProposalTerms) -> None:
    """Each change is the first of all values that flips; one is advised if any betters the verdict.

    Where the furthest value makes a gate pass, so does a change. There is a change.
    """
    before, changes = judged(situation, terms)
    flips, advised = passing(situation, terms, before), 0
    for field, values in ways(situation, terms):
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
