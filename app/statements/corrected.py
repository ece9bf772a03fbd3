"""What the caller says payments of one counterparty are, put over what the rules say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.statements.categories import OTHER, categories
from app.statements.classify import Classified, credit_product
from app.statements.movements import row_text
from app.statements.recurring import party
from app.statements.transactions import Direction

CorrectedKind = Literal["income", "expense", "debt_service", "transfer", "borrowing"]
"""What a payment may be said to be; `borrowing` is loan money received, no income."""

ALLOWED: Mapping[Direction, tuple[CorrectedKind, ...]] = {
    "income": ("income", "transfer", "borrowing"),
    "expense": ("expense", "debt_service", "transfer"),
    "neutral": ("income", "expense", "debt_service", "transfer", "borrowing"),
}
"""What money in, money out and neutral rows can be."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: for whom, in which direction of the file, and what it is."""

    counterparty: str
    direction: Direction
    kind: CorrectedKind
    category: str


Corrections = Mapping[tuple[str, Direction], Correction]
"""By counterparty as `party` names it, and direction."""


def known_category(kind: CorrectedKind, category: str) -> bool:
    """Whether a kind has this category; only income and spending have any."""
    if kind not in ("income", "expense"):
        return category == ""
    return category == OTHER or any(entry.code == category for entry in categories()[kind])


def corrected(row: Classified, corrections: Corrections) -> Classified:
    """The row as the caller corrected it; closed orders stay closed, refunds stay refunds."""
    found = corrections.get((party(row), row.transaction.direction)) if corrections else None
    if found is None or row.kind == "closed":
        return row
    if row.kind in ("refund", found.kind):
        return replace(row, category=found.category or row.category)
    amount = row.transaction.amount
    plain = replace(row, counted=amount, on_credit=False, credit_product="")
    if found.kind == "debt_service":
        product = credit_product(row_text(row.transaction))
        return replace(plain, kind="debt_service", category="debt_service", credit_product=product)
    if found.kind == "expense":
        counted = amount - row.transaction.refunded
        return replace(plain, kind="expense", category=found.category or OTHER, counted=counted)
    if found.kind == "income":
        return replace(plain, kind="income", category=found.category or OTHER)
    is_transfer = found.kind == "transfer"
    category = "own_account" if is_transfer else "borrowing"
    return replace(plain, kind="transfer" if is_transfer else "neutral_other", category=category)
