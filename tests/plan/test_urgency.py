"""Which case comes first, and what to do next in it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.tables import data_table
from app.plan.urgency import (
    Due,
    Standing,
    first_dues,
    missing_facts,
    most_urgent_first,
    next_action,
)

TODAY = date(2026, 11, 25)
RULES = data_table("plan", "worklist")
ONE, TWO, THREE, FOUR = (UUID(int=number) for number in range(1, 5))


def _in(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("dues", "kind", "presses"),
    [
        ([("promise", -3), ("court_clock", 15)], "court_clock", True),
        ([("promise", 2), ("court_clock", 16)], "promise", False),
        ([("court_clock", 9), ("court_clock", 4)], "court_clock", True),
        ([("court_clock", -1), ("promise", -9)], "court_clock", True),
        ([("reapply", 30), ("promise", 2)], "promise", False),
    ],
)
def test_a_pressing_court_day_is_first_in_a_case(
    dues: list[tuple[str, int]], kind: str, *, presses: bool
) -> None:
    told = [Due(ONE, each, _in(days)) for each, days in dues]
    found, found_presses = first_dues(told, TODAY, 15)[ONE]
    assert (found.kind, found_presses) == (kind, presses)
    assert found.due_on == min(each.due_on for each in told if each.kind == kind)


def test_the_desk_is_in_the_order_of_the_safety_rules() -> None:
    late = Standing(ONE, Due(ONE, "promise", _in(-20)), presses=False)
    court = Standing(TWO, Due(TWO, "court_clock", _in(14)), presses=True)
    unknown = Standing(THREE, None, presses=False, missing=("debts_listed",))
    quiet = Standing(FOUR, None, presses=False)
    assert most_urgent_first([quiet, unknown, late, court]) == [court, late, unknown, quiet]


def test_a_paper_without_its_day_comes_before_every_day_that_is_known() -> None:
    """Nobody can say that it is not today's."""
    court = Standing(ONE, Due(ONE, "court_clock", TODAY), presses=True)
    both = Standing(TWO, Due(TWO, "court_clock", _in(9)), presses=True, lacks_day=True)
    lacking = Standing(THREE, None, presses=False, lacks_day=True)
    assert most_urgent_first([court, lacking, both]) == [both, lacking, court]


@given(st.permutations(range(8)))
def test_the_order_is_one(numbers: list[int]) -> None:
    standings = [
        Standing(
            UUID(int=number),
            Due(UUID(int=number), "promise", _in(number // 2)) if number % 3 else None,
            presses=number % 4 == 1,
        )
        for number in numbers
    ]
    assert most_urgent_first(standings) == most_urgent_first(standings[::-1])


@pytest.mark.parametrize(
    ("standing", "code", "words"),
    [
        (
            Standing(ONE, Due(ONE, "promise", TODAY), False, ("budget_made",)),
            "promise",
            "contacts.calendar.kinds.promise",
        ),
        (
            Standing(ONE, None, False, ("budget_made", "contact_recorded")),
            "make_budget",
            "plan.actions.make_budget.title",
        ),
        (Standing(ONE, None, False), "review_in_a_month", "plan.actions.review_in_a_month.title"),
        (
            Standing(ONE, Due(ONE, "promise", TODAY), False, ("budget_made",), lacks_day=True),
            "note_the_day",
            "plan.actions.note_the_day.title",
        ),
        (
            Standing(ONE, Due(ONE, "court_clock", TODAY), True, lacks_day=True),
            "court_clock",
            "contacts.calendar.kinds.court_clock",
        ),
    ],
)
def test_what_to_do_next(standing: Standing, code: str, words: str) -> None:
    assert next_action(RULES, standing) == (code, words)


def test_what_is_missing_keeps_its_order() -> None:
    having = {"debts_listed": {ONE}, "budget_made": set(), "contact_recorded": {TWO}}
    assert missing_facts(RULES["missing"], having, ONE) == ("budget_made", "contact_recorded")
    assert missing_facts(RULES["missing"], having, TWO) == ("debts_listed", "budget_made")
    assert set(RULES["missing"]) == set(RULES["supplies"]) == set(having)
