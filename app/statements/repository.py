"""Queries on imported statements and their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import get_in_case, page, scoped_to_case
from app.statements.models import StatementImport, StatementRow

_BATCH = 500
"""Values in one statement: below SQLite's limit of bound variables."""


def get_import(session: Session, case_id: UUID, import_id: UUID) -> StatementImport:
    """One import of the case."""
    return get_in_case(session, StatementImport, case_id, import_id)


def list_imports(session: Session, case_id: UUID, request: PageRequest) -> Slice[StatementImport]:
    """Imports of the case, newest first."""
    statement = scoped_to_case(session, StatementImport, case_id)
    return page(session, statement, StatementImport, request)


def list_rows(
    session: Session, case_id: UUID, import_id: UUID, request: PageRequest
) -> Slice[StatementRow]:
    """Rows of one import, the last of the file first."""
    statement = scoped_to_case(session, StatementRow, case_id).where(
        StatementRow.import_id == import_id
    )
    return page(session, statement, StatementRow, request)


def all_rows(session: Session, case_id: UUID, import_id: UUID) -> Iterator[StatementRow]:
    """Every row of one import in the order of the file."""
    statement = scoped_to_case(session, StatementRow, case_id).where(
        StatementRow.import_id == import_id
    )
    return iter(session.scalars(statement.order_by(StatementRow.line)))


def known_tokens(session: Session, case_id: UUID, tokens: Sequence[bytes]) -> set[bytes]:
    """Which of these tokens the case already holds."""
    known: set[bytes] = set()
    for start in range(0, len(tokens), _BATCH):
        statement = select(StatementRow.token).where(
            StatementRow.tenant_id == tenant_of(session),
            StatementRow.case_id == case_id,
            StatementRow.token.in_(tokens[start : start + _BATCH]),
        )
        known.update(session.scalars(statement))
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
    """Deletes every row and import of a case."""
    for model in (StatementRow, StatementImport):
        session.execute(
            delete(model).where(model.tenant_id == tenant_of(session), model.case_id == case_id)
        )
