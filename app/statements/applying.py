"""From a statement's rows to what the budget takes over from them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from app.statements.budget_lines import ProposedLine
from app.statements.classify import Classified
from app.statements.unusual_spending import spent

APPLIED_BASES = frozenset({"recurring", "average", "estimate"})
"""Lines that stand for coming months; one-off and ended ones are named, not budgeted."""


def is_applied(line: ProposedLine) -> bool:
    """Whether a line goes into the budget; debt service is counted from the debts instead."""
    budgeted = line.basis in APPLIED_BASES and line.direction != "debt_service"
    return budgeted and line.monthly_amount > 0


def spending_by_month(
    rows: Iterable[Classified], months: Sequence[date], currency: str = "CNY"
) -> dict[str, tuple[int, int, int]]:
    """(income, expense after refunds, debt service) in fen of each whole month covered."""
    sums = {f"{month:%Y-%m}": [0, 0, 0] for month in months}
    places = {"income": (0, 1), "expense": (1, 1), "refund": (1, -1), "debt_service": (2, 1)}
    for row in rows:
        month = sums.get(f"{row.transaction.day:%Y-%m}")
        place = places.get(row.kind)
        if month is not None and place is not None and row.transaction.currency == currency:
            month[place[0]] += place[1] * row.counted
    return {name: (values[0], max(values[1], 0), values[2]) for name, values in sums.items()}


def spending_by_category(
    rows: Iterable[Classified], months: Collection[date], currency: str = "CNY"
) -> Mapping[str, Mapping[str, int]]:
    """By month (`YYYY-MM`) the fen that each category cost after refunds."""
    sums: dict[str, Counter[str]] = {f"{month:%Y-%m}": Counter() for month in months}
    for row in rows:
        month = sums.get(f"{row.transaction.day:%Y-%m}")
        if month is not None and row.transaction.currency == currency and spent(row):
            month[row.category] += spent(row)
    return {month: dict(found) for month, found in sums.items()}
