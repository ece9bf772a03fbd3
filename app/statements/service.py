"""Imports statements into a case: preflight, rows once each, and lines for the budget."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import address, open_row, seal_row, sealed
from app.statements import repository
from app.statements.classify import Classified, classify
from app.statements.corrected import corrected
from app.statements.counting import service as counting
from app.statements.counting.service import CountedRow
from app.statements.errors import refusal
from app.statements.generic import ColumnMapping
from app.statements.matching import fingerprints
from app.statements.models import StatementImport, StatementRow
from app.statements.parsing import parse
from app.statements.refusals import StatementRefused
from app.statements.same_payments import Placed
from app.statements.schemas import (
    ExplainedRows,
    Notice,
    Period,
    StatementImportRead,
    TransactionRead,
    UnparsedRow,
)
from app.statements.stored import preflight_of, reopened
from app.statements.transactions import Statement

_TOKEN = "statement.row"  # noqa: S105 - names what the token is for


def require_case(session: Session, case_id: UUID) -> None:
    """Refuses a case that is foreign, unknown or erased before its file is looked at."""
    cases.require_case(session, case_id)


def read_statement(
    content: bytes,
    filename: str | None,
    password: str | None,
    mapping: ColumnMapping | None = None,
) -> Statement:
    """Reads a file; nothing is stored.

    Raises:
        InvalidInput: if it cannot be read; says why and what to export instead.
    """
    try:
        return parse(content, filename, password, mapping=mapping)
    except StatementRefused as error:
        raise refusal(error) from error


def import_statement(
    session: Session,
    principal: Principal,
    case_id: UUID,
    statement: Statement,
    *,
    import_id: UUID | None = None,
) -> StatementImportRead:
    """Stores a statement's rows that the case does not have yet, and its preflight.

    Payments that other imports of the case tell, too, are linked and count once.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    classified = classify(statement.transactions, statement.family, _own_names(statement))
    prints = fingerprints(statement.transactions, statement.institution)
    tokens = [crypto.token(key, _TOKEN, print_) for print_ in prints]
    seen = repository.known_tokens(session, case_id, tokens)
    known = [(row, token) for row, token in zip(classified, tokens, strict=True) if token in seen]
    fresh: list[tuple[Classified, bytes]] = []
    for row, token in zip(classified, tokens, strict=True):
        if token not in seen:
            seen.add(token)
            fresh.append((row, token))
    imported = _store(
        session, case_id, key, statement, classified, len(fresh), import_id or new_id()
    )
    values = [_row_values(key, imported, row, token) for row, token in fresh]
    repository.add_rows(session, values)
    touched = _bring_up_to_date(session, case_id, key, known)
    corrections = counting.corrections_of(session, case_id, key)
    account = counting.account_of(imported)
    placed = [
        Placed(row_value["id"], imported.id, account, corrected(row, corrections))
        for row_value, (row, _) in zip(values, fresh, strict=True)
    ]
    touched |= counting.link_rows(session, imported, key, placed, corrections)
    opened = {imported.id: placed}
    counting.recount(session, case_id, key, touched | {imported.id}, opened)
    accounts.record(
        session, principal, "statement_imported", "statement_import", imported.id, case_id
    )
    return _read(imported, key)


def _bring_up_to_date(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    known: Sequence[tuple[Classified, bytes]],
) -> set[UUID]:
    """Orders that a later export tells as refunded or closed; tells which imports changed.

    What an order counts only ever falls, so the sequence of the files makes no difference.
    """
    fallen = {token: row for row, token in known if row.counted < row.transaction.amount}
    touched = set()
    for stored in repository.rows_with_tokens(session, case_id, list(fallen)):
        before, after = _reopened_row(stored, key), fallen[stored.token]
        if after.counted < before.counted:
            line = replace(after.transaction, line=before.transaction.line)
            seal_row(stored, key, asdict(replace(after, transaction=line)))
            touched.add(stored.import_id)
    session.flush()
    return touched


def _own_names(statement: Statement) -> tuple[str, ...]:
    return (statement.holder,) if statement.holder else ()


def _store(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    statement: Statement,
    classified: Sequence[Classified],
    fresh: int,
    import_id: UUID,
) -> StatementImport:
    imported = StatementImport(
        tenant_id=tenant_of(session),
        id=import_id,
        case_id=case_id,
        institution=statement.institution,
        format=statement.format,
        family=statement.family,
        rows=statement.rows,
        duplicates=len(statement.transactions) - fresh,
        status="preflight",
        period_first=statement.period_first,
        period_last=statement.period_last,
    )
    preflight = preflight_of(statement, classified)
    seal_row(imported, key, preflight)
    session.add(imported)
    session.flush()
    return imported


def _row_values(
    key: crypto.DataKey, imported: StatementImport, row: Classified, token: bytes
) -> dict[str, Any]:
    row_id = new_id()
    place = address(StatementRow.__tablename__, imported.tenant_id, row_id)
    return {
        "tenant_id": imported.tenant_id,
        "id": row_id,
        "case_id": imported.case_id,
        "import_id": imported.id,
        "line": row.transaction.line,
        "token": token,
        "sealed": sealed(key, place, asdict(row)),
        "created_at": clock.now(),
    }


def _reopened_row(row: StatementRow, key: crypto.DataKey) -> Classified:
    return reopened(open_row(row, key))


def get_import(session: Session, case_id: UUID, import_id: UUID) -> StatementImportRead:
    """One import with its preflight."""
    key = cases.case_key(session, case_id)
    return _read(repository.get_import(session, case_id, import_id), key)


def list_imports(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[StatementImportRead]:
    """Imports of the case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.list_imports(session, case_id, request)
    items = [_read(row, key) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def list_transactions(
    session: Session, case_id: UUID, import_id: UUID, request: PageRequest
) -> Slice[TransactionRead]:
    """Rows of an import that the case did not have before."""
    key = cases.case_key(session, case_id)
    imported = repository.get_import(session, case_id, import_id)
    found = repository.list_rows(session, case_id, import_id, request)
    corrections = counting.corrections_of(session, case_id, key)
    account = counting.account_of(imported)
    placed = [
        counting.placed(row, account, _reopened_row(row, key), corrections) for row in found.items
    ]
    counted = counting.counted_rows(placed, repository.links(session, case_id))
    items = [_read_row(row, entry) for row, entry in zip(found.items, counted, strict=True)]
    return Slice(items, found.next_cursor, found.next_link)


def delete_import(
    session: Session,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes an import and its rows back; budget lines already applied stay.

    Rows that stood behind its own count again, or stand behind another import's.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    imported = repository.get_import(session, case_id, import_id)
    precondition.check(imported.version)
    touched = repository.unlink_import(session, case_id, import_id)
    repository.delete_rows(session, case_id, import_id)
    session.delete(imported)
    session.flush()
    touched |= counting.relink(session, case_id, key, touched)
    counting.recount(session, case_id, key, touched)
    accounts.record(session, principal, "statement_deleted", "statement_import", import_id, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Deletes the imports of a case that is being erased, and their rows."""
    repository.delete_case(session, case_id)


def _read(imported: StatementImport, key: crypto.DataKey) -> StatementImportRead:
    preflight = open_row(imported, key)
    first, last = imported.period_first, imported.period_last
    same = ("id", "institution", "format", "rows", "duplicates", "status", "created_at", "version")
    return StatementImportRead.model_validate(
        {
            **{name: getattr(imported, name) for name in same},
            "encoding": preflight["encoding"],
            "period": Period(first=first, last=last) if first and last else None,
            "totals": preflight["totals"],
            "counted": preflight["counted"],
            "counted_rows": imported.rows - sum(preflight["explained"].values()),
            "explained": [_explained(*entry) for entry in preflight["explained"].items()],
            "declared_totals": preflight["declared"],
            "warnings": [_notice(**notice) for notice in preflight["warnings"]],
            "unparsed": [_unparsed(**row) for row in preflight["unparsed"]],
        }
    )


def _notice(code: str, params: dict[str, str]) -> Notice:
    return Notice(code=code, message=i18n.text(f"statements.notices.{code}", **params))


def _explained(reason: str, rows: int) -> ExplainedRows:
    message = i18n.text(f"statements.explained.{reason}")
    return ExplainedRows(reason=reason, rows=rows, message=message)


def _unparsed(line: int, reason_code: str) -> UnparsedRow:
    message = i18n.text(f"statements.reasons.{reason_code}")
    return UnparsedRow(line=line, reason=reason_code, message=message)


def _read_row(row: StatementRow, entry: CountedRow) -> TransactionRead:
    stated = asdict(entry.row.transaction)
    shown = {name: stated[name] for name in TransactionRead.model_fields if name in stated}
    for name in ("counterparty", "description", "payment_method", "status"):
        shown[name] = shown[name][:1000]
    return TransactionRead(
        id=row.id,
        **shown,
        kind=entry.row.kind,
        category=entry.row.category,
        counted=entry.row.counted,
        on_credit=entry.row.on_credit,
        credit_product=entry.row.credit_product or None,
        same_as=entry.link.same_as if entry.link else None,
        same_as_import=entry.link.same_as_import if entry.link else None,
    )
