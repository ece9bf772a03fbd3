"""From a body of the contract to the budget as values, and the steps that explain a result.

Bodies are read by their field names; amounts are fen, months `YYYY-MM`, unknown facts None.
"""

from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from app.calc.money import format_fen
from app.calc.periods import format_month, parse_month
from app.cash_flow.affordability import Analysis, binding_month
from app.cash_flow.budget_lines import (
    Asset,
    Budget,
    Buffer,
    DebtLine,
    Expense,
    Income,
    PlannedCost,
    Stress,
)
from app.cash_flow.forecast import cumulative_free_cash
from app.cash_flow.shares import OtherShare
from app.debts.facts import PARTS_OWED

Kind = TypeVar("Kind")
Step = tuple[str, object, str | None]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _same(kind: type[Kind], line: Any, **other: Any) -> Kind:
    names = _names(kind)  # type: ignore[arg-type]  # a class can be hashed
    same = {name: getattr(line, name) for name in names if name not in other}
    return kind(**same, **other)


def _shared(kind: type[Kind], line: Any, **other: Any) -> Kind:
    """A line of a household, as it stands before any scenario."""
    others = tuple(OtherShare(share.member, share.parts) for share in line.shared_with)
    return _same(kind, line, shared_with=others, superseded=False, **other)


def debt_line(debt: Any) -> DebtLine:
    """A debt as the forecast sees it; amounts owed that are unknown count as nothing."""
    owed = {f"{part}_outstanding": getattr(debt, f"{part}_outstanding") or 0 for part in PARTS_OWED}
    return _same(DebtLine, debt, **owed, days_past_due=debt.days_past_due or 0)


def budget_of_body(body: Any) -> Budget:
    """The budget in a cash-flow body, debts included."""
    return Budget(
        opening_balance=body.opening_balance,
        incomes=tuple(_shared(Income, line) for line in body.incomes),
        expenses=tuple(_shared(Expense, line) for line in body.expenses),
        planned_costs=tuple(
            _shared(PlannedCost, cost, month=parse_month(cost.month)) for cost in body.planned_costs
        ),
        assets=tuple(_same(Asset, line) for line in body.assets),
        buffers=tuple(_same(Buffer, line) for line in body.buffers),
        debts=tuple(debt_line(debt) for debt in body.debts),
    )


def trace_of(
    budget: Budget, analysis: Analysis, stress: Stress, safety_buffer: int
) -> tuple[Step, ...]:
    """What an analysis rests on, and the month that sets each affordable payment."""
    start = analysis.months[0].month
    steps: list[Step] = [
        ("opening_balance", format_fen(budget.opening_balance), None),
        ("safety_buffer", format_fen(safety_buffer), None),
        ("income_drop_percent", stress.income_drop_percent, None),
        ("cost_rise_percent", stress.cost_rise_percent, None),
    ]
    for name, rows in (("base", analysis.months), ("stressed", analysis.stressed_months)):
        cumulative = cumulative_free_cash(budget, rows, start)
        month = binding_month(cumulative, start, safety_buffer)
        steps.append((f"{name}_binding_month", format_month(month), None))
        free = format_fen(cumulative[month - start])
        steps.append((f"{name}_cash_by_binding_month", free, None))
    return tuple(steps)
