from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from app.core.config import Settings
from app.core.db import Database
from app.wiring import Runtime
from tests.conftest import make_key
from tests.core.broken_routes import application_with_failures


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of this test's own with one writer and a table of notes."""
    opened = Database(Settings(database_url=f"sqlite:///{tmp_path / 'own.db'}"))
    with opened.write() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, said TEXT UNIQUE)"))
    yield opened
    opened.close()


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
