"""What if (情景): named changes laid over a budget, which itself stays as it is.

A changed line keeps its place and gets a line of the difference beside it from a month on, so
that sums of all lines show the changed state. Amounts in fen, months as month numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, Expense, Income, PlannedCost

ChangeKind = Literal[
    "lose_income",
    "change_income",
    "add_expense",
    "remove_expense",
    "add_planned_cost",
    "sell_asset",
]
NEEDS_AMOUNT = frozenset({"change_income", "add_expense", "add_planned_cost"})
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One change from a month on; `amount` is per month for lines, once for costs and sales."""

    kind: ChangeKind
    name: str
    amount: int | None
    from_month: int


class ChangeImpossible(ValueError):
    """A change that does not fit the budget: its index, the field at fault and a code."""

    def __init__(self, index: int, field: str, code: str) -> None:
        super().__init__(code)
        self.index, self.field, self.code = index, field, code


def changes_of(scenario: Any, start_month: int) -> tuple[Change, ...]:
    """The changes of a body, none of them before the first month looked at."""
    return tuple(
        Change(
            change.kind,
            change.name,
            change.amount,
            max(start_month, parse_month(change.from_month) if change.from_month else 0),
        )
        for change in scenario.changes
    )


def apply_changes(budget: Budget, changes: Sequence[Change]) -> Budget:
    """The budget with all changes applied in order.

    Raises ChangeImpossible for a name the budget does not have, or a missing amount.
    """
    for index, change in enumerate(changes):
        if change.kind in NEEDS_AMOUNT and change.amount is None:
            raise ChangeImpossible(index, "amount", "required")
        changed = _changed(budget, change)
        if changed is None:
            raise ChangeImpossible(index, "name", "unknown_line")
        budget = changed
    return budget


def _changed(budget: Budget, change: Change) -> Budget | None:
    amount = change.amount or 0
    if change.kind == "add_expense":
        line = Expense(
            change.name, _OTHER, "flexible", False, amount, starts_on=_first(change.from_month)
        )
        return replace(budget, expenses=(*budget.expenses, line))
    if change.kind == "add_planned_cost":
        return _with_cost(budget, change, amount)
    if change.kind == "sell_asset":
        return _sold(budget, change)
    if change.kind == "remove_expense":
        return _without_expense(budget, change)
    return _with_income(budget, change, amount)


def _with_income(budget: Budget, change: Change, amount: int) -> Budget | None:
    income = next((line for line in budget.incomes if line.name == change.name), None)
    if income is None:
        return None
    difference = Income(
        income.name,
        income.category,
        amount - income.monthly,
        stability=income.stability,
        starts_on=_later(income.starts_on, change.from_month),
        ends_on=income.ends_on,
    )
    return replace(budget, incomes=(*budget.incomes, difference))


def _without_expense(budget: Budget, change: Change) -> Budget | None:
    expense = next((line for line in budget.expenses if line.name == change.name), None)
    if expense is None:
        return None
    difference = replace(
        expense,
        amount=-expense.monthly,
        frequency="monthly",
        starts_on=_later(expense.starts_on, change.from_month),
    )
    return replace(budget, expenses=(*budget.expenses, difference))


def _sold(budget: Budget, change: Change) -> Budget | None:
    """A sale brings its proceeds once, shown as a negative planned cost of its month."""
    asset = next((owned for owned in budget.assets if owned.name == change.name), None)
    if asset is None:
        return None
    proceeds = asset.sale_proceeds if change.amount is None else change.amount
    kept = tuple(owned for owned in budget.assets if owned is not asset)
    return _with_cost(replace(budget, assets=kept), change, -proceeds)


def _with_cost(budget: Budget, change: Change, amount: int) -> Budget:
    cost = PlannedCost(change.name, _OTHER, amount, change.from_month, Decimal(1))
    return replace(budget, planned_costs=(*budget.planned_costs, cost))


def _first(month: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, 1)


def _later(starts_on: date | None, month: int) -> date:
    first = _first(month)
    return first if starts_on is None else max(starts_on, first)
