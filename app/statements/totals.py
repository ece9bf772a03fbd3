"""Sums of a statement per currency: plain ones by the file's own word, and the economic truth.

Currencies are never added together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


def _counted(currency: str, rows: Sequence[Classified]) -> Counted:
    def weigh(kind: Kind) -> int:
        return sum(row.counted for row in rows if row.kind == kind)

    own_rows = weigh("refund")
    inside = sum(row.transaction.refunded for row in rows if row.kind == "expense")
    return Counted(
        currency=currency,
        income=weigh("income"),
        expense=weigh("expense") - own_rows,
        debt_service=weigh("debt_service"),
        transfers=weigh("transfer"),
        refunds=own_rows + inside,
        on_credit=sum(row.counted for row in rows if row.on_credit),
        borrowed=sum(row.counted for row in rows if row.category == "borrowing"),
    )


def counted(rows: Sequence[Classified]) -> tuple[Counted, ...]:
    """The economic truth, one entry per currency, by its code."""
    currencies = sorted({row.transaction.currency for row in rows})
    return tuple(
        _counted(currency, [row for row in rows if row.transaction.currency == currency])
        for currency in currencies
    )
