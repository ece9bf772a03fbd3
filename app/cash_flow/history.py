"""What an imported statement brings into the budget: lines, and the months it covers."""

from collections import Counter
from collections.abc import Iterable, Mapping
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
    """What really came in, went out and served debts in a month (`YYYY-MM`), in fen.

    `categories` is what each cost after refunds, in a month that can be compared with others:
    None where only some of the accounts tell of it.
    """

    month: str
    income: int
    expense: int
    debt_service: int
    categories: Mapping[str, int] | None = None


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
                _joined(before.categories, entry.categories),
            )
    return tuple(months[month] for month in sorted(months))


def _joined(
    first: Mapping[str, int] | None, second: Mapping[str, int] | None
) -> Mapping[str, int] | None:
    if first is None or second is None:
        return second if first is None else first
    sums = Counter(first)
    sums.update(second)
    return dict(sums)
