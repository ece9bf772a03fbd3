"""Imports statements into a case: preflight, rows once each, and lines for the budget."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, every
from app.core.sealing import open_row
from app.statements import repository
from app.statements.classify import Classified, classify
from app.statements.corrected import corrected
from app.statements.counting import service as counting
from app.statements.errors import refusal
from app.statements.generic import ColumnMapping
from app.statements.known_rows import service as known_rows
from app.statements.known_rows.service import OpenedBefore
from app.statements.matching import Account, fingerprints
from app.statements.parsing import parse
from app.statements.refunding import service as refunding
from app.statements.refusals import StatementRefused
from app.statements.same_payments import Placed
from app.statements.schemas import StatementImportRead, TransactionRead
from app.statements.showing.service import shown_import, shown_row
from app.statements.stored import preflight_of, reopened
from app.statements.storing import service as storing
from app.statements.transactions import Statement


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


def open_beside(session: Session, case_id: UUID, statement: Statement) -> OpenedBefore:
    """Opens the rows that those of a statement are held against, before the transaction begins."""
    key = cases.case_key(session, case_id)
    account = counting.account_named(statement.institution, statement.family)
    period = statement.period_first, statement.period_last
    return _open_near(session, case_id, key, account, *period)


def open_without(session: Session, case_id: UUID, import_id: UUID) -> OpenedBefore:
    """Opens the rows that count anew without an import, before the transaction begins."""
    key = cases.case_key(session, case_id)
    imported = repository.get_import(session, case_id, import_id)
    account = counting.account_of(imported)
    period = imported.period_first, imported.period_last
    return _open_near(session, case_id, key, account, *period, but=import_id)


def _open_near(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    account: Account,
    first: date | None,
    last: date | None,
    *,
    but: UUID | None = None,
) -> OpenedBefore:
    """The rows of the account's own files and of those that may tell the same payments."""
    every = repository.all_imports(session, case_id)
    wanted = {entry.id for entry in every if counting.account_of(entry) == account}
    wanted |= {entry.id for entry in counting.near(every, account, first, last)}
    return known_rows.open_before(session, case_id, key, wanted - {but})


def import_statement(
    session: Session,
    principal: Principal,
    case_id: UUID,
    statement: Statement,
    beside: OpenedBefore | None = None,
    *,
    import_id: UUID | None = None,
) -> StatementImportRead:
    """Stores a statement's rows that the case does not have yet, and its preflight.

    Payments that other imports of the case tell, too, are linked and count once. Rows opened
    `beside` it before the transaction are used if nothing changed since.

    Raises:
        StatementBeingRead: while a large statement of the case is read.
    """
    cases.require_case(session, case_id, lock=True)
    storing.require_quiet(session, case_id)
    opened = beside.if_true(session, case_id) if beside is not None else {}
    key = cases.case_key(session, case_id)
    own_names = (statement.holder,) if statement.holder else ()
    classified = classify(statement.transactions, statement.family, own_names)
    prints = fingerprints(statement.transactions, statement.institution)
    tokens = [crypto.token(key, storing.TOKEN, print_) for print_ in prints]
    known = repository.known_tokens(session, case_id, tokens)
    fallen: dict[bytes, Classified] = {}
    fresh: dict[bytes, Classified] = {}
    for row, token in zip(classified, tokens, strict=True):
        if token in known:
            storing.note_fallen(fallen, row, token)
        else:
            fresh.setdefault(token, row)
    imported = storing.new_import(
        session,
        case_id,
        key,
        import_id or new_id(),
        {
            "institution": statement.institution,
            "format": statement.format,
            "family": statement.family,
            "rows": statement.rows,
            "duplicates": len(statement.transactions) - len(fresh),
            "status": "preflight",
            "period_first": statement.period_first,
            "period_last": statement.period_last,
        },
        preflight_of(statement, classified),
    )
    values = [
        storing.row_values(key, imported.tenant_id, case_id, imported.id, row, token)
        for token, row in fresh.items()
    ]
    repository.add_rows(session, values)
    touched = storing.bring_up_to_date(session, case_id, key, fallen, opened)
    written = [(value["id"], row) for value, row in zip(values, fresh.values(), strict=True)]
    opened[imported.id] = dict(written)
    account = counting.account_of(imported)
    touched |= refunding.settle_refunds(
        session, case_id, key, account, {imported.id: written}, opened
    )
    corrections = counting.corrections_of(session, case_id, key)
    placed = [
        Placed(row_id, imported.id, account, corrected(row, corrections)) for row_id, row in written
    ]
    touched |= counting.link_rows(session, imported, key, placed, corrections, opened)
    counting.recount(session, case_id, key, touched | {imported.id}, opened)
    accounts.record(
        session, principal, "statement_imported", "statement_import", imported.id, case_id
    )
    return shown_import(imported, key)


def get_import(session: Session, case_id: UUID, import_id: UUID) -> StatementImportRead:
    """One import with its preflight."""
    key = cases.case_key(session, case_id)
    return shown_import(repository.get_import(session, case_id, import_id), key)


def list_imports(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[StatementImportRead]:
    """Imports of the case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.list_imports(session, case_id, request)
    items = [shown_import(row, key) for row in found.items]
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
        counting.placed(row, account, reopened(open_row(row, key)), corrections)
        for row in found.items
    ]
    counted = counting.counted_rows(placed, repository.links(session, case_id))
    items = [shown_row(entry) for entry in counted]
    return Slice(items, found.next_cursor, found.next_link)


def delete_import(
    session: Session,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    precondition: Precondition,
    others: OpenedBefore | None = None,
) -> None:
    """Takes an import and its rows back; budget lines already applied stay.

    Rows that stood behind its own count again, or stand behind another import's. Rows of the
    `others` opened before the transaction are used if nothing changed since.
    """
    cases.require_case(session, case_id, lock=True)
    storing.require_quiet(session, case_id)
    opened = others.if_true(session, case_id) if others is not None else {}
    key = cases.case_key(session, case_id)
    imported = repository.get_import(session, case_id, import_id)
    precondition.check(imported.version)
    touched = repository.unlink_import(session, case_id, import_id)
    repository.delete_rows(session, case_id, import_id)
    session.delete(imported)
    session.flush()
    account = counting.account_of(imported)
    touched |= refunding.settle_refunds(session, case_id, key, account, {}, opened)
    touched |= counting.relink(session, case_id, key, touched, opened)
    counting.recount(session, case_id, key, touched, opened)
    accounts.record(session, principal, "statement_deleted", "statement_import", import_id, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Deletes the imports of a case that is being erased, and their rows."""
    repository.delete_case(session, case_id)


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Statements when they were imported."""
    root = f"/v1/cases/{case_id}/statement-imports"
    for made in every(lambda page: list_imports(session, case_id, page)):
        yield Happening(
            "statement_import",
            made.id,
            clock.business_day(made.created_at),
            f"{root}/{made.id}",
            at=made.created_at,
            code=made.institution,
        )
