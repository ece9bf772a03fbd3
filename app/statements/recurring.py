"""Payments that come back: same counterparty, near amount, regular interval.

First rule after the Berka bank data (PKDD'99): same account and amount three times is a
standing order in all 922 groups found there.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Literal

from app.statements.classify import Classified
from app.statements.movements import Kind
from app.statements.recurrence import Interval, recurrence
from app.statements.transactions import Direction

_NUMBERS = re.compile(r"\d{4,}")
_KINDS = ("income", "expense", "debt_service")


@dataclass(frozen=True, slots=True)
class Recurring:
    """One recurring payment; amounts in fen of `currency`, `rows` are its payments.

    `interval` is weekly, fortnightly, every_four_weeks, monthly, quarterly, half_yearly or
    yearly; `next_date` is None when it should have come twice since and did not.
    """

    counterparty: str
    kind: Kind
    direction: Direction
    category: str
    currency: str
    typical_amount: int
    interval: str
    per_year: int
    occurrences: int
    confidence: Literal["high", "medium"]
    next_date: date | None
    rows: tuple[Classified, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """Where the payments stand in their file."""
        return tuple(row.transaction.line for row in self.rows)


def party(row: Classified) -> str:
    """Who is paid or pays: the counterparty, else what the row says, without long numbers."""
    paid = row.transaction
    return party_name(paid.counterparty or paid.description or paid.category_text)


def party_name(text: str) -> str:
    """A name without the order numbers that make each row another."""
    return _NUMBERS.sub("", text).strip() or text


def _near(rows: Sequence[Classified]) -> Iterator[list[Classified]]:
    """Groups of near amounts, so that a rent and a repair paid to one landlord stay apart."""
    settings = recurrence()
    percent = settings.near_percent[rows[0].kind]
    group: list[Classified] = []
    for row in sorted(rows, key=lambda row: (row.counted, row.transaction.occurred_at)):
        width = max(row.counted * percent // 100, settings.near_fen)
        if group and row.counted - group[0].counted > width:
            yield group
            group = []
        group.append(row)
    yield group


def _rhythm(days: Sequence[date]) -> tuple[Interval, int] | None:
    """The interval that explains all gaps, one missed payment allowed, and how many missed."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    for interval in recurrence().intervals:
        low, high = interval.shortest, interval.longest
        regular = sum(low <= gap <= high for gap in gaps)
        missed = sum(2 * low <= gap <= 2 * high for gap in gaps)
        enough = regular >= interval.minimum_gaps and missed <= 1
        if enough and regular + missed == len(gaps):
            return interval, missed
    return None


def _add_months(day: date, months: int, anchor: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    year, index = divmod(month, 12)
    return date(year, index + 1, min(anchor, calendar.monthrange(year, index + 1)[1]))


def _next_date(days: Sequence[date], interval: Interval, today: date) -> date | None:
    last = days[-1]
    if last + timedelta(days=2 * interval.longest) < today:
        return None
    is_month_end = last.day == calendar.monthrange(last.year, last.month)[1]
    anchor = max(day.day for day in days) if is_month_end else last.day
    expected = last
    while expected <= last or expected < today:
        if interval.step_months:
            expected = _add_months(expected, interval.step_months, anchor)
        else:
            expected += timedelta(days=interval.step_days)
    return expected


def _recurring(rows: Sequence[Classified], today: date) -> Recurring | None:
    rows = sorted(rows, key=lambda row: row.transaction.occurred_at)
    days = [row.transaction.day for row in rows]
    rhythm = _rhythm(days)
    if rhythm is None:
        return None
    interval, missed = rhythm
    amounts = [row.counted for row in rows]
    enough = len(rows) >= recurrence().high_confidence_occurrences
    is_certain = enough and not missed and len(set(amounts)) == 1
    return Recurring(
        counterparty=party(rows[-1]),
        kind=rows[-1].kind,
        direction=rows[-1].transaction.direction,
        category=rows[-1].category,
        currency=rows[-1].transaction.currency,
        typical_amount=median_low(amounts),
        interval=interval.code,
        per_year=interval.per_year,
        occurrences=len(rows),
        confidence="high" if is_certain else "medium",
        next_date=_next_date(days, interval, today),
        rows=tuple(rows),
    )


def find_recurring(rows: Sequence[Classified], today: date) -> tuple[Recurring, ...]:
    """Recurring income, spending and debt service, the largest first.

    `today` decides which next dates lie ahead and which series have ended.
    """
    groups: defaultdict[tuple[str, ...], list[Classified]] = defaultdict(list)
    for row in rows:
        if row.kind in _KINDS and row.counted > 0:
            groups[row.kind, row.transaction.currency, party(row)].append(row)
    found = (
        _recurring(near, today)
        for group in groups.values()
        for near in _near(group)
        if len(near) >= recurrence().minimum_occurrences
    )
    return tuple(
        sorted(
            (entry for entry in found if entry is not None),
            key=lambda entry: (-entry.typical_amount * entry.per_year, entry.lines),
        )
    )
