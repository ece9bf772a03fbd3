"""Tells whether anybody has committed anything, in any process, since one last asked (SQLite)."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy.exc import OperationalError

Answer = TypeVar("Answer")
Seen = tuple[int, int]
"""The connection that was asked, and its number; numbers of two connections do not compare."""


class Changes:
    """A connection that asks for SQLite's `data_version`, and for a row or two if that changed.

    SQLite promises that the number differs if any other connection committed in between, and
    reads it from shared memory: it takes a microsecond and waits for nobody, so that it may be
    asked on the event loop. Nor does a reader of its write-ahead log wait for any writer.
    """

    def __init__(self, file: str | None) -> None:
        """Nothing is opened before it is asked for; None: no SQLite file, so nobody can tell."""
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def seen(self) -> Seen | None:
        """What stays the same only while nothing is committed; None if it is not known.

        One thread asks.
        """
        if self._file is None:
            return None
        with suppress(sqlite3.OperationalError):  # for a moment nobody can tell
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._file, timeout=0, isolation_level=None, check_same_thread=False
                )
                self._connection.execute("PRAGMA query_only=ON")
                self._opened += 1
            return self._opened, self._connection.execute("PRAGMA data_version").fetchone()[0]
        return None

    def asked(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """What one short read gives now; None if it cannot be told without waiting.

        The thread that asks what was seen asks this too.
        """
        if self._connection is None:
            return None
        with suppress(OperationalError):
            return ask(self._connection)
        return None

    def close(self) -> None:
        """Returns the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
