"""The lines of a budget as values: amounts in fen, months as month numbers.

A month number is year × 12 + month − 1 (see `app.calc.periods`).
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from app.calc.money import percent_of
from app.calc.periods import month_of, monthly_fen

ExpenseKind = Literal["fixed", "flexible"]


@dataclass(frozen=True, slots=True)
class Income:
    """Money that comes in (收入) at a frequency, until its end date if it has one."""

    name: str
    category: str
    amount: int
    frequency: str = "monthly"
    stability: str = "stable"
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def monthly(self) -> int:
        """The amount converted to a month, rounded half-even once."""
        return monthly_fen(self.amount, self.frequency)

    def runs_in(self, month: int) -> bool:
        """Whether it is received in a month; the months of its first and last day count."""
        return _runs(self.starts_on, self.ends_on, month)


@dataclass(frozen=True, slots=True)
class Expense:
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
    def monthly(self) -> int:
        """The amount converted to a month, rounded half-even once."""
        return monthly_fen(self.amount, self.frequency)

    def runs_in(self, month: int) -> bool:
        """Whether it is paid in a month; the months of its first and last day count."""
        return _runs(self.starts_on, self.ends_on, month)


def _runs(starts_on: date | None, ends_on: date | None, month: int) -> bool:
    begun = starts_on is None or month_of(starts_on) <= month
    return begun and (ends_on is None or month <= month_of(ends_on))


@dataclass(frozen=True, slots=True)
class PlannedCost:
    """A one-off cost of a coming month (计划支出) with its likelihood from 0 to 1."""

    name: str
    category: str
    amount: int
    month: int
    likelihood: Decimal = Decimal(1)


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

    def service_in(self, month: int, start_month: int) -> int:
        """The contracted instalment of a month (还债支出).

        It runs for the remaining instalments from the month of the next due date, or from the
        forecast's first month if that is past; arrears are no month's cost.
        """
        if self.instalment_amount is None or self.remaining_instalments is None:
            return 0
        first = month_of(self.next_due_date) if self.next_due_date is not None else start_month
        first = max(first, start_month)
        return self.instalment_amount if first <= month < first + self.remaining_instalments else 0


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
