"""Streams the entries of a case as the examination reads them: columns alone, no objects."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from app.core.db import tenant_of
from app.ledger.models import LedgerEntry
from app.ledger.records import SealedPayload
from app.ledger.verification import QuickRow

STREAMED = 2_000
"""Entries that are fetched at a time, where each time is a round trip."""
IN_CACHE = 50
"""The same where it is a call: few enough that they are compared while the processor has them."""
_STREAMING = {"yield_per": STREAMED}


def quick_rows(session: Session, case_id: UUID) -> Iterator[QuickRow]:
    """The columns of all entries as the database holds them; for `sound_hashes`."""
    columns = [
        LedgerEntry.sequence,
        LedgerEntry.kind,
        LedgerEntry.occurred_at,
        LedgerEntry.recorded_at,
        LedgerEntry.previous_hash,
        LedgerEntry.commitment,
        LedgerEntry.leaf_input,
        LedgerEntry.entry_hash,
    ]
    is_postgresql = session.connection().dialect.name == "postgresql"
    read = _with_utc_texts if is_postgresql else _as_stored
    statement = _of_case(session, case_id, [read(column) for column in columns])
    options, at_once = (_STREAMING, STREAMED) if is_postgresql else ({}, IN_CACHE)
    with session.connection().execute(statement, execution_options=options) as rows:
        # the driver's own rows: making an object of each takes as long as reading it
        strategy, cursor = rows.cursor_strategy, rows.cursor
        while some := strategy.fetchmany(rows, cursor, at_once):
            yield from some


def sealed_payloads(session: Session, case_id: UUID) -> Iterator[SealedPayload]:
    """What entries say, still sealed, with what it must open."""
    columns = [
        LedgerEntry.id,
        LedgerEntry.sequence,
        LedgerEntry.kind,
        LedgerEntry.occurred_at,
        LedgerEntry.commitment,
        LedgerEntry.sealed,
    ]
    return (SealedPayload(*row) for row in _streamed(session, case_id, columns))


def _as_stored(column: Any) -> ColumnElement[Any]:
    """The value as SQLite's driver gives it, whatever has become of its type."""
    return type_coerce(column, NullType())


def _with_utc_texts(column: Any) -> ColumnElement[Any]:
    """PostgreSQL's instants in the form in which SQLite stores them."""
    if column in {LedgerEntry.occurred_at, LedgerEntry.recorded_at}:
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
    found: ColumnElement[Any] = column
    return found


def _streamed(session: Session, case_id: UUID, columns: list[Any]) -> Iterator[Any]:
    statement = _of_case(session, case_id, columns)
    with session.connection().execute(statement, execution_options=_STREAMING) as rows:
        yield from rows


def _of_case(session: Session, case_id: UUID, columns: list[Any]) -> Select[Any]:
    return (
        select(*columns)
        .where(LedgerEntry.tenant_id == tenant_of(session), LedgerEntry.case_id == case_id)
        .order_by(LedgerEntry.sequence)
    )
