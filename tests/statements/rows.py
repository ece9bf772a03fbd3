"""Transactions and classified rows for tests, with only what matters said."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.statements.budget_lines import ProposedLine, propose_from_accounts
from app.statements.classify import Classified
from app.statements.spans import AccountRows
from app.statements.transactions import SHANGHAI, Transaction


def transaction(day: str | date = "2026-03-01", amount: int = 10000, **fields: Any) -> Transaction:
    at = datetime.fromisoformat(str(day)).replace(tzinfo=SHANGHAI)
    values: dict[str, Any] = {"line": 1, "direction": "expense", "date_only": False, **fields}
    return Transaction(occurred_at=at, amount=amount, **values)


def classified(
    day: str | date = "2026-03-01",
    amount: int = 10000,
    *,
    kind: Any = "expense",
    category: str = "food",
    credit: str = "",
    **fields: Any,
) -> Classified:
    fields.setdefault("direction", "income" if kind == "income" else "expense")
    return Classified(
        transaction=transaction(day, amount, **fields),
        kind=kind,
        category=category,
        counted=amount,
        on_credit=bool(credit) and kind == "expense",
        credit_product=credit,
    )


def proposed(
    rows: Sequence[Classified], months: Sequence[date] = (), currency: str = "CNY"
) -> tuple[ProposedLine, ...]:
    """The budget lines of one account alone; `months` are the whole months it covers."""
    return propose_from_accounts([AccountRows(tuple(rows), tuple(months))], currency)
