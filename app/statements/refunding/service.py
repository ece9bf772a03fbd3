"""Pairs the refunds of an account with its purchases, whichever file tells of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import crypto
from app.core.sealing import seal_row
from app.statements import repository
from app.statements.classify import Classified, is_paired, taken_off
from app.statements.counting import service as counting
from app.statements.known_rows.service import Opened, each_known
from app.statements.matching import Account

KnownRow = tuple[UUID, Classified]
"""The id of a row and what it says, before any correction."""


def settle_refunds(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    account: Account,
    fresh: Mapping[UUID, Sequence[KnownRow]],
    before: Opened | None = None,
) -> set[UUID]:
    """Pairs refunds and purchases over all files of an account; tells which imports that changed.

    A purchase may tell in one file what a row of another file gives back, so what a refund still
    weighs is worked out from all of them. `fresh` are rows just written, by import; in those
    opened `before` what changes is changed, too.
    """
    rows: list[tuple[UUID, KnownRow]] = []
    for imported in repository.all_imports(session, case_id):
        if counting.account_of(imported) == account and imported.id not in fresh:
            found = each_known(session, imported, key, before)
            rows += [(imported.id, each) for each in found if _is_paired(each)]
    for import_id, written in fresh.items():
        rows += [(import_id, each) for each in written if _is_paired(each)]
    transactions = [row.transaction for _, (_, row) in rows]
    taken = taken_off(transactions, [row.kind for _, (_, row) in rows])
    touched = set()
    for index, (import_id, (row_id, row)) in enumerate(rows):
        counted = row.transaction.amount - taken.get(index, 0)
        if row.kind == "refund" and counted != row.counted:
            changed = replace(row, counted=counted)
            seal_row(repository.get_row(session, case_id, row_id), key, changed)
            touched.add(import_id)
            if before is not None and import_id in before:
                before[import_id][row_id] = changed
    session.flush()
    return touched


def _is_paired(known: KnownRow) -> bool:
    return is_paired(known[1].transaction, known[1].kind)
