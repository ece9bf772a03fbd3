"""Looks over the applied imports of a case for spending that stands out."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.cases import service as cases
from app.core import crypto, i18n
from app.statements import repository
from app.statements.counting import service as counting
from app.statements.counting.service import CountedRow
from app.statements.models import StatementImport
from app.statements.recurrence import recurrence
from app.statements.transactions import Transaction
from app.statements.unusual.schemas import (
    MAX_FINDINGS,
    MAX_PAYMENTS,
    PaymentBehind,
    SpendingFinding,
    SpendingFindings,
)
from app.statements.unusual_spending import (
    UnusualMonth,
    comparable,
    month_of,
    spent,
    unusual_months,
)

_KINDS = ("expense", "refund")
Found = tuple[UUID, CountedRow]
"""The import a row stands in, and the row as it counts."""


def find_unusual(session: Session, case_id: UUID) -> SpendingFindings:
    """Categories that stood out in a month, with the payments behind them."""
    case = cases.get_case(session, case_id)
    key = cases.case_key(session, case_id)
    imports = [
        entry for entry in repository.all_imports(session, case_id) if entry.status == "applied"
    ]
    chosen, months = comparable(counting.months_covered(imports, key))
    inside = [entry for entry in imports if counting.account_of(entry) in chosen]
    rows = _spending(session, case_id, key, imports, inside, case.currency)
    found = unusual_months([entry.row for _, entry in rows], months)[:MAX_FINDINGS]
    behind: defaultdict[tuple[object, str], list[Found]] = defaultdict(list)
    for import_id, entry in rows:
        behind[month_of(entry.row.transaction), entry.row.category].append((import_id, entry))
    return SpendingFindings(
        months=[f"{month:%Y-%m}" for month in months],
        months_needed=recurrence().unusual_months,
        left_out=[entry.id for entry in imports if entry not in inside],
        findings=[_shown(each, behind[each.month, each.category]) for each in found],
    )


def _spending(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    imports: Sequence[StatementImport],
    inside: Sequence[StatementImport],
    currency: str,
) -> list[Found]:
    """The rows of these imports that are spending or refunds, as they count beside all others."""
    corrections = counting.corrections_of(session, case_id, key)
    links = repository.links(session, case_id)
    within = {entry.id for entry in imports}
    found = []
    for entry in inside:
        rows = [
            row
            for row in counting.each_placed(session, entry, key, corrections)
            if row.row.kind in _KINDS and row.paid.currency == currency
        ]
        counted = counting.counted_rows(rows, links, within)
        found += [(entry.id, row) for row in counted if row.row.kind in _KINDS]
    return found


def _shown(found: UnusualMonth, rows: Sequence[Found]) -> SpendingFinding:
    weighty = [each for each in rows if spent(each[1].row) > 0]
    weighty.sort(key=lambda each: (-spent(each[1].row), each[1].row.transaction.occurred_at))
    label = i18n.text(f"statements.categories.{found.category}")
    month = f"{found.month:%Y-%m}"
    figures = {"amount": found.amount, "usual": found.usual, "excess": found.excess}
    words = {name: format_fen(fen) for name, fen in figures.items()}
    word = "category_unusual" if found.usual else "category_new"
    return SpendingFinding(
        message=i18n.text(f"statements.findings.{word}", month=month, label=label, **words),
        month=month,
        category=found.category,
        label=label,
        amount=found.amount,
        usual=found.usual,
        excess=found.excess,
        payments=[_payment(*each) for each in weighty[:MAX_PAYMENTS]],
        other_payments=max(len(weighty) - MAX_PAYMENTS, 0),
    )


def _payment(import_id: UUID, entry: CountedRow) -> PaymentBehind:
    paid: Transaction = entry.row.transaction
    return PaymentBehind(
        transaction_id=entry.id,
        import_id=import_id,
        paid_on=paid.day,
        counterparty=paid.counterparty[:1000],
        description=paid.description[:1000],
        amount=spent(entry.row),
    )
