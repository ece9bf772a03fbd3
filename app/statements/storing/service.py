"""Writes imports and their rows, and brings rows up to date that a later file tells anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import clock, crypto
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.sealing import address, open_row, seal_row, sealed
from app.operations import service as operations
from app.statements import repository
from app.statements.classify import Classified
from app.statements.errors import StatementBeingRead
from app.statements.known_rows.service import Opened
from app.statements.models import StatementImport, StatementRow
from app.statements.stored import reopened

KIND = "statement_import"
"""Reading a large statement, as the operations know it."""
TOKEN = "statement.row"  # noqa: S105 - names what the token is for


def require_quiet(session: Session, case_id: UUID) -> None:
    """Refuses while a large statement of the locked case is read; drops what one left behind.

    What is half read may yet be cancelled, so nothing may be counted against it.

    Raises:
        StatementBeingRead: if one waits or is read.
    """
    if operations.is_under_way(session, case_id, KIND):
        raise StatementBeingRead
    repository.delete_unread(session, case_id)


def new_import(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    import_id: UUID,
    values: Mapping[str, Any],
    preflight: Mapping[str, Any],
) -> StatementImport:
    """Writes an import with its preflight; `values` are its columns."""
    imported = StatementImport(
        tenant_id=tenant_of(session), id=import_id, case_id=case_id, **values
    )
    seal_row(imported, key, preflight)
    session.add(imported)
    session.flush()
    return imported


def row_values(
    key: crypto.DataKey,
    tenant_id: UUID,
    case_id: UUID,
    import_id: UUID,
    row: Classified,
    token: bytes,
) -> dict[str, Any]:
    """A row to be inserted, under an id of its own."""
    row_id = new_id()
    place = address(StatementRow.__tablename__, tenant_id, row_id)
    return {
        "tenant_id": tenant_id,
        "id": row_id,
        "case_id": case_id,
        "import_id": import_id,
        "line": row.transaction.line,
        "token": token,
        "sealed": sealed(key, place, row),
        "created_at": clock.now(),
    }


def note_fallen(fallen: dict[bytes, Classified], row: Classified, token: bytes) -> None:
    """Remembers a row the case knows that now weighs less, the least of several."""
    if row.counted < row.transaction.amount:
        before = fallen.get(token)
        if before is None or row.counted < before.counted:
            fallen[token] = row


def bring_up_to_date(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    fallen: Mapping[bytes, Classified],
    opened: Opened | None = None,
) -> set[UUID]:
    """Orders that a later export tells as refunded or closed; tells which imports changed.

    What an order counts only ever falls, so the sequence of the files makes no difference. In
    rows `opened` before what changes is changed, too.
    """
    touched = set()
    for stored in repository.rows_with_tokens(session, case_id, list(fallen)):
        before, after = reopened(open_row(stored, key)), fallen[stored.token]
        if after.counted < before.counted:
            line = replace(after.transaction, line=before.transaction.line)
            changed = replace(after, transaction=line)
            seal_row(stored, key, changed)
            touched.add(stored.import_id)
            if opened is not None and stored.import_id in opened:
                opened[stored.import_id][stored.id] = changed
    session.flush()
    return touched
