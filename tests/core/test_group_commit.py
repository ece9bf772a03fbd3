"""On SQLite requests that queue up share one COMMIT: all of them are durable by it, or none."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.core.config import Settings
from app.core.db import Database, after_commit, line_of, told_in_group
from app.core.errors import Unavailable
from tests.core.notes import said

Write = Callable[[Session], None]


class Crowd:
    """Writers that queue up behind one which holds the turn until all are in line."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.outcomes: dict[int, str] = {}

    def run(self, writes: list[Write]) -> None:
        threads = [
            threading.Thread(target=self._one, args=(number, write))
            for number, write in enumerate(writes)
        ]
        try:
            with self.database.write() as session:
                session.execute(text("SELECT 1"))
                for number, thread in enumerate(threads):
                    thread.start()
                    while len(self.database._turns._waiting) <= number:
                        threading.Event().wait(0.001)
        finally:
            for thread in threads:
                thread.join()

    def _one(self, number: int, write: Write) -> None:
        try:
            with self.database.write() as session:
                write(session)
                after_commit(session, lambda: self.outcomes.update({number: "told"}))
            self.outcomes[number] += " well"
        except Exception as error:  # noqa: BLE001 - the outcome is what is tested
            self.outcomes[number] = type(error).__name__


@pytest.fixture
def commits(database: Database) -> list[object]:
    counted: list[object] = []
    event.listen(database.writer, "commit", counted.append)
    return counted


def _says(word: str) -> Write:
    def write(session: Session) -> None:
        session.execute(text("INSERT INTO notes (said) VALUES (:word)"), {"word": word})

    return write


def _fails(session: Session) -> None:
    _says("lost")(session)
    raise LookupError


def test_those_in_line_share_one_commit(database: Database, commits: list[object]) -> None:
    crowd = Crowd(database)
    crowd.run([_says(str(number)) for number in range(12)])
    assert said(database) == [str(number) for number in range(12)]
    assert crowd.outcomes == dict.fromkeys(range(12), "told well")
    assert len(commits) == 1


def test_one_that_fails_takes_only_its_own_back(database: Database) -> None:
    crowd = Crowd(database)
    crowd.run([_says("a"), _fails, _says("a"), _says("b")])
    assert said(database) == ["a", "b"]
    assert crowd.outcomes == {
        0: "told well",
        1: "LookupError",
        2: "IntegrityError",
        3: "told well",
    }


def test_what_fails_takes_back_what_it_wrote_by_whichever_way(database: Database) -> None:
    def beside_the_session(session: Session) -> None:
        line_of(session).exec_driver_sql("INSERT INTO notes (said) VALUES ('beside')")
        _says("within")(session)
        _fails(session)

    def only_beside(session: Session) -> None:
        line_of(session).exec_driver_sql("INSERT INTO notes (said) VALUES ('beside')")
        raise LookupError

    Crowd(database).run([_says("a"), beside_the_session, only_beside, _says("b")])
    assert said(database) == ["a", "b"]


def test_a_request_past_the_unit_of_work_sets_one_savepoint(database: Database) -> None:
    sent: list[str] = []
    with database.writer.connect() as line:
        driver: Any = line.connection.dbapi_connection
    driver.set_trace_callback(sent.append)
    with database.write() as session:
        line_of(session).exec_driver_sql("INSERT INTO notes (said) VALUES ('beside')")
    alone, sent[:] = [*sent], []
    with database.write() as session:
        _says("within")(session)
    driver.set_trace_callback(None)
    steps = ("BEGIN", "SAVEPOINT", "INSERT", "RELEASE", "COMMIT")
    assert tuple(each.split()[0] for each in alone) == steps
    assert sum(each.startswith("SAVEPOINT") for each in sent) == 2


def test_a_commit_that_fails_fails_everyone_in_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = Crowd(database)

    def fail(_connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(database.writer.dialect, "do_commit", fail)
        with pytest.raises(Unavailable):
            crowd.run([_says("a"), _says("b"), _fails])
    # the one that failed by itself may have seen what is lost: it hears of the commit, too
    assert crowd.outcomes == dict.fromkeys(range(3), "Unavailable")
    assert said(database) == []
    with database.write() as session:
        _says("after")(session)
    assert said(database) == ["after"]


def test_a_transaction_taken_back_by_the_engine_fails_everyone(database: Database) -> None:
    def takes_all_back(session: Session) -> None:
        session.connection().exec_driver_sql("ROLLBACK")

    crowd = Crowd(database)
    with pytest.raises(Unavailable):
        crowd.run([_says("a"), takes_all_back, _says("b")])
    assert crowd.outcomes[0] == "Unavailable"
    assert said(database) in (["b"], [])
    with database.write() as session:
        _says("after")(session)
    assert said(database)[-1] == "after"


def test_a_connection_that_is_lost_fails_everyone(database: Database) -> None:
    def loses_it(session: Session) -> None:
        session.connection().invalidate()

    crowd = Crowd(database)
    with pytest.raises(Unavailable):
        crowd.run([_says("a"), loses_it, _says("b")])
    assert crowd.outcomes == {0: "Unavailable", 1: "Unavailable", 2: "told well"}
    assert said(database) == ["b"]


def test_an_interrupted_commit_frees_the_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_connection: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(database.writer.dialect, "do_commit", interrupt)
        with pytest.raises(KeyboardInterrupt), database.write() as session:
            _says("lost")(session)
    with database.write() as session:
        _says("after")(session)
    assert said(database) == ["after"]


def test_a_group_is_not_seen_before_its_commit(database: Database) -> None:
    seen: list[list[str]] = []

    def look(session: Session) -> None:
        _says("second")(session)
        seen.append(said(database))

    Crowd(database).run([_says("first"), look])
    assert seen == [[]]


def test_a_group_ends_at_its_limit(
    database: Database, commits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.turns.MOST_MEMBERS", 4)
    Crowd(database).run([_says(str(number)) for number in range(11)])
    assert len(said(database)) == 11
    assert len(commits) == 3


def test_who_ended_well_tells_the_next_of_its_group_and_nobody_else(database: Database) -> None:
    heard: list[dict[str, object]] = []

    def tells(word: str, then: Write) -> Write:
        def write(session: Session) -> None:
            heard.append({**told_in_group(session)})
            told_in_group(session)[word] = word
            then(session)

        return write

    Crowd(database).run([tells("a", _says("a")), tells("b", _fails), tells("c", _says("c"))])
    with database.write() as session:
        assert told_in_group(session) == {}
    assert heard == [{}, {"a": "a"}, {"a": "a"}]


def test_nothing_is_told_of_what_was_not_committed(database: Database) -> None:
    told: list[str] = []

    def fail() -> None:
        with database.write() as session:
            after_commit(session, lambda: told.append("x"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert told == []


def test_a_database_that_cannot_be_written_frees_the_turn(tmp_path: Path) -> None:
    nowhere = Database(Settings(database_url=f"sqlite:///{tmp_path / 'missing' / 'own.db'}"))
    for _ in range(2):
        with pytest.raises(Unavailable), nowhere.write() as session:
            session.execute(text("SELECT 1"))
    nowhere.close()


def test_another_process_that_holds_the_database_costs_its_own_time_only(
    tmp_path: Path, impatient: Database
) -> None:
    with closing(sqlite3.connect(tmp_path / "own.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(Unavailable) as refused, impatient.write() as session:
                _says("lost")(session)
            assert "database is locked" in str(refused.value.__cause__)
    with impatient.write() as session:
        _says("after")(session)
    assert said(impatient) == ["after"]
