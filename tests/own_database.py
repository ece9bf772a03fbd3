"""Databases of a room's own, for tests of what goes over every case there is.

A `conftest.py` imports these fixtures; they stand in for those of the whole run.
"""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.core.config import Settings
from app.core.migrations import upgrade
from app.main import create_app
from app.wiring import Runtime
from tests.databases import empty_database
from tests.postgres import drop_database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """An empty database, migrated."""
    uri = None if request.param == "sqlite" else str(request.getfixturevalue("postgres_uri"))
    own = empty_database(tmp_path_factory.mktemp("own"), uri)
    upgrade(own)
    yield own
    if uri is not None:
        drop_database(uri, own.database_url)


@pytest.fixture(scope="module")
def application(settings: Settings) -> Iterator[FastAPI]:
    """An application on it."""
    built = create_app(settings)
    yield built
    built.state.runtime.close()


@pytest.fixture(scope="module")
def runtime(application: FastAPI) -> Runtime:
    """What it holds open."""
    found: Runtime = application.state.runtime
    return found
