"""Months as integers, calendar steps that keep month ends, pay frequencies and day counts."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from app.calc.money import divide_half_even

IN_EVERY_MONTH: Final = 28
MIDDLE_OF_MONTH: Final = 15

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")

_PER_MONTH: Final[Mapping[str, Fraction]] = MappingProxyType(
    {
        "weekly": Fraction(52, 12),
        "fortnightly": Fraction(26, 12),
        "every_four_weeks": Fraction(13, 12),
        "monthly": Fraction(1),
        "quarterly": Fraction(1, 3),
        "half_yearly": Fraction(1, 6),
        "yearly": Fraction(1, 12),
    }
)
FREQUENCIES: Final[tuple[str, ...]] = tuple(_PER_MONTH)

YEAR_BASIS: Final[Mapping[str, int]] = MappingProxyType(
    {"30_360": 360, "actual_365": 365, "actual_360": 360}
)
DAY_COUNTS: Final[tuple[str, ...]] = tuple(YEAR_BASIS)


def month_of(day: date) -> int:
    """Number a date's month: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


def nearest_month(day: date) -> int:
    """The month to begin a forecast with that starts from what is held on a day.

    A forecast counts its months whole. Up to the 15th that is the day's own month; later most of
    it has come in and gone out already and is in the balance, so it would count twice.
    """
    return month_of(day) + (day.day > MIDDLE_OF_MONTH)


def parse_month(text: str) -> int:
    """Read "2026-12" as a month number; ValueError when it is no month."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError("not a month")
    return int(match[1]) * 12 + int(match[2]) - 1


def format_month(month: int) -> str:
    """Write a month number as "2026-12"."""
    year, index = divmod(month, 12)
    return f"{year:04d}-{index + 1:02d}"


@lru_cache(maxsize=8192)
def add_months(day: date, months: int, anchor_day: int | None = None) -> date:
    """Step whole months, forwards or back; a day that does not exist becomes the month's last.

    `anchor_day` (1-31) is the day wanted, so that a series due on the 31st returns to the 31st
    after February. Raises OverflowError outside the years 1-9999, as date arithmetic does.
    """
    year, index = divmod(month_of(day) + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("date value out of range")
    wanted = day.day if anchor_day is None else anchor_day
    if wanted > IN_EVERY_MONTH:
        wanted = min(wanted, monthrange(year, index + 1)[1])
    return date(year, index + 1, wanted)


def monthly_fen(amount: int, frequency: str) -> int:
    """Convert an amount per pay period to one per month (52/12, 26/12, 13/12, 1, 1/3, 1/6, 1/12).

    Rounded half to even once. Raises KeyError for a frequency outside FREQUENCIES.
    """
    per_month = _PER_MONTH[frequency]
    return divide_half_even(amount * per_month.numerator, per_month.denominator)


def counted_days(start: date, end: date, day_count: str) -> int:
    """Count the days between two dates as the convention does; the year has YEAR_BASIS of them.

    "30_360" is the European form (30E/360, ISDA 2006 section 4.16(g)): every month has 30 days,
    a 31st counts as the 30th.
    """
    if day_count == "30_360":
        months = month_of(end) - month_of(start)
        return 30 * months + min(end.day, 30) - min(start.day, 30)
    return (end - start).days
