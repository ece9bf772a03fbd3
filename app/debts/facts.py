"""What the facts of a debt come to, and which are still unknown and matter for what comes next.

Debts and histories are read by their field names; amounts are fen, unknown facts None.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

NEEDED = (
    "creditor_type",
    "product_type",
    "debt_status",
    "contract_date",
    "principal_outstanding",
    "annual_rate_percent",
    "instalment_amount",
    "remaining_instalments",
    "next_due_date",
    "days_past_due",
)
"""Facts that cash flow, ceilings, clocks or scores cannot do without."""
UNKNOWN = (None, "unknown")
PARTS_OWED = ("principal", "interest", "fees", "penalty")
"""What a debt consists of, in the order of its figures."""


class Receipt(NamedTuple):
    """What arrived and when; `is_assumed` where the contract stands in for one of the two."""

    amount: int | None
    on: date | None
    is_assumed: bool


def receipt_of(debt: Any, history: Any) -> Receipt:
    """What the history says arrived; the contract stands in for what nobody has entered."""
    amount, on = history.received, history.received_on
    return Receipt(
        amount=debt.original_principal if amount is None else amount,
        on=on or debt.contract_date,
        is_assumed=amount is None or on is None,
    )


def owed(debt: Any) -> int | None:
    """All that is owed, parts nobody knows left out; None while the principal is unknown."""
    if debt.principal_outstanding is None:
        return None
    return sum(getattr(debt, f"{part}_outstanding") or 0 for part in PARTS_OWED)


def missing_facts(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the needed facts that are unknown, in the order of the contract.

    A debt arranged through a platform (助贷) also needs its legal lender, an assigned one
    (债权转让) its assignee.
    """
    needed = list(NEEDED)
    if facts.get("platform_assisted"):
        needed.append("lender_legal_name")
    missing = [name for name in needed if facts.get(name) in UNKNOWN]
    if facts.get("debt_status") == "assigned" and not facts.get("assignments"):
        missing.append("assignments")
    return tuple(missing)
