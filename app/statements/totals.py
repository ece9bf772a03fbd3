"""Sums of a statement per currency: plain ones by the file's own word, and the economic truth.

Currencies are never added together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final, Literal

from app.statements.classify import Classified
from app.statements.movements import Kind
from app.statements.transactions import Direction, Transaction


@dataclass(frozen=True, slots=True)
class Totals:
    """Plain sums in fen: money in, money out, neutral, as the file itself tells them."""

    currency: str
    income: int
    expense: int
    neutral: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The economic truth in fen.

    `expense` is spending after refunds, `refunds` what was taken off it; orders refunded in full
    or closed are in neither. `on_credit` is the part of the spending (before refunds of their
    own row) that was borrowed: it is paid by a later `debt_service`. `borrowed` is loan money
    received, which is no income.
    """

    currency: str
    income: int
    expense: int
    debt_service: int
    transfers: int
    refunds: int
    on_credit: int
    borrowed: int


_PLACES: Final[Mapping[Kind, str]] = {
    "income": "income",
    "expense": "expense",
    "debt_service": "debt_service",
    "transfer": "transfers",
    "refund": "refunds",
}
_FIGURES: Final = tuple(each.name for each in fields(Counted) if each.name != "currency")


def totals(transactions: Sequence[Transaction]) -> tuple[Totals, ...]:
    """Plain sums by the file's own direction or sign, one entry per currency, by its code."""

    def plain(currency: str, direction: Direction) -> int:
        return sum(
            row.amount
            for row in transactions
            if row.currency == currency and row.direction == direction
        )

    return tuple(
        Totals(
            currency=currency,
            income=plain(currency, "income"),
            expense=plain(currency, "expense"),
            neutral=plain(currency, "neutral"),
        )
        for currency in sorted({row.currency for row in transactions})
    )


def _parts(row: Classified) -> Iterator[tuple[str, int]]:
    """To which figures of `Counted` a row adds how many fen."""
    place = _PLACES.get(row.kind)
    if place is not None:
        yield place, row.counted
    if row.kind == "expense":
        yield "refunds", row.transaction.refunded
    if row.kind == "refund":
        yield "expense", -row.counted
    if row.on_credit:
        yield "on_credit", row.counted
    if row.category == "borrowing":
        yield "borrowed", row.counted


@dataclass(slots=True)
class Sums:
    """The economic truth of rows taken in one by one."""

    _rows: Counter[str] = field(default_factory=Counter)
    _fen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, row: Classified, times: Literal[1, -1] = 1) -> None:
        """Takes a row in, or out again."""
        currency = row.transaction.currency
        self._rows[currency] += times
        for figure, fen in _parts(row):
            self._fen[currency, figure] += times * fen

    def counted(self) -> tuple[Counted, ...]:
        """One entry per currency, by its code."""
        return tuple(
            Counted(currency, **{figure: self._fen[currency, figure] for figure in _FIGURES})
            for currency in sorted(currency for currency, rows in self._rows.items() if rows)
        )


def counted(rows: Iterable[Classified]) -> tuple[Counted, ...]:
    """The economic truth, one entry per currency, by its code."""
    sums = Sums()
    for row in rows:
        sums.add(row)
    return sums.counted()
