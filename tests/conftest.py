"""Real databases built by the migrations, one tenant for each test, every answer checked.

Each test sees a tenant of its own, so nothing of another test is visible to it and none of its
rows needs to be taken back (row-level security and tenant-wide keys are part of what is tested).
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.core.auth import Principal
from app.core.config import Settings
from app.core.migrations import upgrade
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.postgres import postgres_server

APP_ROLE = "shangan_app"


def _settings(database_url: str, owner_url: str | None, folder: Path) -> Settings:
    return Settings(
        database_url=database_url,
        migration_database_url=owner_url,
        storage_url=f"file://{folder / 'files'}",
        key_directory=folder / "keys",
        rate_limit="off",
        auth_failure_limit="off",
        log_level="error",
    )


@pytest.fixture(scope="session")
def sqlite_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("sqlite")
    settings = _settings(f"sqlite:///{folder / 'shangan.db'}", None, folder)
    upgrade(settings)
    return settings


@pytest.fixture(scope="session")
def postgres_urls(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[tuple[str, str]]:
    """(application's URL, owner's URL) of an empty database of this worker's own."""
    with postgres_server(tmp_path_factory.getbasetemp().parent / "pg") as uri:
        admin = make_url(uri).set(drivername="postgresql+psycopg")
        name = f"shangan_{worker_id}_{uuid4().hex[:8]}"
        engine = create_engine(admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for role in ("shangan_owner", APP_ROLE):
                exists = connection.execute(
                    text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
                ).scalar()
                if not exists:
                    connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'test'"))
            connection.execute(text(f"CREATE DATABASE {name} OWNER shangan_owner"))
        engine.dispose()
        urls = [
            admin.set(username=role, password="test", database=name).render_as_string(
                hide_password=False
            )
            for role in (APP_ROLE, "shangan_owner")
        ]
        yield urls[0], urls[1]


@pytest.fixture(scope="session")
def postgres_settings(
    postgres_urls: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    settings = _settings(*postgres_urls, tmp_path_factory.mktemp("postgres"))
    upgrade(settings)
    return settings


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Every test that asks for it, or for what is built on it, runs on both databases."""
    name = "sqlite_settings" if request.param == "sqlite" else "postgres_settings"
    found: Settings = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[FastAPI]:
    built = create_app(settings)
    yield built
    built.state.runtime.close()


@pytest.fixture(scope="session")
def runtime(application: FastAPI) -> Runtime:
    found: Runtime = application.state.runtime
    return found


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
def client(application: FastAPI, runtime: Runtime, tenant_id: UUID) -> Iterator[ApiClient]:
    """An API client of the fresh tenant; each answer is checked against the OpenAPI document."""
    with ApiClient(application, make_key(runtime, tenant_id)) as opened:
        yield opened


@pytest.fixture
def stranger(application: FastAPI, runtime: Runtime) -> Iterator[ApiClient]:
    """A client of another tenant."""
    with runtime.database.write() as session:
        other = accounts.create_tenant(session, f"o-{uuid4().hex[:12]}")
    with ApiClient(application, make_key(runtime, other)) as opened:
        yield opened


@pytest.fixture
def case_id(client: ApiClient) -> UUID:
    """A case of the fresh tenant."""
    answer = client.post("/v1/cases", json={"client_reference": "T-1"})
    assert answer.status_code == 201
    return UUID(answer.json()["id"])
