"""Working-day arithmetic; which days are worked is dated data, given from outside."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

_ONE_DAY: Final = timedelta(days=1)


def roll_forward(day: date, is_working_day: Callable[[date], bool]) -> date:
    """Return the day itself when it is worked, otherwise the next worked day."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def add_working_days(start: date, days: int, is_working_day: Callable[[date], bool]) -> date:
    """Return the `days`-th worked day after `start`; the start day itself never counts.

    Zero days returns `start` unchanged; ValueError when negative.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    day = start
    for _ in range(days):
        day = roll_forward(day + _ONE_DAY, is_working_day)
    return day
