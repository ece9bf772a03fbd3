"""Working-day arithmetic over a predicate: which days are worked is dated data, given from outside.

The business zone is China Standard Time (北京时间), the one legal time of the whole country; the
IANA time-zone database names it Asia/Shanghai.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

BUSINESS_ZONE: Final = ZoneInfo("Asia/Shanghai")

_ONE_DAY: Final = timedelta(days=1)


def business_date(instant: datetime) -> date:
    """Return the Shanghai calendar day of an instant; ValueError when it has no offset."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs an offset")
    return instant.astimezone(BUSINESS_ZONE).date()


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
