from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.calendars import add_working_days, roll_forward

# Spring Festival 2026: off from 15 to 23 February, worked on Saturday 14 and 28 February.
_OFF = {date(2026, 2, 15) + timedelta(days=index) for index in range(9)}
_MAKE_UP = {date(2026, 2, 14), date(2026, 2, 28)}


def _is_working_day(day: date) -> bool:
    return day in _MAKE_UP or (day.weekday() < 5 and day not in _OFF)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 13), 0, date(2026, 2, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 20), 1, date(2026, 2, 24)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
    ],
)
def test_the_start_day_never_counts(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days, _is_working_day) == end


def test_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1, _is_working_day)


@given(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.integers(1, 40))
def test_exactly_that_many_worked_days_lie_between(start: date, days: int) -> None:
    end = add_working_days(start, days, _is_working_day)
    span = (end - start).days
    worked = [_is_working_day(start + timedelta(days=index)) for index in range(1, span + 1)]
    assert sum(worked) == days
    assert worked[-1]


@given(st.dates(date(2026, 1, 1), date(2026, 3, 31)))
def test_rolling_stops_at_the_first_worked_day(day: date) -> None:
    rolled = roll_forward(day, _is_working_day)
    assert _is_working_day(rolled)
    skipped = [day + timedelta(days=index) for index in range((rolled - day).days)]
    assert not any(map(_is_working_day, skipped))
