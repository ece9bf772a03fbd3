"""Engines and sessions; the only place that commits.

One request is one transaction, committed before its response starts. Reads and writes have
separate engines: on SQLite the write engine holds a single connection, so the process has one
writer, every transaction of it begins IMMEDIATE, and a duplicate request waits its turn.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.orm.exc import StaleDataError

from app.core.config import Settings
from app.core.errors import PreconditionFailed, Unavailable

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
READ_CONNECTIONS = 40
"""As many as the server's worker threads (anyio's default), so that no thread waits for one."""


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)


def _prepare_sqlite(engine: Engine, *, begin: str, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's "begin" below opens transactions
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # WAL with NORMAL loses acknowledged rows at power loss
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=30000",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)


def _tenant_aware(session: Session) -> None:
    """Tells PostgreSQL's row-level security whose rows this transaction may see."""

    @event.listens_for(session, "after_begin")
    def on_begin(session: Session, _transaction: SessionTransaction, connection: Any) -> None:
        tenant_id = session.info.get("tenant_id")
        if connection.dialect.name == "postgresql" and tenant_id is not None:
            connection.execute(
                text("SELECT set_config('app.tenant_id', :tenant, true)"),
                {"tenant": str(tenant_id)},
            )


class Database:
    """The engines of one process and the sessions made on them."""

    def __init__(self, settings: Settings, carried: Mapping[str, object] | None = None) -> None:
        """Opens the pools; nothing is connected yet.

        `carried` (keyring, signer, file storage) travels in every session's `info`, so that
        services find what the process holds open without a global.
        """
        self.carried = dict(carried or {})
        wait = settings.write_wait_seconds
        if settings.is_sqlite:
            self.reader = create_engine(
                settings.database_url, pool_size=READ_CONNECTIONS, pool_timeout=wait
            )
            self.writer = create_engine(
                settings.database_url, pool_size=1, max_overflow=0, pool_timeout=wait
            )
            _prepare_sqlite(self.reader, begin="BEGIN", read_only=True)
            _prepare_sqlite(self.writer, begin="BEGIN IMMEDIATE", read_only=False)
        else:
            self.reader = self.writer = create_engine(
                settings.database_url,
                pool_size=READ_CONNECTIONS,
                max_overflow=0,
                pool_timeout=wait,
                pool_pre_ping=True,
                connect_args={
                    "options": "-c statement_timeout=30000 -c timezone=UTC",
                    "connect_timeout": 5,
                },
            )

    def _info(self, tenant_id: UUID | None) -> dict[str, object]:
        return {"tenant_id": tenant_id, **self.carried}

    @contextmanager
    def read(self, tenant_id: UUID | None = None) -> Iterator[Session]:
        """A session that never commits."""
        with Session(self.reader, info=self._info(tenant_id)) as session:
            _tenant_aware(session)
            with _translated():
                yield session

    @contextmanager
    def write(self, tenant_id: UUID | None = None) -> Iterator[Session]:
        """A session that commits when its block ends well and rolls back when it does not.

        Raises:
            PreconditionFailed: if a row changed meanwhile (optimistic version check).
            Unavailable: if the database is busy or away.
        """
        with Session(self.writer, info=self._info(tenant_id), expire_on_commit=False) as session:
            _tenant_aware(session)
            with _translated():
                yield session
                session.commit()

    def close(self) -> None:
        """Returns every connection."""
        self.reader.dispose()
        self.writer.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except StaleDataError as error:
        raise PreconditionFailed from error
    except (OperationalError, PoolTimeout) as error:
        raise Unavailable("database_busy", headers={"Retry-After": "1"}) from error


def tenant_of(session: Session) -> UUID:
    """The tenant whose rows the session sees.

    Raises:
        TypeError: if the session has none; every tenant-scoped query needs one.
    """
    tenant_id = session.info.get("tenant_id")
    if not isinstance(tenant_id, UUID):
        raise TypeError("the session is bound to no tenant")
    return tenant_id


def bind_tenant(session: Session, tenant_id: UUID) -> None:
    """Binds a running session to a tenant (authentication learns it in mid-transaction)."""
    session.info["tenant_id"] = tenant_id
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant_id)}
        )
