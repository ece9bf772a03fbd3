"""The engines of a process, one that reads and one that writes, and what they run under.

On SQLite the write engine holds a single connection, so the process has one writer, every
transaction of it begins IMMEDIATE, and a duplicate request waits its turn.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from app.core.config import Settings

READ_CONNECTIONS = 40
"""As many as the server's worker threads (anyio's default), so that no thread waits for one."""
WRITE_CONNECTIONS = 16
"""On PostgreSQL. Reads never wait for one of these, or writers in line could starve themselves."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # WAL with NORMAL loses acknowledged rows at power loss
    "foreign_keys=ON",
    "secure_delete=ON",
    "busy_timeout=30000",
)
"""What every SQLite connection runs under."""
WRITER_PRAGMAS = (
    "cache_size=-65536",  # 64 MiB: with the default 2, pages of one group were read again and again
    "wal_autocheckpoint=8000",  # 32 MiB: a page that many commits changed is moved once
)
"""What the one connection that writes runs under besides."""
_IN_MEMORY = "what a savepoint may bring back is kept in memory"


def engines_for(settings: Settings) -> tuple[Engine, Engine]:
    """The engine to read with and the one to write with; nothing is connected yet."""
    if settings.is_sqlite:
        reader = _sqlite(settings, pool_size=READ_CONNECTIONS)
        writer = _sqlite(settings, pool_size=1, max_overflow=0)
        prepare_sqlite(reader, begin="BEGIN", read_only=True)
        prepare_sqlite(writer, begin="BEGIN IMMEDIATE", read_only=False)
        return reader, writer
    return _postgresql(settings, READ_CONNECTIONS), _postgresql(settings, WRITE_CONNECTIONS)


def _sqlite(settings: Settings, **pool: int) -> Engine:
    return create_engine(settings.database_url, pool_timeout=settings.write_wait_seconds, **pool)


def _postgresql(settings: Settings, connections: int) -> Engine:
    return create_engine(
        settings.database_url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=settings.write_wait_seconds,
        pool_pre_ping=True,
        connect_args={
            "options": "-c statement_timeout=30000 -c timezone=UTC",
            "connect_timeout": 5,
        },
    )


def prepare_sqlite(engine: Engine, *, begin: str, read_only: bool) -> None:
    """Has each connection run under the pragmas, and each transaction begin as said."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's "begin" below opens transactions
        own = ("query_only=ON",) if read_only else ("query_only=OFF", *WRITER_PRAGMAS)
        for pragma in (*PRAGMAS, *own):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if read_only:  # locks nothing and so cannot fail: past SQLAlchemy it costs a tenth
            connection.connection.cursor().execute(begin)
        else:
            connection.exec_driver_sql(begin)


def begun(engine: Engine, *, in_memory: bool) -> Connection:
    """A connection in a transaction; given back if another process keeps it from beginning.

    What a request may bring back is written to a file, some forty pages for each request, unless
    it is sure to be little.
    """
    line = engine.connect()
    try:
        if line.info.get(_IN_MEMORY, False) != in_memory:
            driver: Any = line.connection.dbapi_connection
            driver.execute(f"PRAGMA temp_store={'MEMORY' if in_memory else 'DEFAULT'}")
            line.info[_IN_MEMORY] = in_memory
        line.begin()
    except BaseException:
        line.close()
        raise
    return line


def stands(line: Connection) -> bool:
    """Whether a group's transaction is still open: SQLite takes it back itself at a full disk."""
    if line.invalidated:
        return False
    return bool(line.connection.dbapi_connection.in_transaction)  # type: ignore[union-attr]  # sqlite3's
