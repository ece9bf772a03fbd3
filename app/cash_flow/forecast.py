"""Month by month: what comes in, what goes out, what is left.

Base: each line converted to a month and rounded half-even, of shared lines the person's own part;
planned costs count amount × likelihood. Stressed: incomes × (1 − drop), expenses × (1 + rise),
each line rounded again; planned costs at their full amount, not raised. Amounts in fen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.calc.money import divide_half_even
from app.calc.periods import month_of
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, Stress

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a forecast; `essential_expenses` is part of the fixed and flexible ones."""

    month: int
    income: int
    fixed_expenses: int
    flexible_expenses: int
    essential_expenses: int
    planned_costs: int
    debt_service: int
    net: int
    closing_balance: int

    @property
    def free_cash(self) -> int:
        """Income less expenses and planned costs: what is there before any debt is served."""
        return self.income - self.fixed_expenses - self.flexible_expenses - self.planned_costs


class MonthSums(NamedTuple):
    """What the lines of a month add up to, before any debt is served."""

    income: int
    fixed: int
    flexible: int
    essential: int
    planned: int = 0

    @property
    def free_cash(self) -> int:
        """What is left of the income."""
        return self.income - self.fixed - self.flexible - self.planned


def month_sums(
    budget: Budget, start_month: int, months: int, stress: Stress | None = None
) -> list[MonthSums]:
    """The sums of each month from `start_month` on; months alike share one object."""
    lines = _lines(budget, stress)
    end = start_month + months
    turns = sorted({start_month, *(turn for turn in _turns(budget) if start_month < turn < end)})
    sums: list[MonthSums] = []
    for turn, after in zip(turns, [*turns[1:], end], strict=True):
        sums += [_sums(lines, turn)] * (after - turn)
    for month, amount in lines.planned.items():
        if start_month <= month < end:
            sums[month - start_month] = sums[month - start_month]._replace(planned=amount)
    return sums


def forecast(
    budget: Budget, start_month: int, months: int, stress: Stress | None = None
) -> tuple[MonthRow, ...]:
    """The months from `start_month` on, in order; the closing balance includes debt service."""
    rows: list[MonthRow] = []
    balance = budget.opening_balance
    service = debt_service(budget.debts, start_month, months)
    sums = month_sums(budget, start_month, months, stress)
    for month, (one, served) in enumerate(zip(sums, service, strict=True), start_month):
        net = one.free_cash - served
        balance += net
        rows.append(MonthRow(month, *one, served, net, balance))
    return tuple(rows)


def debt_service(debts: Iterable[DebtLine], start_month: int, months: int) -> list[int]:
    """The contracted instalments of all these debts in each month from the first on."""
    service = [0] * months
    for debt in debts:
        first, end = debt.serviced_months(start_month)
        for month in range(first - start_month, min(end - start_month, months)):
            service[month] += debt.instalment_amount or 0
    return service


def cumulative_free_cash(
    budget: Budget,
    rows: Iterable[MonthRow],
    start_month: int,
    *,
    serving: Iterable[str] = (),
) -> tuple[int, ...]:
    """C[m]: opening balance and free cash up to each month, debt service left out.

    `serving` names debts (by reference) whose contracted instalments are taken off after all:
    the *other* debts of a proposal.
    """
    served = set(serving)
    others = [debt for debt in budget.debts if debt.debt_ref in served]
    total = budget.opening_balance
    totals: list[int] = []
    for row in rows:
        total += row.free_cash - sum(debt.service_in(row.month, start_month) for debt in others)
        totals.append(total)
    return tuple(totals)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Every line with its amount per month in one scenario, rounded once."""

    incomes: tuple[tuple[Income, int], ...]
    expenses: tuple[tuple[Expense, int], ...]
    planned: Mapping[int, int]


def _lines(budget: Budget, stress: Stress | None) -> _Lines:
    incomes = [(line, line.monthly) for line in budget.incomes]
    expenses = [(line, line.monthly) for line in budget.expenses]
    planned: dict[int, int] = {}
    for cost in budget.planned_costs:
        own = cost.own_amount
        amount = own if stress is not None else _part(own, cost.likelihood)
        planned[cost.month] = planned.get(cost.month, 0) + amount
    if stress is not None:
        drop, rise = stress.income_drop_percent, stress.cost_rise_percent
        incomes = [(line, _scaled(amount, -drop)) for line, amount in incomes]
        expenses = [(line, _scaled(amount, rise)) for line, amount in expenses]
    return _Lines(tuple(incomes), tuple(expenses), planned)


def _turns(budget: Budget) -> frozenset[int]:
    """Months in which a line begins, or runs no longer."""
    lines: tuple[Income | Expense, ...] = (*budget.incomes, *budget.expenses)
    begins = {month_of(line.starts_on) for line in lines if line.starts_on is not None}
    over = {month_of(line.ends_on) + 1 for line in lines if line.ends_on is not None}
    return frozenset(begins | over)


def _sums(lines: _Lines, month: int) -> MonthSums:
    """The sums of a month, planned costs left out."""
    expenses = [(line, amount) for line, amount in lines.expenses if line.runs_in(month)]
    return MonthSums(
        sum(amount for line, amount in lines.incomes if line.runs_in(month)),
        sum(amount for line, amount in expenses if line.kind == "fixed"),
        sum(amount for line, amount in expenses if line.kind == "flexible"),
        sum(amount for line, amount in expenses if line.essential),
    )


def _scaled(amount: int, percent: Decimal) -> int:
    """The amount raised by a percentage (lowered by a negative one), half-even to the fen."""
    above, below = percent.as_integer_ratio()
    return divide_half_even(amount * (_HUNDRED * below + above), _HUNDRED * below)


def _part(amount: int, share: Decimal) -> int:
    above, below = share.as_integer_ratio()
    return divide_half_even(amount * above, below)
