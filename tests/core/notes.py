"""Short writes on the event loop, to a table of notes, and what became of them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.brief_writes import BriefWrites, Opened
from app.core.db import Database, line_of

Write = Callable[[Session], None]


def says(word: str) -> Write:
    def write(session: Session) -> None:
        line_of(session).exec_driver_sql("INSERT INTO notes (said) VALUES (?)", (word,))

    return write


def fails(session: Session) -> None:
    says("lost")(session)
    raise LookupError


def said(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(text("SELECT said FROM notes ORDER BY id")))


def work_of(write: Write) -> Callable[[Opened], str]:
    def work(opened: Opened) -> str:
        with opened(None) as session:
            write(session)
        return "well"

    return work


async def all_of(database: Database, writes: list[Write]) -> list[str]:
    """All of them in line at once; what became of each."""
    line = BriefWrites(database)
    told = await asyncio.gather(
        *(line.done(work_of(write)) for write in writes), return_exceptions=True
    )
    return [each if isinstance(each, str) else type(each).__name__ for each in told]


def run(database: Database, writes: list[Write]) -> list[str]:
    return asyncio.run(all_of(database, writes))


@contextmanager
def failing_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> Iterator[None]:
    def fail(connection: Any) -> None:
        connection.rollback()
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(database.writer.dialect, "do_commit", fail)
        yield
