"""What if (情景): named changes laid over a budget, which itself stays as it is.

A changed line ends where its change begins and a new one begins there, so that each month rounds
as if the line had been written so. The old one is `superseded`: sums of all lines show the
changed state. With a last month the old line comes back after it, and the sums show that.
Amounts in fen, months as month numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, Expense, Income, PlannedCost

ChangeKind = Literal[
    "lose_income",
    "change_income",
    "add_income",
    "add_expense",
    "change_expense",
    "remove_expense",
    "add_planned_cost",
    "sell_asset",
]
NEEDS_AMOUNT = frozenset(
    {"change_income", "add_income", "change_expense", "add_expense", "add_planned_cost"}
)
_ONE_DAY = timedelta(days=1)
Dated = TypeVar("Dated", Income, Expense)


@dataclass(frozen=True, slots=True)
class Change:
    """One change from a month on, for lines up to a last month if it is known to end.

    `amount` is the person's own, per month for lines, once for costs and sales.
    """

    kind: ChangeKind
    name: str
    amount: int | None
    from_month: int
    until_month: int | None = None
    category: str = "other"
    essential: bool = False


class ChangeImpossible(ValueError):
    """A change that does not fit the budget: its index, the field at fault and a code."""

    def __init__(self, index: int, field: str, code: str) -> None:
        super().__init__(code)
        self.index, self.field, self.code = index, field, code


def changes_of(scenario: Any, start_month: int) -> tuple[Change, ...]:
    """The changes of a body, none of them before the first month looked at."""
    return tuple(
        Change(
            kind=change.kind,
            name=change.name,
            amount=change.amount,
            from_month=max(start_month, parse_month(change.from_month) if change.from_month else 0),
            until_month=parse_month(change.until_month) if change.until_month else None,
            category=change.category,
            essential=change.essential,
        )
        for change in scenario.changes
    )


def check_changes(changes: Sequence[Change]) -> None:
    """Refuses what no budget could take.

    Raises ChangeImpossible for a missing amount, or an end before the beginning.
    """
    for index, change in enumerate(changes):
        _check(index, change)


def _check(index: int, change: Change) -> None:
    if change.kind in NEEDS_AMOUNT and change.amount is None:
        raise ChangeImpossible(index, "amount", "required")
    if change.until_month is not None and change.until_month < change.from_month:
        raise ChangeImpossible(index, "until_month", "change_ends_before_it_begins")


def apply_changes(budget: Budget, changes: Sequence[Change]) -> Budget:
    """The budget with all changes applied in order, each on what those before have made of it.

    Raises ChangeImpossible for a name the budget does not have or has twice where one amount is
    given, for a missing amount, or an end before the beginning.
    """
    for index, change in enumerate(changes):
        _check(index, change)
        found = _found(budget, change)
        if found == 0:
            raise ChangeImpossible(index, "name", "unknown_line")
        if found > 1 and change.kind in NEEDS_AMOUNT:
            raise ChangeImpossible(index, "name", "several_lines")
        budget = _changed(budget, change)
    return budget


def _found(budget: Budget, change: Change) -> int:
    """How many lines it is about; 1 for a new one."""
    if change.kind.startswith("add_"):
        return 1
    if change.kind == "sell_asset":
        return min(1, sum(asset.name == change.name for asset in budget.assets))
    lines = budget.incomes if change.kind.endswith("_income") else budget.expenses
    return sum(line.name == change.name and not line.superseded for line in lines)


def _changed(budget: Budget, change: Change) -> Budget:
    if change.kind in {"lose_income", "change_income"}:
        return replace(budget, incomes=tuple(_replaced(budget.incomes, change)))
    if change.kind in {"remove_expense", "change_expense"}:
        return replace(budget, expenses=tuple(_replaced(budget.expenses, change)))
    if change.kind == "sell_asset":
        return _sold(budget, change)
    amount = change.amount or 0
    if change.kind == "add_planned_cost":
        return _with_cost(budget, change, amount)
    runs: dict[str, Any] = {
        "starts_on": _first_of(change.from_month),
        "ends_on": _last_of(change.until_month),
    }
    if change.kind == "add_income":
        income = Income(change.name, change.category, amount, **runs)
        return replace(budget, incomes=(*budget.incomes, income))
    expense = Expense(change.name, change.category, "flexible", change.essential, amount, **runs)
    return replace(budget, expenses=(*budget.expenses, expense))


def _replaced(lines: Iterable[Dated], change: Change) -> Iterable[Dated]:
    """The lines, those of the change's name cut at its months; the rest as they are."""
    first = _first_of(change.from_month)
    for line in lines:
        if line.name != change.name or line.superseded:
            yield line
            continue
        yield replace(line, superseded=True, ends_on=_earlier(line.ends_on, first - _ONE_DAY))
        last = _last_of(change.until_month)
        if change.amount is not None and change.kind in NEEDS_AMOUNT:
            yield replace(
                line,
                amount=change.amount,
                frequency="monthly",
                shared_with=(),
                superseded=last is not None,
                starts_on=_later(line.starts_on, first),
                ends_on=line.ends_on if last is None else _earlier(line.ends_on, last),
            )
        if last is not None:
            yield replace(line, starts_on=_later(line.starts_on, last + _ONE_DAY))


def _sold(budget: Budget, change: Change) -> Budget:
    """A sale brings its proceeds once, shown as a negative planned cost of its month.

    An encumbered asset brings what the caller says is left of it, without a word nothing.
    """
    asset = next(owned for owned in budget.assets if owned.name == change.name)
    proceeds = 0 if asset.encumbered else asset.sale_proceeds
    kept = tuple(owned for owned in budget.assets if owned is not asset)
    brought = proceeds if change.amount is None else change.amount
    return _with_cost(replace(budget, assets=kept), change, -brought)


def _with_cost(budget: Budget, change: Change, amount: int) -> Budget:
    cost = PlannedCost(change.name, change.category, amount, change.from_month, Decimal(1))
    return replace(budget, planned_costs=(*budget.planned_costs, cost))


def _first_of(month: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, 1)


def _last_of(month: int | None) -> date | None:
    return None if month is None else _first_of(month + 1) - _ONE_DAY


def _later(day: date | None, other: date) -> date:
    return other if day is None else max(day, other)


def _earlier(day: date | None, other: date) -> date:
    return other if day is None else min(day, other)
