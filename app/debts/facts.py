"""Which facts of a debt are still unknown, and matter for what comes next."""

from collections.abc import Mapping

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
