"""A line of the event loop takes turns with threads and with other processes."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.db import Database, line_of
from tests.core.notes import all_of, run, said, says


def test_another_process_that_holds_the_database_refuses_those_in_line(
    tmp_path: Path, impatient: Database
) -> None:
    with closing(sqlite3.connect(tmp_path / "own.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(impatient, [says("a"), says("b")]) == ["Unavailable", "Unavailable"]
    assert run(impatient, [says("after")]) == ["well"]
    assert said(impatient) == ["after"]


def test_whoever_waits_on_a_thread_comes_after_the_batch_not_into_it(
    database: Database, commits: list[int]
) -> None:
    order: list[str] = []

    def waits() -> None:
        with database.write() as session:
            order.append("thread")
            says("thread")(session)

    thread = threading.Thread(target=waits)

    def lets_it_queue(session: Session) -> None:
        thread.start()
        while not database._turns._waiting:
            threading.Event().wait(0.001)
        says("first")(session)

    def says_second(session: Session) -> None:
        order.append("second")
        says("second")(session)

    assert run(database, [lets_it_queue, says_second]) == ["well", "well"]
    thread.join()
    assert order == ["second", "thread"]
    assert len(commits) == 2


def test_a_batch_that_follows_a_thread_ends_the_group_of_both(
    database: Database, commits: list[int]
) -> None:
    told: list[str] = []

    def first() -> None:
        with database.write() as session:
            says("thread")(session)
            while len(database._turns._waiting) < 1:
                threading.Event().wait(0.001)
        told.append("thread")

    async def run() -> None:
        thread = threading.Thread(target=first)
        thread.start()
        told.extend(await all_of(database, [says("brief")]))
        await asyncio.to_thread(thread.join)

    asyncio.run(run())
    assert sorted(told) == ["thread", "well"]
    assert said(database) == ["thread", "brief"]
    assert len(commits) == 1


def test_only_what_is_brief_keeps_what_it_may_bring_back_in_memory(database: Database) -> None:
    places: list[int] = []

    def look(session: Session) -> None:
        places.append(line_of(session).exec_driver_sql("PRAGMA temp_store").scalar_one())

    for _ in range(2):
        assert run(database, [look]) == ["well"]
        with database.write() as session:
            look(session)
    assert places == [2, 0, 2, 0]
