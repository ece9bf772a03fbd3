"""Real databases built by the migrations, one tenant for each test, every answer checked.

Each test sees a tenant of its own, so nothing of another test is visible to it and none of its
rows needs to be taken back (row-level security and tenant-wide keys are part of what is tested).
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import hypothesis
import pytest
import time_machine
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.core.auth import Principal
from app.core.config import Settings
from app.core.migrations import upgrade
from app.main import create_app
from app.wiring import Runtime
from tests import in_process, living_files
from tests.buckets import bucket
from tests.client import ApiClient
from tests.databases import empty_database, sqlite_file
from tests.demo import Demo, seed
from tests.postgres import drop_database, postgres_server

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Counts coverage on SQLite: to trace the same lines on PostgreSQL again only takes time."""
    for item in items:
        given = getattr(item, "callspec", None)
        if given is not None and "postgresql" in given.params.values():
            item.add_marker("no_cover")


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Threads that began untraced stay so: what is counted again begins on new ones."""
    if nextitem is not None and _is_uncounted(item) and not _is_uncounted(nextitem):
        in_process.renew()


def _is_uncounted(item: pytest.Item) -> bool:
    return item.get_closest_marker("no_cover") is not None


def pytest_unconfigure() -> None:
    """Lets the process end."""
    in_process.close()


@pytest.fixture(scope="session")
def sqlite_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("sqlite")
    settings = empty_database(folder, None)
    upgrade(settings)
    living_files.guard(sqlite_file(settings))
    return settings


@pytest.fixture(scope="session")
def postgres_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's address of the server."""
    with postgres_server(tmp_path_factory.getbasetemp() / "pg") as uri:
        yield uri


@pytest.fixture(scope="session")
def postgres_settings(
    postgres_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    settings = empty_database(tmp_path_factory.mktemp("postgres"), postgres_uri)
    upgrade(settings)
    yield settings
    drop_database(postgres_uri, settings.database_url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Every test that asks for it, or for what is built on it, runs on both databases."""
    name = "sqlite_settings" if request.param == "sqlite" else "postgres_settings"
    found: Settings = request.getfixturevalue(name)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def server_uri(request: pytest.FixtureRequest) -> str | None:
    """Where the test makes databases of its own: a PostgreSQL server, or None for SQLite."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_uri"))


@pytest.fixture
def empty_settings(server_uri: str | None, tmp_path: Path) -> Iterator[Settings]:
    """An empty database of this test's own, before any migration."""
    settings = empty_database(tmp_path, server_uri)
    yield settings
    if server_uri is not None:
        drop_database(server_uri, settings.database_url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo data, seeded once; tests work on copies of it."""
    uri = None if request.param == "sqlite" else str(request.getfixturevalue("postgres_uri"))
    seeded = seed(tmp_path_factory.mktemp("demo"), uri)
    yield seeded
    if uri is not None:
        drop_database(uri, seeded.settings.database_url)


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[FastAPI]:
    built = create_app(settings)
    yield built
    built.state.runtime.close()


@pytest.fixture(scope="session")
def runtime(application: FastAPI) -> Runtime:
    found: Runtime = application.state.runtime
    return found


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """Where a bucket of this test run is."""
    with bucket() as url:
        yield url


@pytest.fixture
def tenant_id(runtime: Runtime) -> UUID:
    """A fresh tenant."""
    with runtime.database.write() as session:
        return accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")


def make_key(runtime: Runtime, tenant_id: UUID, *scopes: str) -> str:
    """A key of the tenant; without scopes it may do everything."""
    wanted = ApiKeyCreate.model_validate({"name": "test", "scopes": list(scopes) or ["all"]})
    with runtime.database.write(tenant_id) as session:
        return accounts.issue_key(session, wanted)[1]


@pytest.fixture
def principal(runtime: Runtime, tenant_id: UUID) -> Principal:
    """A caller who may do everything in the fresh tenant."""
    found = accounts.resolve_principal(runtime.database, make_key(runtime, tenant_id))
    assert found is not None
    return found


@pytest.fixture
def client(application: FastAPI, runtime: Runtime, tenant_id: UUID) -> ApiClient:
    """An API client of the fresh tenant; each answer is checked against the OpenAPI document.

    The application is not started: nothing works in the background unless a test asks for it.
    """
    return ApiClient(application, make_key(runtime, tenant_id))


@pytest.fixture
def story_day() -> Iterator[None]:
    """The day on which the stories of the tests are told: papers are fresh, nothing is late."""
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        yield


@pytest.fixture
def stranger(application: FastAPI, runtime: Runtime) -> ApiClient:
    """A client of another tenant."""
    with runtime.database.write() as session:
        other = accounts.create_tenant(session, f"o-{uuid4().hex[:12]}")
    return ApiClient(application, make_key(runtime, other))


@pytest.fixture
def case_id(client: ApiClient) -> UUID:
    """A case of the fresh tenant."""
    answer = client.post("/v1/cases", json={"client_reference": "T-1"})
    assert answer.status_code == 201
    return UUID(answer.json()["id"])
