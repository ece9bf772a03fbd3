"""How rows that change should stand by their entries."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.rows import OpenedEvent
from app.ledger.standings import Standing, standing_faults, standings
from app.ledger.verification import FirstBad

MARKS = {"made": {"ended": False}, "changed": {}, "ended": {"ended": True}}


def _event(kind: str, object_id: str, **facts: Any) -> OpenedEvent:
    return OpenedEvent(kind, {"id": object_id, **facts})


EVENTS = {
    1: _event("made", "a", scope=["debts"]),
    2: _event("made", "b", scope=["plan"]),
    3: _event("contact_recorded", "a", scope=["nothing of this"]),
    4: _event("changed", "a", scope=["debts", "plan"]),
    5: _event("ended", "b"),
}


def test_entries_on_one_object_add_up_in_their_order() -> None:
    shuffled = dict(sorted(EVENTS.items(), reverse=True))
    assert standings(shuffled, MARKS) == {
        "a": Standing(4, {"id": "a", "scope": ["debts", "plan"], "ended": False}),
        "b": Standing(5, {"id": "b", "scope": ["plan"], "ended": True}),
    }


SOUND: dict[str, dict[str, Any]] = {
    "a": {"scope": ["debts", "plan"], "ended": False},
    "b": {"scope": ["plan"], "ended": True},
}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (SOUND, []),
        ({**SOUND, "a": {**SOUND["a"], "scope": ["debts"]}}, [FirstBad(4, "row_differs")]),
        ({**SOUND, "b": {**SOUND["b"], "ended": False}}, [FirstBad(5, "row_differs")]),
        ({"b": SOUND["b"]}, [FirstBad(4, "row_missing")]),
        ({**SOUND, "c": {"ended": False}}, [FirstBad(5, "row_without_entry")]),
    ],
)
def test_a_row_that_stands_otherwise_is_named_by_the_newest_entry_on_it(
    rows: dict[str, dict[str, Any]], found: list[FirstBad]
) -> None:
    assert list(standing_faults(standings(EVENTS, MARKS), rows, 5)) == found


def test_a_row_in_an_empty_ledger_has_a_place_too() -> None:
    assert list(standing_faults({}, {"a": {}}, 0)) == [FirstBad(1, "row_without_entry")]


@given(st.lists(st.tuples(st.sampled_from(sorted(MARKS)), st.sampled_from("abc")), max_size=12))
def test_rows_that_follow_their_entries_have_no_fault(steps: list[tuple[str, str]]) -> None:
    events = {place: _event(kind, who) for place, (kind, who) in enumerate(steps, start=1)}
    expected = standings(events, MARKS)
    rows = {who: dict(standing.facts) for who, standing in expected.items()}
    assert list(standing_faults(expected, rows, len(events))) == []
