"""The order of a timeline, and which part of it is wanted."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.happenings import Happening
from app.dossier.happenings import Wanted, in_order

DAY = date(2026, 11, 20)
DEBT = UUID(int=7)


def _on(number: int, day: date, at: datetime | None = None, kind: str = "contact") -> Happening:
    return Happening(kind, UUID(int=number), day, f"/{number}", at=at)


def test_days_come_in_order_and_what_has_no_hour_first() -> None:
    noon = datetime(2026, 11, 20, 4, tzinfo=UTC)
    later = _on(1, DAY + timedelta(1))
    at_noon, in_the_evening = _on(2, DAY, noon), _on(3, DAY, noon + timedelta(hours=6))
    some_time = _on(4, DAY, kind="agreement")
    told = [later, in_the_evening, at_noon, some_time]
    assert in_order(told, Wanted()) == [some_time, at_noon, in_the_evening, later]


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (Wanted(), [1, 2, 3]),
        (Wanted(kind="payment"), [3]),
        (Wanted(first=DAY + timedelta(1)), [2, 3]),
        (Wanted(last=DAY + timedelta(1)), [1, 2]),
        (Wanted(first=DAY, last=DAY), [1]),
        (Wanted(debt_id=DEBT), [2]),
        (Wanted(debt_id=UUID(int=8)), []),
    ],
)
def test_a_part_of_it(wanted: Wanted, kept: list[int]) -> None:
    told = [
        _on(1, DAY),
        Happening("contact", UUID(int=2), DAY + timedelta(1), "/2", debt_ids=(DEBT,)),
        _on(3, DAY + timedelta(2), kind="payment"),
    ]
    assert [each.object_id.int for each in in_order(told, wanted)] == kept


@given(
    st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 86399)), max_size=20).flatmap(
        lambda told: st.tuples(st.just(told), st.permutations(told))
    )
)
def test_the_order_does_not_depend_on_who_tells_first(
    both: tuple[list[tuple[int, int | None]], list[tuple[int, int | None]]],
) -> None:
    def happening(days: int, seconds: int | None) -> Happening:
        day = DAY + timedelta(days)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        at = midnight + timedelta(seconds=seconds) if seconds is not None else None
        return _on(days * 100000 + (seconds or 0), day, at)

    first, second = ([happening(*each) for each in told] for told in both)
    ordered = in_order(first, Wanted())
    assert ordered == in_order(second, Wanted())
    assert [each.day for each in ordered] == sorted(each.day for each in ordered)
