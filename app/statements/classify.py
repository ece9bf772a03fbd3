"""What each row is in economic terms, whatever the file calls it.

Neutral rows (不计收支) are looked at like all others: they hold the repayments of 花呗, credit
cards and loans. A purchase on credit counts on its day and is marked; the later repayment is
debt service, never spending.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.statements.categories import category_of
from app.statements.movements import Kind, movements, row_text
from app.statements.refunds import Paired, absorbed
from app.statements.transactions import Family, Transaction


@dataclass(frozen=True, slots=True)
class Classified:
    """A row with its kind and category.

    `counted` is what it weighs in fen: a purchase without what was refunded, a refund without
    what its purchase already took off, a closed order 0.
    `credit_product` names what was borrowed with (a purchase `on_credit`) or repaid.
    """

    transaction: Transaction
    kind: Kind
    category: str
    counted: int
    on_credit: bool = False
    credit_product: str = ""


def credit_product(text: str) -> str:
    """The code of what a text says money was borrowed with; `other_credit` if it names none."""
    found = (code for code, words in movements().products.items() if words.search(text))
    return next(found, "other_credit")


def _kind(row: Transaction, family: Family, own_names: Collection[str]) -> tuple[Kind, str]:
    rule = next(rule for rule in movements().rules if rule.fits(row, family, own_names))
    is_refunded = row.amount > 0 and row.refunded == row.amount
    if is_refunded and rule.kind in ("expense", "neutral_other"):
        return "closed", "refunded_in_full"
    return rule.kind, rule.category


def _classified(
    row: Transaction, kind: Kind, category: str, family: Family, taken: int
) -> Classified:
    if kind == "closed":
        return Classified(row, kind, category or "closed_order", 0)
    if kind == "refund":
        return Classified(row, kind, category_of(row, "expense"), row.amount - taken)
    if kind == "debt_service":
        product = "credit_card" if family == "card" else credit_product(row_text(row))
        return Classified(row, kind, category, row.amount, credit_product=product)
    if kind == "expense":
        on_credit = family == "card" or bool(movements().credit_methods.search(row.payment_method))
        product = "credit_card" if family == "card" else credit_product(row.payment_method)
        return Classified(
            transaction=row,
            kind=kind,
            category=category_of(row, "expense"),
            counted=row.amount - row.refunded,
            on_credit=on_credit,
            credit_product=product if on_credit else "",
        )
    return Classified(row, kind, category or category_of(row, "income"), row.amount)


def classify(
    transactions: Sequence[Transaction],
    family: Family,
    own_names: Collection[str] = (),
) -> tuple[Classified, ...]:
    """The rows of one statement with their economic kind, in the same order.

    `family` is the statement's; `own_names` are names of the account holder: money to or from
    them is a transfer between own accounts.
    """
    kinds = [_kind(row, family, own_names) for row in transactions]
    taken = taken_off(transactions, [kind for kind, _ in kinds])
    return tuple(
        _classified(row, kind, category, family, taken.get(index, 0))
        for index, (row, (kind, category)) in enumerate(zip(transactions, kinds, strict=True))
    )


def is_paired(row: Transaction, kind: Kind) -> bool:
    """Whether what a row weighs, or another one, may depend on how refunds are paired."""
    return kind in ("refund", "closed") or row.refunded > 0


def taken_off(rows: Sequence[Paired], kinds: Sequence[Kind]) -> dict[int, int]:
    """How many fen of each refund its purchase has already taken off, by index in `rows`.

    Rows that are not `is_paired` have no part in it.
    """
    refunds = [index for index, kind in enumerate(kinds) if kind == "refund"]
    if not refunds:
        return {}
    accounting = {
        index: kind == "closed" and not row.refunded
        for index, (row, kind) in enumerate(zip(rows, kinds, strict=True))
        if kind == "closed" or (kind == "expense" and row.refunded)
    }
    return absorbed(rows, refunds, accounting)
