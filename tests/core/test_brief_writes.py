"""Short writes on the event loop: in line for one COMMIT, and told nothing before it."""

import asyncio
import gc
import sqlite3
import threading
from contextvars import ContextVar
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.brief_writes import BriefWrites
from app.core.db import Database, after_commit, line_of
from tests.core.notes import Write, all_of, failing_commit, fails, run, said, says, work_of

_NAME: ContextVar[str] = ContextVar("name", default="nobody")


def test_those_in_line_are_done_on_the_loop_and_share_one_commit_elsewhere(
    database: Database, commits: list[int]
) -> None:
    threads: list[int] = []

    def write(number: int) -> Write:
        def notes(session: Session) -> None:
            threads.append(threading.get_ident())
            says(str(number))(session)

        return notes

    assert run(database, [write(number) for number in range(12)]) == ["well"] * 12
    assert said(database) == [str(number) for number in range(12)]
    assert set(threads) == {threading.get_ident()}
    assert len(commits) == 1
    assert threading.get_ident() not in commits


def test_nobody_is_told_before_the_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    commit = database.writer.dialect.do_commit

    def note(connection: Any) -> None:
        commit(connection)
        happened.append("committed")

    monkeypatch.setattr(database.writer.dialect, "do_commit", note)

    async def one(line: BriefWrites, write: Write) -> None:
        try:
            await line.done(work_of(write))
        except LookupError:
            happened.append("failed")
        else:
            happened.append("told")

    async def run() -> None:
        line = BriefWrites(database)
        await asyncio.gather(*(one(line, each) for each in (says("a"), fails, says("b"))))

    asyncio.run(run())
    assert happened == ["committed", "told", "failed", "told"]


def test_one_that_fails_takes_only_its_own_back(database: Database) -> None:
    told = run(database, [says("a"), fails, says("a"), says("b")])
    assert told == ["well", "LookupError", "IntegrityError", "well"]
    assert said(database) == ["a", "b"]


def test_a_commit_that_fails_fails_everyone_in_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted: list[str] = []

    def acts(session: Session) -> None:
        after_commit(session, lambda: acted.append("x"))

    with failing_commit(database, monkeypatch, sqlite3.OperationalError("disk I/O error")):
        told = run(database, [says("a"), acts, fails])
    assert told == ["Unavailable"] * 3
    assert said(database) == []
    assert acted == []
    assert run(database, [says("after")]) == ["well"]
    assert said(database) == ["after"]


def test_an_interrupted_commit_frees_the_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        failing_commit(database, monkeypatch, KeyboardInterrupt()),
        pytest.raises(KeyboardInterrupt),
    ):
        run(database, [says("lost")])
    gc.collect()
    assert "never retrieved" not in caplog.text
    assert run(database, [says("after")]) == ["well"]
    assert said(database) == ["after"]


def test_a_transaction_taken_back_by_the_engine_fails_everyone_in_it(database: Database) -> None:
    def takes_all_back(session: Session) -> None:
        line_of(session).exec_driver_sql("ROLLBACK")

    told = run(database, [says("a"), takes_all_back, says("b")])
    assert told == ["Unavailable", "Unavailable", "well"]
    assert said(database) == ["b"]


def test_what_comes_after_a_commit_is_done_after_it_and_only_for_what_stands(
    database: Database,
) -> None:
    acted: list[tuple[str, list[str]]] = []

    def acts(write: Write, name: str) -> Write:
        def both(session: Session) -> None:
            after_commit(session, lambda: acted.append((name, said(database))))
            write(session)

        return both

    def acts_badly(session: Session) -> None:
        def act() -> None:
            raise OSError

        after_commit(session, act)

    told = run(database, [acts(says("a"), "a"), acts(fails, "f"), acts_badly])
    assert told == ["well", "LookupError", "OSError"]
    assert acted == [("a", ["a"])]


def test_each_works_in_the_context_of_its_own_request(database: Database) -> None:
    names: list[str] = []

    async def named(line: BriefWrites, name: str) -> None:
        _NAME.set(name)
        await line.done(work_of(lambda _session: names.append(_NAME.get())))

    async def run() -> None:
        line = BriefWrites(database)
        await asyncio.gather(*(named(line, name) for name in ("first", "second")))

    asyncio.run(run())
    assert names == ["first", "second"]


def test_whoever_called_off_in_line_is_left_out_and_what_was_done_stays(
    database: Database,
) -> None:
    acted: list[str] = []

    async def run() -> None:
        line = BriefWrites(database)

        def leaves(session: Session) -> None:
            says("left")(session)
            after_commit(session, lambda: acted.append("left"))
            own.cancel()
            other.cancel()

        own = asyncio.create_task(line.done(work_of(leaves)))
        other = asyncio.create_task(line.done(work_of(says("never"))))
        last = asyncio.create_task(line.done(work_of(says("last"))))
        assert await last == "well"
        assert own.cancelled()
        assert other.cancelled()

    asyncio.run(run())
    assert said(database) == ["left", "last"]
    assert acted == ["left"]


def test_a_group_ends_at_its_limit(
    database: Database, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.brief_writes.MOST_MEMBERS", 4)
    assert run(database, [says(str(number)) for number in range(11)]) == ["well"] * 11
    assert len(commits) == 3


def test_others_are_served_between_two_of_a_group(database: Database) -> None:
    happened: list[str] = []

    async def other() -> None:
        while "second" not in happened:
            if "first" in happened:
                happened.append("other")
            await asyncio.sleep(0)

    async def run() -> None:
        writes: list[Write] = [
            lambda _session: happened.append("first"),
            lambda _session: happened.append("second"),
        ]
        await asyncio.gather(all_of(database, writes), other())

    asyncio.run(run())
    assert "other" in happened[happened.index("first") : happened.index("second")]
