"""The lines of a budget as values: amounts in fen, months as month numbers.

A month number is year × 12 + month − 1 (see `app.calc.periods`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from app.calc.money import percent_of
from app.calc.periods import month_of, monthly_fen
from app.cash_flow.shares import OtherShare, own_part

ExpenseKind = Literal["fixed", "flexible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLine:
    """What lines have in common that a household may share; only the person's part counts.

    `superseded`: a scenario has put another line in its place, so that sums of all lines leave
    it out; until its end date it runs as before.
    """

    own_parts: int = 1
    shared_with: tuple[OtherShare, ...] = ()
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Income(SharedLine):
    """Money that comes in (收入) at a frequency, until its end date if it has one."""

    name: str
    category: str
    amount: int
    frequency: str = "monthly"
    stability: str = "stable"
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def whole(self) -> int:
        """The whole line converted to a month, rounded half-even once."""
        return monthly_fen(self.amount, self.frequency)

    @property
    def monthly(self) -> int:
        """The person's own part of a month."""
        return own_part(self.whole, self.own_parts, self.shared_with)

    def runs_in(self, month: int) -> bool:
        """Whether it is received in a month; the months of its first and last day count."""
        return _runs(self.starts_on, self.ends_on, month)


@dataclass(frozen=True, slots=True)
class Expense(SharedLine):
    """Money that goes out (支出): fixed or flexible, essential or not."""

    name: str
    category: str
    kind: ExpenseKind
    essential: bool
    amount: int
    frequency: str = "monthly"
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def whole(self) -> int:
        """The whole line converted to a month, rounded half-even once."""
        return monthly_fen(self.amount, self.frequency)

    @property
    def monthly(self) -> int:
        """The person's own part of a month."""
        return own_part(self.whole, self.own_parts, self.shared_with)

    def runs_in(self, month: int) -> bool:
        """Whether it is paid in a month; the months of its first and last day count."""
        return _runs(self.starts_on, self.ends_on, month)


KindOfLine = TypeVar("KindOfLine", bound=SharedLine)


def lasting(lines: Iterable[KindOfLine]) -> tuple[KindOfLine, ...]:
    """The lines that sums of all lines count: those that no scenario has replaced."""
    return tuple(line for line in lines if not line.superseded)


def _runs(starts_on: date | None, ends_on: date | None, month: int) -> bool:
    begun = starts_on is None or month_of(starts_on) <= month
    return begun and (ends_on is None or month <= month_of(ends_on))


@dataclass(frozen=True, slots=True)
class PlannedCost(SharedLine):
    """A one-off cost of a coming month (计划支出) with its likelihood from 0 to 1."""

    name: str
    category: str
    amount: int
    month: int
    likelihood: Decimal = Decimal(1)

    @property
    def whole(self) -> int:
        """All of it."""
        return self.amount

    @property
    def own_amount(self) -> int:
        """The person's own part of it."""
        return own_part(self.whole, self.own_parts, self.shared_with)


@dataclass(frozen=True, slots=True)
class Asset:
    """Something owned; counted for runway only when liquid, never as payable money."""

    name: str
    type: str
    value: int
    liquidity: str
    essential: bool = False
    encumbered: bool = False
    sale_cost_percent: Decimal = Decimal(0)

    @property
    def sale_proceeds(self) -> int:
        """What a sale brings after its cost, the cost rounded half-even once."""
        return self.value - percent_of(self.value, self.sale_cost_percent)


@dataclass(frozen=True, slots=True)
class Buffer:
    """A temporary reserve (应急缓冲): credit line or family help, shown apart with its cost."""

    name: str
    type: str
    amount: int
    annual_rate_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DebtLine:
    """One debt as the cash flow sees it; what is unknown is None."""

    debt_ref: str
    creditor_type: str = "unknown"
    product_type: str | None = None
    contract_date: date | None = None
    principal_outstanding: int = 0
    interest_outstanding: int = 0
    fees_outstanding: int = 0
    penalty_outstanding: int = 0
    annual_rate_percent: Decimal | None = None
    instalment_amount: int | None = None
    remaining_instalments: int | None = None
    next_due_date: date | None = None
    days_past_due: int = 0
    debt_status: str | None = None
    guaranteed: bool | None = None

    def service_in(self, month: int, start_month: int) -> int:
        """The contracted instalment of a month (还债支出)."""
        first, end = self.serviced_months(start_month)
        return (self.instalment_amount or 0) if first <= month < end else 0

    def serviced_months(self, start_month: int) -> tuple[int, int]:
        """The first month with a contracted instalment and the one after the last; alike: none.

        It runs for the remaining instalments from the month of the next due date, or from the
        forecast's first month if that is past; arrears are no month's cost.
        """
        if self.instalment_amount is None or self.remaining_instalments is None:
            return start_month, start_month
        first = month_of(self.next_due_date) if self.next_due_date is not None else start_month
        first = max(first, start_month)
        return first, first + self.remaining_instalments


@dataclass(frozen=True, slots=True)
class Stress:
    """A harder course: incomes lower, expenses higher, planned costs certain. Percent."""

    income_drop_percent: Decimal
    cost_rise_percent: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """Everything a forecast needs; amounts in fen."""

    opening_balance: int
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    planned_costs: tuple[PlannedCost, ...] = ()
    assets: tuple[Asset, ...] = ()
    buffers: tuple[Buffer, ...] = ()
    debts: tuple[DebtLine, ...] = field(default=())
