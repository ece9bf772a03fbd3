"""What was erased does not stay in SQLite's write-ahead log."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.config import Settings
from app.core.db import Database, leave_no_trace
from app.core.engines import PRAGMAS
from app.core.errors import Unavailable
from app.core.journal import Journal

SECRET = "金丝雀的密钥"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    opened = Database(Settings(database_url=f"sqlite:///{file}"))
    with opened.write() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, said TEXT)"))
        session.execute(text("INSERT INTO notes (said) VALUES (:said)"), {"said": SECRET})
    yield opened
    opened.close()


def _journal_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _due(journal: Journal) -> bool:
    return journal.is_due


def _erase(database: Database, *, traces: bool) -> None:
    with database.write() as session:
        session.execute(text("DELETE FROM notes"))
        if not traces:
            leave_no_trace(session)


def test_a_deleted_secret_stays_in_the_log_unless_it_is_emptied(
    database: Database, file: Path
) -> None:
    _erase(database, traces=True)
    assert SECRET.encode() in _journal_of(file).read_bytes()
    database.journal.empty()
    assert _journal_of(file).read_bytes() == b""
    assert SECRET.encode() not in file.read_bytes()


def test_an_erasure_empties_it_at_once(database: Database, file: Path) -> None:
    _erase(database, traces=False)
    assert _journal_of(file).read_bytes() == b""
    assert SECRET.encode() not in file.read_bytes()
    assert not _due(database.journal)


def _erase_and_fail(session: Session) -> None:
    leave_no_trace(session)
    session.execute(text("DELETE FROM nothing"))


def test_a_failed_erasure_empties_nothing(database: Database, file: Path) -> None:
    with pytest.raises(Unavailable), database.write() as session:
        _erase_and_fail(session)
    assert SECRET.encode() in _journal_of(file).read_bytes()


def test_a_reader_delays_it_and_it_is_made_up_for(database: Database, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT said FROM notes").fetchone() == (SECRET,)
        _erase(database, traces=False)
        assert _due(database.journal)
        assert SECRET.encode() in _journal_of(file).read_bytes()
    database.journal.catch_up()
    assert not _due(database.journal)
    assert _journal_of(file).read_bytes() == b""


def test_what_an_earlier_process_left_is_due(database: Database, file: Path) -> None:
    _erase(database, traces=True)
    later = Journal(str(file))
    assert _due(later)
    later.catch_up()
    assert not _due(later)
    assert _journal_of(file).read_bytes() == b""


def test_a_file_that_another_process_holds_is_left_for_later(file: Path) -> None:
    journal = Journal(str(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        for pragma in (*PRAGMAS, "locking_mode=EXCLUSIVE"):
            other.execute(f"PRAGMA {pragma}")
        other.execute("CREATE TABLE notes (id INTEGER)")
        journal.empty()
        assert _due(journal)
    journal.catch_up()
    assert not _due(journal)


def test_there_is_none_on_postgresql() -> None:
    journal = Journal(None)
    journal.empty()
    assert not _due(journal)
