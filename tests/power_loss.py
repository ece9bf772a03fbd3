"""Simulated power loss: what a disk may hold when it keeps only what it was told to flush.

A SQLite file system (apsw VFS) records every write of the service's own connections. An image is
what was flushed (`xSync`), plus a random half of the writes after it, some of them torn at a
sector. kill −9 cannot show this: the operating system's cache survives it.
"""

import random  # noqa: TID251 - seeded images
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import apsw.ext
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool
from typing_extensions import override

from app.core.db import Database
from app.core.engines import prepare_sqlite

SECTOR = 512


class Disk:
    """What was flushed of each file, and what was written since."""

    def __init__(self) -> None:
        self.flushed: dict[str, bytearray] = {}
        self.written: dict[str, list[tuple[int, bytes] | int]] = {}

    def open(self, path: str) -> None:
        if path not in self.flushed:
            file = Path(path)
            self.flushed[path] = bytearray(file.read_bytes() if file.exists() else b"")
            self.written[path] = []

    def flush(self, path: str) -> None:
        for change in self.written[path]:
            _apply(self.flushed[path], change)
        self.written[path].clear()

    def image(self, folder: Path, chance: random.Random) -> None:
        """Writes what might be found after the power comes back."""
        for path, flushed in self.flushed.items():
            found = bytearray(flushed)
            for change in self.written[path]:
                if chance.random() < 0.5:
                    _apply(found, _torn(change, chance))
            (folder / Path(path).name).write_bytes(found)


def _apply(content: bytearray, change: tuple[int, bytes] | int) -> None:
    if isinstance(change, int):
        del content[change:]
        return
    offset, data = change
    if offset > len(content):
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _torn(change: tuple[int, bytes] | int, chance: random.Random) -> tuple[int, bytes] | int:
    if isinstance(change, int) or chance.random() < 0.8:
        return change
    offset, data = change
    kept = chance.randrange(len(data) // SECTOR + 1) * SECTOR
    return offset, data[:kept]


class _Files(apsw.VFS):
    def __init__(self, name: str, disk: Disk) -> None:
        self.disk = disk
        super().__init__(name, "")

    @override
    def xOpen(self, name: Any, flags: list[int]) -> Any:
        return _File(name, flags, self.disk)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], disk: Disk) -> None:
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.disk = disk
        if self.path:
            disk.open(self.path)
        super().__init__("", name, flags)

    @override
    def xWrite(self, data: Any, offset: int) -> None:
        if self.path:
            self.disk.written[self.path].append((offset, bytes(data)))
        super().xWrite(data, offset)

    @override
    def xTruncate(self, newsize: int) -> None:
        if self.path:
            self.disk.written[self.path].append(newsize)
        super().xTruncate(newsize)

    @override
    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        if self.path:
            self.disk.flush(self.path)


class _Cursor:
    """As much of a DB-API cursor as SQLAlchemy asks for."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: Iterator[Any] = iter(())
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid = None

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        cursor = self._connection.cursor()
        cursor.execute(statement, tuple(parameters))
        self.description = _described(self._connection, cursor, statement)
        self._rows = iter(list(cursor))
        self.rowcount = self._connection.changes()
        return self

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> "_Cursor":
        for row in rows:
            self.execute(statement, row)
        return self

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return [row for row, _ in zip(self._rows, range(size), strict=False)]

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())


def _described(
    connection: apsw.Connection, cursor: apsw.Cursor, statement: str
) -> Sequence[Any] | None:
    """The columns of a result; a statement that is over must be asked for them anew."""
    try:
        columns = cursor.get_description()
    except apsw.ExecutionCompleteError:
        columns = apsw.ext.query_info(connection, statement).description
    return tuple((name, *[None] * 6) for name, *_ in columns) or None


class _Connection:
    """As much of a DB-API connection as the service asks for."""

    isolation_level = None

    def __init__(self, path: str, files: str) -> None:
        self._connection = apsw.Connection(path, vfs=files)

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> _Cursor:
        return self.cursor().execute(statement, parameters)

    def create_function(self, *_arguments: Any, **_options: Any) -> None:
        """Nobody here uses one."""

    def commit(self) -> None:
        if self.in_transaction:
            self._connection.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()


def _engine(file: Path, files: str, connections: int) -> Engine:
    return create_engine(
        "sqlite://",
        creator=lambda: _Connection(str(file), files),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
    )


def put_on_disk(database: Database, file: Path, disk: Disk) -> _Files:
    """Has the service's connections write to the recorded disk; keep the result while it does."""
    files = _Files(f"power-loss-{id(disk)}", disk)
    database.close()
    database.reader = _engine(file, f"power-loss-{id(disk)}", 20)
    database.writer = _engine(file, f"power-loss-{id(disk)}", 1)
    prepare_sqlite(database.reader, begin="BEGIN", read_only=True)
    prepare_sqlite(database.writer, begin="BEGIN IMMEDIATE", read_only=False)
    return files


def lost_of(folder: Path, name: str, acknowledged: Sequence[str]) -> set[str]:
    """Acknowledged contacts that are not in an image; everything, if the image is corrupt."""
    with closing(sqlite3.connect(folder / name)) as connection:
        try:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return {"corrupt"}
            held = {row[0] for row in connection.execute("SELECT id FROM contacts")}
        except sqlite3.DatabaseError:
            return {"corrupt"}
    return set(acknowledged) - held
