"""Smallest changes against trying every value of every field, with debts of a few fen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.calc.periods import add_months
from app.cash_flow.budget_lines import Budget, Income, PlannedCost
from app.proposals.model import scoring_model
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver
from tests.proposals.changing import (
    CALM,
    FIRST,
    PLAIN,
    assert_each_is_the_first,
    household,
    judged,
)
from tests.proposals.households import CARD, EXAMPLE, SALARY, START

MODEL = scoring_model()
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
    assert_each_is_the_first(*CASES[name])


def _known(
    situation: Situation, proofs: int, made: int, *, effort: bool = False, buffer: int = 0
) -> Situation:
    """With so many kinds of proof and payments made, an effort or none, and money kept back."""
    held = frozenset(("income_proof", "bank_statements")[:proofs])
    efforts = situation.efforts if effort else frozenset()
    return replace(
        situation, evidence_held=held, efforts=efforts, payments_made=made, buffer=buffer
    )


AT_THE_END = {
    "the last month of a year": (
        _known(household(2, 20), 2, 3),
        replace(PLAIN, instalments=3, balloon=5),
    ),
    "nothing at the end": (
        _known(household(8), 1, 0, effort=True),
        replace(PLAIN, instalments=48, waive=Waiver(24, 0, 1, 1), balloon=11),
    ),
    "one fen a month": (
        _known(household(1), 0, 0, effort=True),
        ProposalTerms(20, FIRST, DEAR, waive=Waiver(35), instalment_amount=9),
    ),
    "a single instalment": (
        _known(household(7, 20), 2, 0, effort=True, buffer=2),
        ProposalTerms(6, FIRST, DEAR, 1, waive=Waiver(38, 1, 3, 1)),
    ),
    "all that is there at once": (
        _known(household(13), 1, 0, effort=True),
        ProposalTerms(20, FIRST, Decimal("6.01"), waive=Waiver(27, 6, 3, 2), balloon=2),
    ),
    "nothing at once": (
        _known(household(2), 0, 0, buffer=2),
        ProposalTerms(4, FIRST, DEAR, 2, waive=Waiver(39, 5, 3, 1)),
    ),
    "all fees": (
        _known(household(3, 11, rent=1), 2, 0, effort=True, buffer=2),
        ProposalTerms(20, FIRST, Decimal("6.01"), balloon=1),
    ),
    "no fees": (
        _known(household(5), 0, 0, effort=True),
        ProposalTerms(6, FIRST, DEAR, 5, waive=Waiver(35, 2, 2)),
    ),
    "all interest": (
        _known(household(8, 5), 0, 3, effort=True),
        replace(PLAIN, instalments=4),
    ),
    "no interest": (
        _known(household(12, rent=1), 0, 0, effort=True, buffer=2),
        ProposalTerms(1, FIRST, waive=Waiver(34, 3, 2, 2)),
    ),
    "all of the penalty": (
        _known(household(0, 51), 1, 3, effort=True, buffer=2),
        ProposalTerms(6, FIRST, Decimal("6.01"), 4),
    ),
    "none of the penalty": (
        _known(household(2, 20, ends=date(2027, 12, 28), rent=1), 0, 3),
        ProposalTerms(20, FIRST, Decimal("6.01"), waive=Waiver(26, 5, 3, 1)),
    ),
    "none of the principal": (
        _known(household(11, ends=date(2027, 9, 28), rent=1), 0, 6, effort=True),
        ProposalTerms(41, FIRST, DEAR, waive=Waiver(1, 3, 3), balloon=6),
    ),
}


@pytest.mark.parametrize("name", AT_THE_END)
def test_fields_are_turned_to_their_last_value_and_no_further(name: str) -> None:
    assert_each_is_the_first(*AT_THE_END[name])


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
