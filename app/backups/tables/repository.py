"""Reads and writes whole tables, one tenant at a time, as row-level security wants it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Uuid, insert, select, text
from sqlalchemy.orm import Session

from app.backups.lines import Kind
from app.core import idempotency, keys
from app.core.columns import UtcInstant
from app.core.db import Base, tenant_of

AT_ONCE = 500
"""Rows read or written by one statement."""
KEYS = keys.WrappedKey.__tablename__
LEFT_OUT = frozenset({KEYS, idempotency.IdempotentReply.__tablename__})
"""Keys go into a part of their own. Stored replies are sealed under the tenant's key, which
outlives a case: a copy of them would outlive its erasure."""
_KINDS: Mapping[type, Kind] = {bytes: "bytes", UUID: "id", datetime: "instant", date: "day"}


def tables() -> list[Table]:
    """The tables of the data part, what others point to first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def key_table() -> Table:
    """The table of the key part."""
    return Base.metadata.tables[KEYS]


def kinds_of(table: Table) -> dict[str, Kind]:
    """How each column of a table is written, in order."""
    return {column.name: _kind(column.type) for column in table.columns}


def _kind(column_type: Any) -> Kind:
    if isinstance(column_type, UtcInstant):
        return "instant"
    if isinstance(column_type, Uuid):
        return "id"
    return _KINDS.get(column_type.python_type, "plain")


def has_tenants(table: Table) -> bool:
    """Whether its rows are each one tenant's."""
    return "tenant_id" in table.columns


def unlimited(session: Session) -> None:
    """Lets statements of this transaction take as long as whole tables need."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))


def rows_of(session: Session, table: Table) -> Iterator[tuple[Any, ...]]:
    """The rows of the session's tenant, or of a table that has no tenants; in key order."""
    statement = select(table).order_by(*table.primary_key.columns)
    if has_tenants(table):
        statement = statement.where(table.c.tenant_id == tenant_of(session))
    for row in session.execute(statement, execution_options={"yield_per": AT_ONCE}):
        yield tuple(row)


def add_rows(session: Session, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Puts rows of the session's tenant into a table."""
    waiting = iter(rows)
    while some := [dict(row) for row in islice(waiting, AT_ONCE)]:
        session.execute(insert(table), some)
