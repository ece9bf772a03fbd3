"""From the rows of statements to proposed budget lines.

Recurring payments become fixed lines, the rest of each category a monthly average, debt service
one line by what was borrowed with. Spending on credit counts as spending on its day; the
repayment line of that credit is lowered by as much, so that the same money is budgeted once.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.statements.categories import essential_codes
from app.statements.classify import Classified
from app.statements.recurrence import recurrence
from app.statements.recurring import Recurring, find_recurring, party

_YEAR_MONTHS = 12
_YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One line to propose; amounts in fen, `rows` bear it out.

    `name` is the counterparty of a recurring line, else the category's or credit product's
    code. `basis`: recurring, average (over whole months), estimate (days scaled to a month),
    one_off and ended (named apart with `monthly_amount` 0). `observed_amount` is their sum.
    """

    name: str
    category: str
    direction: Literal["income", "expense", "debt_service"]
    kind: Literal["fixed", "flexible"]
    essential: bool
    monthly_amount: int
    observed_amount: int
    basis: Literal["recurring", "average", "estimate", "one_off", "ended"]
    rows: tuple[Classified, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """Where the rows stand in their file."""
        return tuple(row.transaction.line for row in self.rows)


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


@dataclass(frozen=True, slots=True)
class _Span:
    """The rows looked at and the length of time they cover, in months."""

    rows: tuple[Classified, ...]
    months: Fraction
    basis: Literal["average", "estimate"]

    def average(self, fen: int) -> int:
        """Fen a month, rounded half-even once."""
        return round(fen / self.months)


def _span(rows: Sequence[Classified], months: Sequence[date]) -> _Span | None:
    if months:
        wanted = set(months)
        inside = [row for row in rows if row.transaction.day.replace(day=1) in wanted]
        return _Span(tuple(inside), Fraction(len(months)), "average")
    days = [row.transaction.day for row in rows]
    covered = (max(days) - min(days)).days + 1 if days else 0
    if covered < recurrence().estimate_days:
        return None
    return _Span(tuple(rows), Fraction(covered * _YEAR_MONTHS, _YEAR_DAYS), "estimate")


def _recurring_line(entry: Recurring) -> ProposedLine:
    monthly = round(Fraction(entry.typical_amount * entry.per_year, _YEAR_MONTHS))
    is_over = entry.next_date is None
    return ProposedLine(
        name=entry.counterparty,
        category=entry.category,
        direction="income" if entry.kind == "income" else "expense",
        kind="fixed",
        essential=entry.category in essential_codes(),
        monthly_amount=0 if is_over else monthly,
        observed_amount=sum(row.counted for row in entry.rows),
        basis="ended" if is_over else "recurring",
        rows=entry.rows,
    )


def _one_offs(rows: Sequence[Classified], span: _Span) -> list[Classified]:
    """At most one payment of a category: the largest, if it dwarfs the rest."""
    settings = recurrence()
    largest = max(rows, key=lambda row: row.counted)
    rest = sum(row.counted for row in rows) - largest.counted
    dwarfs = largest.counted * span.months >= settings.one_off_times * rest
    is_large = largest.counted >= settings.one_off_fen
    long_enough = span.basis == "average" and span.months >= settings.one_off_months
    return [largest] if long_enough and is_large and dwarfs else []


def _category_lines(
    category: str,
    direction: Literal["income", "expense"],
    rows: Sequence[Classified],
    span: _Span,
) -> Iterator[ProposedLine]:
    paid = [row for row in rows if row.kind == direction]
    apart = _one_offs(paid, span) if paid else []
    essential = direction == "expense" and category in essential_codes()
    for row in apart:
        yield ProposedLine(
            name=party(row),
            category=category,
            direction=direction,
            kind="flexible",
            essential=essential,
            monthly_amount=0,
            observed_amount=row.counted,
            basis="one_off",
            rows=(row,),
        )
    rest = [row for row in rows if all(row is not other for other in apart)]
    observed = sum(row.counted if row.kind == direction else -row.counted for row in rest)
    if observed > 0:
        yield ProposedLine(
            name=category,
            category=category,
            direction=direction,
            kind="flexible",
            essential=essential,
            monthly_amount=span.average(observed),
            observed_amount=observed,
            basis=span.basis,
            rows=tuple(rest),
        )


def _debt_lines(span: _Span) -> Iterator[ProposedLine]:
    bought: defaultdict[str, int] = defaultdict(int)
    repaid: defaultdict[tuple[str, str], list[Classified]] = defaultdict(list)
    for row in span.rows:
        if row.on_credit:
            bought[row.credit_product] += row.counted
        elif row.kind == "debt_service":
            other = party(row) if row.credit_product == "other_credit" else ""
            repaid[row.credit_product, other].append(row)
    for (product, other), rows in sorted(repaid.items()):
        observed = sum(row.counted for row in rows)
        covered = min(bought[product], observed)
        bought[product] -= covered
        yield ProposedLine(
            name=other or product,
            category="debt_service",
            direction="debt_service",
            kind="fixed",
            essential=False,
            monthly_amount=span.average(observed - covered),
            observed_amount=observed,
            basis=span.basis,
            rows=tuple(rows),
        )


def propose_budget_lines(
    rows: Sequence[Classified], months: Sequence[date], currency: str = "CNY"
) -> tuple[ProposedLine, ...]:
    """Budget lines borne out by the rows of one currency, the largest monthly amount first.

    `months` are first days of whole months covered (see `covered_months`); with none, at least
    two weeks of rows are scaled to a month, less than that proposes recurring lines only. A
    single payment that would distort an average is a line of its own with basis `one_off`.
    """
    rows = [row for row in rows if row.transaction.currency == currency]
    if not rows:
        return ()
    today = max(row.transaction.day for row in rows)
    spent = [row for row in rows if row.kind in ("income", "expense")]
    recurring = find_recurring(spent, today)
    used = {id(row) for entry in recurring for row in entry.rows}
    proposed = [_recurring_line(entry) for entry in recurring]
    span = _span(rows, months)
    if span is not None:
        groups: defaultdict[tuple[str, Literal["income", "expense"]], list[Classified]]
        groups = defaultdict(list)
        for row in span.rows:
            if id(row) not in used and row.kind in ("income", "expense", "refund"):
                groups[row.category, "income" if row.kind == "income" else "expense"].append(row)
        for (category, direction), group in groups.items():
            proposed += _category_lines(category, direction, group, span)
        proposed += _debt_lines(span)
    return tuple(sorted(proposed, key=lambda line: (-line.monthly_amount, line.lines)))
