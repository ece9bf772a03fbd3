from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.contacts.preparation.summary import (
    Person,
    Promised,
    people_met,
    standing_first,
    state_of,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)
WANG = Person("某银行", "客服", None, "8021", None)
LI = Person("某银行", "贷后", "姓李", None, None)


def _promise(what: str, due_on: date | None, *, done: bool | None) -> Promised:
    return Promised(UUID(int=1), NOON, "creditor", what, due_on, done)


@pytest.mark.parametrize(
    ("due_on", "done", "state"),
    [
        (date(2026, 11, 24), False, "overdue"),
        (date(2026, 11, 25), False, "open"),
        (date(2026, 11, 24), True, "kept"),
        (None, None, "undated"),
    ],
)
def test_a_promise_is_open_until_its_day_is_over(
    due_on: date | None, *, done: bool | None, state: str
) -> None:
    assert state_of(_promise("x", due_on, done=done), TODAY) == state


def test_what_still_stands_comes_first() -> None:
    promises = [
        _promise("kept", date(2026, 11, 1), done=True),
        _promise("undated", None, done=None),
        _promise("later", date(2026, 12, 9), done=False),
        _promise("soon", date(2026, 12, 1), done=False),
        _promise("late", date(2026, 11, 2), done=False),
    ]
    ordered = [each.what for each in standing_first(promises, TODAY)]
    assert ordered == ["late", "soon", "later", "undated", "kept"]


def test_the_same_details_are_the_same_person() -> None:
    met = people_met(
        [
            (UUID(int=1), NOON, [WANG, WANG]),
            (UUID(int=2), NOON + timedelta(days=1), [LI]),
            (UUID(int=3), NOON + timedelta(days=2), [WANG, LI]),
            (UUID(int=4), NOON + timedelta(days=3), []),
        ]
    )
    assert [(each.person, each.contact_ids) for each in met] == [
        (WANG, (UUID(int=3), UUID(int=1))),
        (LI, (UUID(int=3), UUID(int=2))),
    ]
    assert met[0].last_at == NOON + timedelta(days=2)
