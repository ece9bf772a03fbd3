"""How long the rows of an account cover, so that sums become monthly amounts."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from app.statements.classify import Classified
from app.statements.recurrence import recurrence

_YEAR_MONTHS = 12
_YEAR_DAYS = 365
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AccountRows:
    """The rows of one account, of however many files, and the whole months they cover."""

    rows: tuple[Classified, ...]
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The rows looked at and the length of time they cover, in months."""

    rows: tuple[Classified, ...]
    months: Fraction
    basis: Literal["average", "estimate"]

    def share(self, fen: int) -> Fraction:
        """Fen a month, not yet rounded."""
        return fen / self.months


def covered_months(first: date, last: date) -> tuple[date, ...]:
    """First days of the calendar months that lie whole within a period."""
    month = first.replace(day=1)
    months = []
    while month <= last:
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        if month >= first and end <= last:
            months.append(month)
        month = date.fromordinal(end.toordinal() + 1)
    return tuple(months)


def months_of(periods: Iterable[tuple[date, date]]) -> tuple[date, ...]:
    """Whole months covered by several files together: overlapping and adjoining ones are one."""
    months: list[date] = []
    current: tuple[date, date] | None = None
    for first, last in sorted(periods):
        if current is not None and first <= current[1] + _DAY:
            current = current[0], max(current[1], last)
        else:
            months += covered_months(*current) if current else ()
            current = first, last
    return (*months, *(covered_months(*current) if current else ()))


def span_of(account: AccountRows) -> Span | None:
    """The account's rows in its whole months, else all of them if they reach two weeks."""
    rows = account.rows
    if account.months:
        wanted = set(account.months)
        inside = [row for row in rows if row.transaction.day.replace(day=1) in wanted]
        return Span(tuple(inside), Fraction(len(account.months)), "average")
    days = [row.transaction.day for row in rows]
    covered = (max(days) - min(days)).days + 1 if days else 0
    if covered < recurrence().estimate_days:
        return None
    return Span(tuple(rows), Fraction(covered * _YEAR_MONTHS, _YEAR_DAYS), "estimate")


def joint_basis(spans: Sequence[Span]) -> Literal["average", "estimate"]:
    """An average only if every account's is one."""
    return "average" if all(span.basis == "average" for span in spans) else "estimate"
