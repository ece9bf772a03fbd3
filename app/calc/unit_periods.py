"""Unit-periods and odd days of US Regulation Z, 12 CFR 1026 Appendix J, paragraph (b).

Semimonthly unit-periods are not told from fortnightly ones.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from app.calc.periods import add_months, month_of

_PER_YEAR: Final = {"day": 365, "week": 52, "month": 12, "year": 1}
_LENGTHS: Final = {"day": Fraction(1), "week": Fraction(7), "month": Fraction(365, 12)}
_DAYS_PER_YEAR: Final = 365
_SHORTEST_MONTH: Final = 28


class UnitPeriod(NamedTuple):
    """A standard interval: `multiple` days, weeks or months, or one year."""

    unit: str
    multiple: int = 1

    @property
    def per_year(self) -> Fraction:
        """How many there are in a year: 365 days, 52 weeks, 12 months."""
        return Fraction(_PER_YEAR[self.unit], self.multiple)

    @property
    def length(self) -> Fraction:
        """Mean length in days."""
        return (
            _DAYS_PER_YEAR / self.per_year
            if self.unit == "year"
            else (_LENGTHS[self.unit] * self.multiple)
        )


class PaymentTime(NamedTuple):
    """Full unit-periods from the advance to a payment, and the odd part of one before them."""

    full: int
    odd: Fraction


_YEAR: Final = UnitPeriod("year")
_STANDARD: Final = (
    UnitPeriod("day"),
    *(UnitPeriod("week", multiple) for multiple in range(1, 53)),
    *(UnitPeriod("month", multiple) for multiple in range(1, 12)),
    _YEAR,
)


def payment_times(advance: date, due: Sequence[date]) -> tuple[list[PaymentTime], Fraction]:
    """Return each payment's time in unit-periods, and the unit-periods in a year.

    Payments lie after the advance, in any order; ValueError when there is none.
    """
    if not due:
        raise ValueError("no payment after the advance")
    if len(set(due)) == 1:
        unit = _interval(advance, due[0], due[0].day)
        if unit.unit == "week":
            # A term under a year that is no whole number of months: 365 over its days, (b)(5)(v).
            unit = UnitPeriod("day", (due[0] - advance).days)
        if unit is not _YEAR:
            return [PaymentTime(1, Fraction(0))] * len(due), unit.per_year
    else:
        unit = _common_period([advance, *sorted(set(due))])
    return [payment_time(advance, day, unit) for day in due], unit.per_year


def payment_time(advance: date, due: date, unit: UnitPeriod) -> PaymentTime:
    """Count unit-periods between two dates, months and years back from the later one."""
    if unit.unit == "year":
        months, days = _months_back(advance, due)
        years, odd_months = divmod(months, 12)
        if odd_months:
            days = (add_months(due, -12 * years) - advance).days
        return PaymentTime(years, Fraction(days, _DAYS_PER_YEAR))
    if unit.unit == "month":
        months, days = _months_back(advance, due)
        counted, size = 30 * months + days, 30 * unit.multiple
    else:
        counted, size = (due - advance).days, int(unit.length)
    full, odd_days = divmod(counted, size)
    return PaymentTime(full, _part(odd_days, size))


@lru_cache(maxsize=1024)
def _part(days: int, of: int) -> Fraction:
    return Fraction(days, of)


def _months_back(earlier: date, later: date) -> tuple[int, int]:
    """Full months counted back from the later date, and the days left; month ends correspond."""
    months = month_of(later) - month_of(earlier)
    if add_months(earlier, months) == later:
        return months, 0
    if add_months(later, -months) < earlier:
        months -= 1
    return months, (add_months(later, -months) - earlier).days


def _common_period(days: Sequence[date]) -> UnitPeriod:
    """Return the most frequent interval, the smaller of equals; without one, the mean's nearest."""
    anchor = max(day.day for day in days[1:])
    intervals = [_interval(start, end, anchor) for start, end in pairwise(days)]
    unit, count = min(Counter(intervals).items(), key=lambda item: (-item[1], item[0].length))
    if count > 1:
        return unit
    mean = Fraction((days[-1] - days[0]).days, len(intervals))
    return min(_STANDARD, key=lambda each: (abs(each.length - mean), each.length))


def _interval(start: date, end: date, anchor: int) -> UnitPeriod:
    days = (end - start).days
    months = month_of(end) - month_of(start)
    is_month_end = start.day >= _SHORTEST_MONTH and (start + timedelta(days=1)).day == 1
    wanted = max(anchor, start.day) if is_month_end else start.day
    if months and end in {add_months(start, months), add_months(start, months, wanted)}:
        return UnitPeriod("month", months) if months < _PER_YEAR["month"] else _YEAR
    if days > _DAYS_PER_YEAR:
        return _YEAR
    return UnitPeriod("day", days) if days % 7 else UnitPeriod("week", days // 7)
