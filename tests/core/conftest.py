import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from starlette.testclient import TestClient

from app.core.config import Settings
from app.core.db import Database
from app.core.engines import PRAGMAS
from app.wiring import Runtime
from tests.conftest import make_key
from tests.core.broken_routes import application_with_failures


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of this test's own with one writer and a table of notes."""
    yield from _with_notes(tmp_path)


def _with_notes(folder: Path) -> Iterator[Database]:
    opened = Database(Settings(database_url=f"sqlite:///{folder / 'own.db'}"))
    with opened.write() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, said TEXT UNIQUE)"))
    yield opened
    opened.close()


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The same in `own.db`, where nobody waits long for another process."""
    monkeypatch.setattr("app.core.engines.PRAGMAS", (*PRAGMAS, "busy_timeout=1"))
    yield from _with_notes(tmp_path)


@pytest.fixture
def commits(database: Database) -> list[int]:
    """The thread of each COMMIT."""
    counted: list[int] = []
    event.listen(database.writer, "commit", lambda _line: counted.append(threading.get_ident()))
    return counted


@pytest.fixture(scope="module")
def broken(settings: Settings) -> Iterator[FastAPI]:
    with application_with_failures(settings) as built:
        yield built


@pytest.fixture
def answered(broken: FastAPI, runtime: Runtime, tenant_id: UUID) -> Iterator[TestClient]:
    """A caller of the broken application to whom every failure is an answer."""
    headers = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    with TestClient(broken, headers=headers, raise_server_exceptions=False) as opened:
        yield opened
