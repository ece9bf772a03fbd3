"""Short writes on the event loop: in line for one COMMIT, and told nothing before it."""

import asyncio
import gc
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.brief_writes import BriefWrites, Opened
from app.core.config import Settings
from app.core.db import Database, after_commit, line_of
from app.core.engines import PRAGMAS
from app.wiring import Runtime
from tests.conftest import make_key
from tests.core.broken_routes import THREADS, application_with_failures

Write = Callable[[Session], None]
_NAME: ContextVar[str] = ContextVar("name", default="nobody")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(Settings(database_url=f"sqlite:///{tmp_path / 'own.db'}"))
    with opened.write() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, said TEXT UNIQUE)"))
    yield opened
    opened.close()


@pytest.fixture
def commits(database: Database) -> list[int]:
    """The thread of each COMMIT."""
    counted: list[int] = []
    event.listen(database.writer, "commit", lambda _line: counted.append(threading.get_ident()))
    return counted


def _says(word: str) -> Write:
    def write(session: Session) -> None:
        line_of(session).exec_driver_sql("INSERT INTO notes (said) VALUES (?)", (word,))

    return write


def _fails(session: Session) -> None:
    _says("lost")(session)
    raise LookupError


def _said(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(text("SELECT said FROM notes ORDER BY id")))


def _work(write: Write) -> Callable[[Opened], str]:
    def work(opened: Opened) -> str:
        with opened(None) as session:
            write(session)
        return "well"

    return work


async def _all(database: Database, writes: list[Write]) -> list[str]:
    """All of them in line at once; what became of each."""
    line = BriefWrites(database)
    told = await asyncio.gather(
        *(line.done(_work(write)) for write in writes), return_exceptions=True
    )
    return [each if isinstance(each, str) else type(each).__name__ for each in told]


def _run(database: Database, writes: list[Write]) -> list[str]:
    return asyncio.run(_all(database, writes))


@contextmanager
def _failing_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> Iterator[None]:
    def fail(connection: Any) -> None:
        connection.rollback()
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(database.writer.dialect, "do_commit", fail)
        yield


def test_those_in_line_are_done_on_the_loop_and_share_one_commit_elsewhere(
    database: Database, commits: list[int]
) -> None:
    threads: list[int] = []

    def write(number: int) -> Write:
        def says(session: Session) -> None:
            threads.append(threading.get_ident())
            _says(str(number))(session)

        return says

    assert _run(database, [write(number) for number in range(12)]) == ["well"] * 12
    assert _said(database) == [str(number) for number in range(12)]
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
            await line.done(_work(write))
        except LookupError:
            happened.append("failed")
        else:
            happened.append("told")

    async def run() -> None:
        line = BriefWrites(database)
        await asyncio.gather(*(one(line, each) for each in (_says("a"), _fails, _says("b"))))

    asyncio.run(run())
    assert happened == ["committed", "told", "failed", "told"]


def test_one_that_fails_takes_only_its_own_back(database: Database) -> None:
    told = _run(database, [_says("a"), _fails, _says("a"), _says("b")])
    assert told == ["well", "LookupError", "IntegrityError", "well"]
    assert _said(database) == ["a", "b"]


def test_a_commit_that_fails_fails_everyone_in_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted: list[str] = []

    def acts(session: Session) -> None:
        after_commit(session, lambda: acted.append("x"))

    with _failing_commit(database, monkeypatch, sqlite3.OperationalError("disk I/O error")):
        told = _run(database, [_says("a"), acts, _fails])
    assert told == ["Unavailable"] * 3
    assert _said(database) == []
    assert acted == []
    assert _run(database, [_says("after")]) == ["well"]
    assert _said(database) == ["after"]


def test_an_interrupted_commit_frees_the_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        _failing_commit(database, monkeypatch, KeyboardInterrupt()),
        pytest.raises(KeyboardInterrupt),
    ):
        _run(database, [_says("lost")])
    gc.collect()
    assert "never retrieved" not in caplog.text
    assert _run(database, [_says("after")]) == ["well"]
    assert _said(database) == ["after"]


def test_a_transaction_taken_back_by_the_engine_fails_everyone_in_it(database: Database) -> None:
    def takes_all_back(session: Session) -> None:
        line_of(session).exec_driver_sql("ROLLBACK")

    told = _run(database, [_says("a"), takes_all_back, _says("b")])
    assert told == ["Unavailable", "Unavailable", "well"]
    assert _said(database) == ["b"]


def test_what_comes_after_a_commit_is_done_after_it_and_only_for_what_stands(
    database: Database,
) -> None:
    acted: list[tuple[str, list[str]]] = []

    def acts(write: Write, name: str) -> Write:
        def both(session: Session) -> None:
            after_commit(session, lambda: acted.append((name, _said(database))))
            write(session)

        return both

    def acts_badly(session: Session) -> None:
        def act() -> None:
            raise OSError

        after_commit(session, act)

    told = _run(database, [acts(_says("a"), "a"), acts(_fails, "f"), acts_badly])
    assert told == ["well", "LookupError", "OSError"]
    assert acted == [("a", ["a"])]


def test_each_works_in_the_context_of_its_own_request(database: Database) -> None:
    names: list[str] = []

    async def named(line: BriefWrites, name: str) -> None:
        _NAME.set(name)
        await line.done(_work(lambda _session: names.append(_NAME.get())))

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
            _says("left")(session)
            after_commit(session, lambda: acted.append("left"))
            own.cancel()
            other.cancel()

        own = asyncio.create_task(line.done(_work(leaves)))
        other = asyncio.create_task(line.done(_work(_says("never"))))
        last = asyncio.create_task(line.done(_work(_says("last"))))
        assert await last == "well"
        assert own.cancelled()
        assert other.cancelled()

    asyncio.run(run())
    assert _said(database) == ["left", "last"]
    assert acted == ["left"]


def test_a_group_ends_at_its_limit(
    database: Database, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.brief_writes.MOST_MEMBERS", 4)
    assert _run(database, [_says(str(number)) for number in range(11)]) == ["well"] * 11
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
        await asyncio.gather(_all(database, writes), other())

    asyncio.run(run())
    assert "other" in happened[happened.index("first") : happened.index("second")]


def test_another_process_that_holds_the_database_refuses_those_in_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.engines.PRAGMAS", (*PRAGMAS, "busy_timeout=1"))
    held = Database(Settings(database_url=f"sqlite:///{tmp_path / 'own.db'}"))
    with held.write() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, said TEXT UNIQUE)"))
    with closing(sqlite3.connect(tmp_path / "own.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert _run(held, [_says("a"), _says("b")]) == ["Unavailable", "Unavailable"]
    assert _run(held, [_says("after")]) == ["well"]
    assert _said(held) == ["after"]
    held.close()


def test_whoever_waits_on_a_thread_comes_after_the_batch_not_into_it(
    database: Database, commits: list[int]
) -> None:
    order: list[str] = []

    def waits() -> None:
        with database.write() as session:
            order.append("thread")
            _says("thread")(session)

    thread = threading.Thread(target=waits)

    def lets_it_queue(session: Session) -> None:
        thread.start()
        while not database._turns._waiting:
            threading.Event().wait(0.001)
        _says("first")(session)

    def says_second(session: Session) -> None:
        order.append("second")
        _says("second")(session)

    assert _run(database, [lets_it_queue, says_second]) == ["well", "well"]
    thread.join()
    assert order == ["second", "thread"]
    assert len(commits) == 2


def test_a_batch_that_follows_a_thread_ends_the_group_of_both(
    database: Database, commits: list[int]
) -> None:
    told: list[str] = []

    def first() -> None:
        with database.write() as session:
            _says("thread")(session)
            while len(database._turns._waiting) < 1:
                threading.Event().wait(0.001)
        told.append("thread")

    async def run() -> None:
        thread = threading.Thread(target=first)
        thread.start()
        told.extend(await _all(database, [_says("brief")]))
        await asyncio.to_thread(thread.join)

    asyncio.run(run())
    assert sorted(told) == ["thread", "well"]
    assert _said(database) == ["thread", "brief"]
    assert len(commits) == 1


def test_only_what_is_brief_keeps_what_it_may_bring_back_in_memory(database: Database) -> None:
    places: list[int] = []

    def look(session: Session) -> None:
        places.append(line_of(session).exec_driver_sql("PRAGMA temp_store").scalar_one())

    for _ in range(2):
        assert _run(database, [look]) == ["well"]
        with database.write() as session:
            look(session)
    assert places == [2, 0, 2, 0]


@pytest.fixture(scope="module")
def broken(settings: Settings) -> Iterator[FastAPI]:
    with application_with_failures(settings) as built:
        yield built


@pytest.fixture
def client(broken: FastAPI, runtime: Runtime, tenant_id: UUID) -> Iterator[TestClient]:
    headers = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    with TestClient(broken, headers=headers, raise_server_exceptions=False) as opened:
        yield opened


def test_a_brief_operation_takes_a_thread_only_where_the_database_is_far(
    client: TestClient, broken: FastAPI, settings: Settings
) -> None:
    THREADS.clear()
    headers = {"Idempotency-Key": "brief"}
    answer = client.post("/v1/test/brief", json={}, headers=headers)
    again = client.post("/v1/test/brief", json={}, headers=headers)
    assert (answer.status_code, again.content) == (201, answer.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    [own, loop] = THREADS  # the replay did not run it
    assert (own == loop) is settings.is_sqlite
    assert broken.state.database.is_grouped is settings.is_sqlite


def test_a_brief_operation_that_fails_frees_its_key(client: TestClient) -> None:
    headers = {"Idempotency-Key": "brief-that-fails"}
    failed = client.post("/v1/test/brief", json={"fail": True}, headers=headers)
    assert failed.status_code == 500
    stored = client.post("/v1/test/brief", json={"fail": False}, headers=headers)
    assert stored.status_code == 201
    assert "Idempotent-Replayed" not in stored.headers


def test_no_success_leaves_before_the_commit(
    client: TestClient, broken: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Idempotency-Key": "brief-and-lost"}
    failure = OperationalError("COMMIT", {}, Exception("disk full"))
    with _failing_commit(broken.state.database, monkeypatch, failure):
        lost = client.post("/v1/test/brief", json={}, headers=headers)
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "1")
    stored = client.post("/v1/test/brief", json={}, headers=headers)
    assert stored.status_code == 201
    assert "Idempotent-Replayed" not in stored.headers


def test_a_brief_session_is_an_endpoint_s_alone(client: TestClient) -> None:
    assert client.get("/v1/test/brief-before").status_code == 500
