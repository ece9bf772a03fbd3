"""SQLite's write-ahead log after an erasure: pages as they were before must not stay in it.

`secure_delete` overwrites what is deleted in the database file; the log beside it still holds the
pages of earlier transactions, wrapped keys among them, until it is emptied.
"""

import sqlite3
import threading
from contextlib import closing, suppress

WAIT_SECONDS = 0.25
"""How long readers are waited for; writers wait as well meanwhile, so it is short."""


class Journal:
    """The write-ahead log of one SQLite file; on PostgreSQL, without a file, there is none."""

    def __init__(self, file: str | None) -> None:
        """What an earlier process left is due to be emptied."""
        self._file = file
        self._mutex = threading.Lock()
        self.is_due = file is not None

    def empty(self) -> None:
        """Writes the log into the database and cuts it to nothing; due again if readers hold it."""
        if self._file is None:
            return
        self.is_due = True
        with (
            self._mutex,
            suppress(sqlite3.OperationalError),  # what was erased is erased: only this is late
            closing(sqlite3.connect(self._file, timeout=WAIT_SECONDS)) as connection,
        ):
            connection.execute("PRAGMA synchronous=FULL")
            held = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self.is_due = bool(held)

    def catch_up(self) -> None:
        """Empties the log if that is still due."""
        if self.is_due:
            self.empty()
