"""Queries on imported statements and their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from app.core.crypto import FieldAddress
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.repository import get_in_case, page, scoped_to_case
from app.core.sealing import address
from app.statements.models import (
    CategoryCorrection,
    StatementImport,
    StatementLink,
    StatementRow,
)

_BATCH = 500
"""Values in one statement: below SQLite's limit of bound variables."""
_PIECEMEAL = {"yield_per": 1000}
"""Rows come from the database by so many at a time."""
READING = "reading"
"""The status of an import whose rows still come in: nobody but its reader sees it."""


def _imports(case_id: UUID, session: Session) -> Select[StatementImport]:
    statement = scoped_to_case(session, StatementImport, case_id)
    return statement.where(StatementImport.status != READING)


def get_import(session: Session, case_id: UUID, import_id: UUID) -> StatementImport:
    """One import of the case."""
    found = get_in_case(session, StatementImport, case_id, import_id)
    if found.status == READING:
        raise NotFound
    return found


def find_import(session: Session, case_id: UUID, import_id: UUID) -> StatementImport | None:
    """One import of the case, read to its end or not."""
    statement = scoped_to_case(session, StatementImport, case_id)
    return session.scalars(statement.where(StatementImport.id == import_id)).one_or_none()


def delete_unread(session: Session, case_id: UUID) -> None:
    """Drops imports that never came to an end, and their rows."""
    statement = scoped_to_case(session, StatementImport, case_id)
    for imported in session.scalars(statement.where(StatementImport.status == READING)).all():
        delete_rows(session, case_id, imported.id)
        session.delete(imported)
    session.flush()


def list_imports(session: Session, case_id: UUID, request: PageRequest) -> Slice[StatementImport]:
    """Imports of the case, newest first."""
    return page(session, _imports(case_id, session), StatementImport, request)


def all_imports(session: Session, case_id: UUID) -> Sequence[StatementImport]:
    """Every import of the case, oldest first."""
    return session.scalars(_imports(case_id, session).order_by(StatementImport.id)).all()


def list_rows(
    session: Session, case_id: UUID, import_id: UUID, request: PageRequest
) -> Slice[StatementRow]:
    """Rows of one import, the last of the file first."""
    statement = scoped_to_case(session, StatementRow, case_id).where(
        StatementRow.import_id == import_id
    )
    return page(session, statement, StatementRow, request)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row without the weight of an object of the session; `place` is where it is sealed."""

    id: UUID
    import_id: UUID
    place: FieldAddress
    sealed: bytes


def all_rows(session: Session, case_id: UUID, import_id: UUID) -> Iterator[KeptRow]:
    """Every row of one import in the order of the file."""
    tenant_id = tenant_of(session)
    statement = select(StatementRow.id, StatementRow.sealed).where(
        StatementRow.tenant_id == tenant_id,
        StatementRow.case_id == case_id,
        StatementRow.import_id == import_id,
    )
    piecemeal = statement.order_by(StatementRow.line).execution_options(**_PIECEMEAL)
    for row_id, sealed in session.execute(piecemeal):
        place = address(StatementRow.__tablename__, tenant_id, row_id)
        yield KeptRow(row_id, import_id, place, sealed)


def get_row(session: Session, case_id: UUID, row_id: UUID) -> StatementRow:
    """One row of the case."""
    return get_in_case(session, StatementRow, case_id, row_id)


def rows_with_tokens(
    session: Session, case_id: UUID, tokens: Sequence[bytes]
) -> Iterator[StatementRow]:
    """The rows of the case that bear one of these tokens."""
    for start in range(0, len(tokens), _BATCH):
        statement = scoped_to_case(session, StatementRow, case_id)
        yield from session.scalars(
            statement.where(StatementRow.token.in_(tokens[start : start + _BATCH]))
        ).all()


def links(session: Session, case_id: UUID) -> Sequence[StatementLink]:
    """Which rows of the case tell the same payment as which others."""
    return session.scalars(scoped_to_case(session, StatementLink, case_id)).all()


def unlink_import(session: Session, case_id: UUID, import_id: UUID) -> set[UUID]:
    """Takes back the links from and to one import; tells which others they touched."""
    found = [
        link
        for link in links(session, case_id)
        if import_id in (link.import_id, link.same_as_import)
    ]
    for link in found:
        session.delete(link)
    session.flush()
    return {each for link in found for each in (link.import_id, link.same_as_import)} - {import_id}


def corrections(session: Session, case_id: UUID) -> Sequence[CategoryCorrection]:
    """Every correction of the case."""
    return session.scalars(scoped_to_case(session, CategoryCorrection, case_id)).all()


def list_corrections(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[CategoryCorrection]:
    """Corrections of the case, newest first."""
    statement = scoped_to_case(session, CategoryCorrection, case_id)
    return page(session, statement, CategoryCorrection, request)


def get_correction(session: Session, case_id: UUID, correction_id: UUID) -> CategoryCorrection:
    """One correction of the case."""
    return get_in_case(session, CategoryCorrection, case_id, correction_id)


def find_correction(session: Session, case_id: UUID, token: bytes) -> CategoryCorrection | None:
    """The correction for a counterparty and direction, if there is one."""
    statement = scoped_to_case(session, CategoryCorrection, case_id)
    return session.scalars(statement.where(CategoryCorrection.token == token)).one_or_none()


def known_tokens(session: Session, case_id: UUID, tokens: Sequence[bytes]) -> dict[bytes, UUID]:
    """Which of these tokens the case already holds, and in which import."""
    known: dict[bytes, UUID] = {}
    for start in range(0, len(tokens), _BATCH):
        statement = select(StatementRow.token, StatementRow.import_id).where(
            StatementRow.tenant_id == tenant_of(session),
            StatementRow.case_id == case_id,
            StatementRow.token.in_(tokens[start : start + _BATCH]),
        )
        known.update((token, import_id) for token, import_id in session.execute(statement))
    return known


def add_rows(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Stores many rows at once."""
    values = list(rows)
    if values:
        session.execute(insert(StatementRow), values)


def delete_rows(session: Session, case_id: UUID, import_id: UUID) -> None:
    """Takes back the rows of one import."""
    session.execute(
        delete(StatementRow).where(
            StatementRow.tenant_id == tenant_of(session),
            StatementRow.case_id == case_id,
            StatementRow.import_id == import_id,
        )
    )


def delete_case(session: Session, case_id: UUID) -> None:
    """Deletes every row, import, link and correction of a case."""
    for model in (StatementLink, StatementRow, StatementImport, CategoryCorrection):
        session.execute(
            delete(model).where(model.tenant_id == tenant_of(session), model.case_id == case_id)
        )
