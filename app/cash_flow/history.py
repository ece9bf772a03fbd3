"""What an imported statement brings into the budget: lines, and the months it covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.cash_flow.budget_lines import ExpenseKind


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """A budget line that statement rows bear out; the amount in fen a month."""

    name: str
    category: str
    direction: Literal["income", "expense"]
    kind: ExpenseKind
    essential: bool
    monthly_amount: int


@dataclass(frozen=True, slots=True)
class MonthOfSpending:
    """What really came in, went out and served debts in a month (`YYYY-MM`), in fen."""

    month: str
    income: int
    expense: int
    debt_service: int


def joined_history(parts: Iterable[Iterable[MonthOfSpending]]) -> tuple[MonthOfSpending, ...]:
    """The months of several statements, in order, added up: no row is ever in two of them."""
    months: dict[str, MonthOfSpending] = {}
    for part in parts:
        for entry in part:
            before = months.get(entry.month, MonthOfSpending(entry.month, 0, 0, 0))
            months[entry.month] = MonthOfSpending(
                entry.month,
                before.income + entry.income,
                before.expense + entry.expense,
                before.debt_service + entry.debt_service,
            )
    return tuple(months[month] for month in sorted(months))
