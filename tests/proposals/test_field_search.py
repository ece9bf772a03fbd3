from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import Budget, Stress
from app.core.rules import rule_book
from app.proposals.changes import Change, smallest_changes
from app.proposals.field_search import MOST_TRIED, FieldSearch
from app.proposals.model import scoring_model
from app.proposals.scoring import VERDICTS, Evaluation, evaluate
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, TermsNotPossible, Waiver
from tests.proposals.households import CARD, EXAMPLE, FAMILY, MILD, RENT, SALARY, WORKED_EXAMPLE

MODEL, BOOK = scoring_model(), rule_book()
HUNDREDTH = Decimal("0.01")
POOR = replace(EXAMPLE, evidence_held=frozenset(), efforts=frozenset(), payments_made=0)


def _judged(situation: Situation, terms: ProposalTerms) -> Evaluation | None:
    try:
        return evaluate(situation, terms, MODEL, BOOK)
    except (TermsNotPossible, ScheduleNotComputable):
        return None


def _flips(flips: str, before: Evaluation, after: Evaluation | None) -> bool:
    if after is None:
        return False
    if flips == "verdict":
        return VERDICTS.index(after.verdict) > VERDICTS.index(before.verdict)
    return flips not in after.failed


def _first_by_trying(
    situation: Situation, terms: ProposalTerms, before: Evaluation, flips: str, step: Decimal
) -> Decimal | None:
    """The nearest rate that flips, of all between what was proposed and the end of the range."""
    contract = situation.debt.annual_rate_percent or Decimal(0)
    end = contract if step > 0 else Decimal(0)
    rate = terms.annual_rate_percent
    while rate != end and (end - rate) * step > 0:
        rate += step
        if _flips(flips, before, _judged(situation, replace(terms, annual_rate_percent=rate))):
            return rate
    return None


def _rates(situation: Situation, terms: ProposalTerms) -> dict[tuple[bool, str], Change]:
    found = evaluate(situation, terms, MODEL, BOOK)
    changes = smallest_changes(situation, terms, found, MODEL, BOOK)
    asked: Any = terms.annual_rate_percent
    return {
        (asked < change.after, change.flips): change
        for change in changes
        if change.field == "annual_rate_percent"
    }


@given(
    st.sampled_from([EXAMPLE, POOR]),
    st.sampled_from([2_000, 97_300, 4_800_000]),
    st.integers(0, 160_000),
    st.integers(1, 60),
    st.sampled_from(["0.40", "1.20"]),
    st.sampled_from(["0.00", "0.37", "1.20"]),
    st.sampled_from([{}, {"grace_principal": 3}, {"capitalise_arrears": False}, {"balloon": 900}]),
)
@settings(max_examples=40, deadline=None)
def test_every_smaller_change_of_the_rate_was_tried(
    situation: Situation,
    principal: int,
    salary: int,
    count: int,
    contract: str,
    asked: str,
    more: dict[str, Any],
) -> None:
    """Found or not, by all hundredths: the nearest rate that flips, and none where none does."""
    debt = replace(
        CARD,
        principal_outstanding=principal,
        interest_outstanding=principal // 30,
        penalty_outstanding=0,
        annual_rate_percent=Decimal(contract),
    )
    household = replace(
        situation,
        debt=debt,
        budget=Budget(3_000, (replace(SALARY, amount=salary),)),
        stress=MILD,
    )
    rate = min(Decimal(asked), Decimal(contract))
    terms = ProposalTerms(count, WORKED_EXAMPLE.first_due_date, rate, **more)
    before = _judged(household, terms)
    if before is None or before.verdict == "reasonable":
        return
    found = _rates(household, terms)
    for step in (HUNDREDTH, -HUNDREDTH):
        is_up = step > 0
        best = _first_by_trying(household, terms, before, "verdict", step)
        change = found.get((is_up, "verdict"))
        assert (change.after if change else None) == best
        if best is None:
            for code in before.failed:
                nearest = _first_by_trying(household, terms, before, code, step)
                mended = found.get((is_up, code))
                assert (mended.after if mended else None) == nearest


def _may_pass(search: FieldSearch, flips: str, most: int) -> list[int]:
    return [units for units in search.rates(flips, most) if search.may_pass(units, flips)]


def test_a_gate_that_no_rate_changes_is_not_searched_for() -> None:
    search = FieldSearch(EXAMPLE, EXAMPLE.view(70), MODEL, lambda _units: WORKED_EXAMPLE, bool)
    assert list(search.rates("card_term_limit", 1_825)) == []


def test_where_not_even_the_principal_can_be_paid_nothing_is_worked_out() -> None:
    def turned(units: int) -> ProposalTerms:
        assert not units
        return WORKED_EXAMPLE

    hopeless = replace(EXAMPLE, budget=Budget(0, (), (RENT,)))
    search = FieldSearch(hopeless, hopeless.view(70), MODEL, turned, bool)
    assert list(search.rates("verdict", 1_825)) == []


@pytest.mark.parametrize("more", [{"first_due_date": WORKED_EXAMPLE.first_due_date}, {}])
def test_no_more_is_tried_than_can_be(more: dict[str, Any]) -> None:
    tried: list[int] = []

    def turned(units: int) -> ProposalTerms:
        tried.append(units)
        return replace(WORKED_EXAMPLE, grace_principal=WORKED_EXAMPLE.instalments, **more)

    search = FieldSearch(FAMILY, FAMILY.view(70), MODEL, turned, bool)
    with suppress(StopIteration):
        assert _may_pass(search, "affordable_base", 10**6) == []
    assert max(tried) == MOST_TRIED


SMALL_DEBT = replace(
    CARD, principal_outstanding=1_200, interest_outstanding=0, penalty_outstanding=300
)
SMALL_HOUSEHOLD = replace(EXAMPLE, debt=SMALL_DEBT, months=1, stress=Stress(Decimal(0), Decimal(0)))
SMALL_TERMS = ProposalTerms(12, date(2027, 2, 10), waive=Waiver(penalty=300))
"""Twelve times 1.00 yuan, the first two months from now."""


def _holding(fen: int) -> Situation:
    """Some money and no income."""
    return replace(SMALL_HOUSEHOLD, budget=Budget(fen))


def _earning(fen: int) -> Situation:
    """No money; an income from the second month on."""
    income = replace(SALARY, amount=fen, starts_on=date(2027, 1, 1))
    return replace(SMALL_HOUSEHOLD, budget=Budget(0, (income,)))


def _worked_out(situation: Situation, terms: ProposalTerms) -> list[int]:
    """The rates above the one proposed, in hundredths of a percent, that were looked at."""
    seen: list[int] = []

    def turned(units: int) -> ProposalTerms:
        seen.append(units)
        return replace(terms, annual_rate_percent=Decimal(units) / 100)

    search = FieldSearch(situation, situation.view(80), MODEL, turned, bool)
    _may_pass(search, "affordable_base", 3)
    return [units for units in seen if units]


@pytest.mark.parametrize(
    ("situation", "more", "is_tried"),
    [
        (_holding(1_200), {}, True),
        (_holding(1_199), {}, False),
        (_holding(1_500), {"waive": Waiver()}, True),
        (_holding(1_499), {"waive": Waiver()}, False),
        (_holding(1_200), {"upfront_payment": 240}, True),
        (_holding(1_199), {"upfront_payment": 240}, False),
        (_holding(1_200), {"first_due_date": date(2026, 12, 10)}, True),
        (_holding(1_199), {"first_due_date": date(2026, 12, 10)}, False),
        (_earning(47), {"first_due_date": date(2027, 3, 10), "instalments": 24}, True),
        (_earning(46), {"first_due_date": date(2027, 3, 10), "instalments": 24}, False),
        (_earning(50), {"first_due_date": date(2027, 1, 10), "instalments": 24}, True),
        (_earning(49), {"first_due_date": date(2027, 1, 10), "instalments": 24}, False),
        (_earning(50), {"first_due_date": date(2026, 12, 10), "instalments": 24}, False),
        (_earning(1_200), {"upfront_payment": 1}, False),
        (_holding(0), {"upfront_payment": 1_199, "instalments": 1}, False),
        (_holding(1_198), {"upfront_payment": 1_199, "instalments": 1}, False),
    ],
)
def test_rates_are_tried_where_equal_parts_of_the_principal_can_be_paid(
    situation: Situation, more: dict[str, Any], *, is_tried: bool
) -> None:
    assert bool(_worked_out(situation, replace(SMALL_TERMS, **more))) is is_tried


@pytest.mark.parametrize(
    "more",
    [
        {"grace_principal": 3},
        {"balloon": 100},
        {"first_due_date": date(2026, 11, 10)},
        {"upfront_payment": 1_200},
        {"waive": Waiver(1_200, 0, 0, 300)},
    ],
)
def test_what_equal_parts_do_not_tell_is_tried(more: dict[str, Any]) -> None:
    """There is nothing to pay with, yet only the schedule itself says so."""
    assert _worked_out(_holding(0), replace(SMALL_TERMS, **more)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, []), ({"grace_principal": 3}, [1, 2, 3])],
)
def test_only_what_points_cannot_rule_out_is_judged_in_full(
    more: dict[str, Any], expected: list[int]
) -> None:
    terms = replace(SMALL_TERMS, **more)

    def turned(units: int) -> ProposalTerms:
        return replace(terms, annual_rate_percent=Decimal(units) / 100)

    rich = _holding(10_000)
    never = FieldSearch(rich, rich.view(80), MODEL, turned, lambda _verdict: False)
    assert _may_pass(never, "verdict", 3) == expected
    assert _may_pass(never, "affordable_base", 3) == [1, 2, 3]


def _waiving(units: int) -> ProposalTerms:
    """5.00 waived of the principal, and so many fen more; 7.00 is left to pay of 12.00."""
    return replace(SMALL_TERMS, waive=Waiver(principal=500 + units, penalty=300))


def _asking_for_less(units: int) -> ProposalTerms:
    return _waiving(-units)


@pytest.mark.parametrize(
    ("fen", "turned", "most", "expected"),
    [
        (1_000, _asking_for_less, 500, (500, 300, 250, 125, 62)),
        (999, _asking_for_less, 500, (500, 299, 250, 125, 62)),
        (701, _asking_for_less, 500, (500, 1, 250, 125, 62)),
        (700, _asking_for_less, 500, (500, 250, 125, 62)),
        (1_200, _asking_for_less, 500, (500, 250, 125, 62)),
        (1_199, _asking_for_less, 500, (500, 499, 250, 125, 62)),
        (699, _asking_for_less, 500, (500, 250, 125, 62)),
        (600, _waiving, 500, (500, 100, 250, 125, 62)),
        (699, _waiving, 500, (500, 1, 250, 125, 62)),
        (200, _waiving, 500, (500, 250, 125, 62)),
        (199, _waiving, 500, (500, 250, 125, 62)),
        (700, _waiving, 16, (16, 8, 4, 2)),
        (700, _waiving, 3, (3, 1)),
        (700, _waiving, 1, (1,)),
    ],
)
def test_money_is_looked_at_first_where_it_begins_or_ceases_to_be_kept(
    fen: int,
    turned: Callable[[int], ProposalTerms],
    most: int,
    expected: tuple[int, ...],
) -> None:
    """With so much in hand, and no income: the last value that is kept, or the first."""
    holding = _holding(fen)
    search = FieldSearch(holding, holding.view(80), MODEL, turned, bool)
    assert search.starts(most) == expected


@pytest.mark.parametrize(("drop", "expected"), [("0", True), ("50", False)])
def test_what_cannot_be_kept_under_stress_does_not_better_the_verdict(
    drop: str, *, expected: bool
) -> None:
    earning = replace(_earning(600), stress=Stress(Decimal(drop), Decimal(0)))
    terms = replace(SMALL_TERMS, instalments=1)

    def always(_verdict: str) -> bool:
        return True

    search = FieldSearch(earning, earning.view(80), MODEL, lambda _units: terms, always)
    assert search.may_pass(1, "affordable_base")
    assert search.may_pass(1, "verdict") is expected
    assert search.may_pass(1, "affordable_stressed") is expected
