"""The number of changes differs once anybody committed, in this process or another."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.core.changes import Changes

ELSEWHERE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("INSERT INTO x VALUES (2)")
connection.commit()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "some.db"
    with closing(sqlite3.connect(found)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE x (y)")
    return found


@pytest.fixture
def changes(file: Path) -> Iterator[Changes]:
    opened = Changes(str(file))
    yield opened
    opened.close()


def test_it_stays_the_same_while_nothing_is_committed(file: Path, changes: Changes) -> None:
    before = changes.seen()
    with closing(sqlite3.connect(file)) as other:
        other.execute("INSERT INTO x VALUES (1)")
        assert changes.seen() == before  # seen by nobody else yet
        other.rollback()
        assert other.execute("SELECT count(*) FROM x").fetchone() == (0,)
    assert before is not None
    assert changes.seen() == before


def test_it_differs_after_every_commit(file: Path, changes: Changes) -> None:
    seen = [changes.seen()]
    with closing(sqlite3.connect(file)) as other:
        for _ in range(3):
            other.execute("INSERT INTO x VALUES (1)")
            other.commit()
            seen.append(changes.seen())
    assert len(set(seen)) == 4


def test_it_sees_what_another_process_commits(file: Path, changes: Changes) -> None:
    before = changes.seen()
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(file)], check=True)  # noqa: S603 - our own words
    assert changes.seen() != before


def test_it_waits_for_nobody(file: Path, changes: Changes) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert changes.seen() is None
        other.execute("COMMIT")
    assert changes._connection is not None
    assert changes._connection.execute("PRAGMA busy_timeout").fetchone() == (0,)


def test_nobody_can_tell_without_a_file(tmp_path: Path) -> None:
    assert Changes(None).seen() is None
    assert Changes(str(tmp_path / "no" / "where.db")).seen() is None


def test_what_another_connection_saw_says_nothing(file: Path, changes: Changes) -> None:
    before = changes.seen()
    changes.close()
    with closing(sqlite3.connect(file)) as other:
        other.execute("INSERT INTO x VALUES (1)")
        other.commit()
    after = changes.seen()
    assert before is not None
    assert after is not None
    assert (after[1], after == before) == (before[1], False)  # SQLite's numbers alone are equal


def test_it_writes_nothing_and_may_be_closed_twice(file: Path) -> None:
    changes = Changes(str(file))
    assert changes.seen() is not None
    assert changes._connection is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        changes._connection.execute("INSERT INTO x VALUES (1)")
    changes.close()
    changes.close()


def test_it_gives_a_row_as_it_stands_now(file: Path, changes: Changes) -> None:
    def count(driver: sqlite3.Connection) -> int:
        return int(driver.execute("SELECT count(*) FROM x").fetchone()[0])

    assert changes.asked(count) is None  # nobody has asked what was seen yet
    changes.seen()
    with closing(sqlite3.connect(file)) as other:
        other.execute("INSERT INTO x VALUES (1)")
        assert changes.asked(count) == 0
        other.commit()
        assert changes.asked(count) == 1
        other.execute("INSERT INTO x VALUES (2)")  # a writer keeps no reader waiting
        assert changes.asked(count) == 1


def test_what_cannot_be_read_now_is_not_told(changes: Changes) -> None:
    def fail(driver: sqlite3.Connection) -> None:
        raise OperationalError("SELECT", None, Exception("database is locked"))

    changes.seen()
    assert changes.asked(fail) is None
