"""The values of a statement: its rows as transactions, what could not be read, what was noticed.

Amounts are integer fen (hundredths of the row's own currency), never negative: the direction
says where the money went.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Statements print Chinese civil time."""

Direction = Literal["income", "expense", "neutral"]
"""收/支: as the file itself states it, by a word, a sign or a column."""
Family = Literal["wallet", "debit", "card"]
"""Whose file: a payment wallet, a bank account, a credit card."""
SHOWN_UNPARSED: Final = 1000
"""Rows that could not be read are listed up to here; their number is always told."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One row of a statement.

    `line` counts from 1 in the file; `refunded` is what the row itself says was given back
    later (`已退款`); `balance` is the running balance after the row (余额).
    """

    line: int
    occurred_at: datetime
    date_only: bool
    direction: Direction
    amount: int
    currency: str = "CNY"
    counterparty: str = ""
    description: str = ""
    category_text: str = ""
    payment_method: str = ""
    status: str = ""
    external_id: str = ""
    merchant_order_id: str = ""
    refunded: int = 0
    balance: int | None = None

    @property
    def day(self) -> date:
        """The civil day in Shanghai."""
        return self.occurred_at.date()

    @property
    def worth(self) -> tuple[str, int]:
        """Currency and amount: rows that tell one payment share them."""
        return self.currency, self.amount


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A row that could not be read, or that explains itself as no transaction (footers)."""

    line: int
    reason_code: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know about the file: a text's code and its parameters."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeclaredSum:
    """One line of the file's own summary: so many rows, so many fen."""

    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class DeclaredTotals:
    """The file's own summary (`支出：63笔 16.54元`); None where it says nothing."""

    records: int | None = None
    income: DeclaredSum | None = None
    expense: DeclaredSum | None = None
    neutral: DeclaredSum | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A file read whole: `rows` = transactions + unparsed; footers stand in `explained`.

    `sign` is the convention by which directions were told; `holder` the account holder's name
    if the file states it; `covers` the period the file was exported for, if all rows lie in it.
    """

    institution: str
    format: str
    encoding: str
    family: Family
    sign: str
    rows: int
    transactions: tuple[Transaction, ...]
    unparsed: tuple[Unparsed, ...]
    explained: tuple[Unparsed, ...]
    declared_totals: DeclaredTotals | None
    period_first: date | None
    period_last: date | None
    covers: tuple[date, date] | None
    holder: str
    warnings: tuple[Notice, ...]
