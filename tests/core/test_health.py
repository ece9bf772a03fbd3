"""Readiness tells the truth, and the service refuses to start on broken promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, event, text
from starlette.testclient import TestClient

from app.core.config import Settings
from app.core.db import Database
from app.core.health import NotIsolated, assert_promises
from app.core.migrations import upgrade
from app.main import create_app
from tests.client import ApiClient
from tests.databases import settings_for
from tests.postgres import admin_url


def _readiness(settings: Settings) -> tuple[int, dict[str, str]]:
    application = create_app(settings)
    answer = ApiClient(application, None).get("/readyz")
    application.state.runtime.close()
    checks: dict[str, str] = answer.json()["checks"]
    return answer.status_code, checks


def _failed(checks: dict[str, str]) -> set[str]:
    return {name for name, state in checks.items() if state != "ok"}


def test_a_running_service_is_alive_and_ready(client: ApiClient) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert set(ready.json()["checks"].values()) == {"ok"}
    assert ready.json()["checks"].keys() == {"database", "migrations", "storage", "signing_key"}


def test_not_ready_before_the_migrations(empty_settings: Settings) -> None:
    status, checks = _readiness(empty_settings)
    assert status == 503
    assert _failed(checks) == {"migrations"}


def test_ready_once_migrated(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    assert _readiness(empty_settings)[0] == 200


def test_not_ready_on_a_schema_of_another_version(empty_settings: Settings) -> None:
    upgrade(empty_settings)
    engine = create_engine(empty_settings.owner_database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of_tomorrow'"))
    engine.dispose()
    assert _failed(_readiness(empty_settings)[1]) == {"migrations"}


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody:x@127.0.0.1:1/nothing"],
)
def test_not_ready_without_the_database(url: str, tmp_path: Path) -> None:
    settings = settings_for(url, None, tmp_path).model_copy(update={"write_wait_seconds": 1.0})
    status, checks = _readiness(settings)
    assert status == 503
    assert _failed(checks) == {"database", "migrations"}


def test_a_request_without_the_database_is_503(tmp_path: Path) -> None:
    settings = settings_for("postgresql+psycopg://nobody:x@127.0.0.1:1/nothing", None, tmp_path)
    application = create_app(settings)
    answer = ApiClient(application, "sk_live_any").get("/v1/me")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"


def test_not_ready_when_storage_cannot_be_written(
    application: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError("no space left on device")

    monkeypatch.setitem(application.state.readiness_checks, "storage", full)
    answer = ApiClient(application, None).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["storage"] == "failed"
    assert "space" not in answer.text


def test_the_storage_check_really_writes(sqlite_settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    application = create_app(sqlite_settings.model_copy(update={"storage_url": f"file://{folder}"}))
    folder.rmdir()
    folder.write_text("a file where the folder was")
    checks = ApiClient(application, None).get("/readyz").json()["checks"]
    application.state.runtime.close()
    assert _failed(checks) == {"storage"}


@pytest.fixture
def weakened(sqlite_settings: Settings) -> Iterator[Database]:
    database = Database(sqlite_settings)

    @event.listens_for(database.writer, "connect")
    def on_connect(connection: object, _record: object) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]  # sqlite3

    yield database
    database.close()


def test_sqlite_that_would_lose_acknowledged_rows_is_refused(weakened: Database) -> None:
    with pytest.raises(NotIsolated, match="synchronous=FULL"):
        assert_promises(weakened)


def test_every_sqlite_connection_is_fully_synchronous(sqlite_settings: Settings) -> None:
    database = Database(sqlite_settings)
    for engine in (database.reader, database.writer):
        with engine.connect() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("synchronous", "journal_mode", "foreign_keys", "secure_delete")
            }
        assert pragmas == {
            "synchronous": 2,
            "journal_mode": "wal",
            "foreign_keys": 1,
            "secure_delete": 1,
        }
    database.close()


def test_the_start_fails_when_a_promise_does_not_hold(
    postgres_settings: Settings, postgres_uri: str
) -> None:
    name = postgres_settings.database_url.rsplit("/", 1)[1].partition("?")[0]
    superuser = admin_url(postgres_uri).set(database=name).render_as_string(hide_password=False)
    application = create_app(postgres_settings.model_copy(update={"database_url": superuser}))
    with pytest.raises(NotIsolated, match="bypass row-level security"), TestClient(application):
        pass
    application.state.runtime.close()


def _as_admin(postgres_settings: Settings, uri: str, statement: str) -> None:
    name = postgres_settings.database_url.rsplit("/", 1)[1].partition("?")[0]
    engine = create_engine(admin_url(uri).set(database=name))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_role_that_bypasses_row_security_is_refused(
    postgres_settings: Settings, postgres_uri: str
) -> None:
    database = Database(postgres_settings)
    try:
        _as_admin(postgres_settings, postgres_uri, "ALTER ROLE shangan_app BYPASSRLS")
        with pytest.raises(NotIsolated, match="bypass"):
            assert_promises(database)
    finally:
        _as_admin(postgres_settings, postgres_uri, "ALTER ROLE shangan_app NOBYPASSRLS")
        assert_promises(database)
        database.close()


@pytest.mark.parametrize("weakness", ["NO FORCE", "DISABLE"])
def test_a_table_without_forced_row_security_is_refused(
    postgres_settings: Settings, postgres_uri: str, weakness: str
) -> None:
    database = Database(postgres_settings)
    repair = {"NO FORCE": "FORCE", "DISABLE": "ENABLE"}[weakness]
    alter = "ALTER TABLE cases {} ROW LEVEL SECURITY"
    try:
        _as_admin(postgres_settings, postgres_uri, alter.format(weakness))
        with pytest.raises(NotIsolated, match="cases"):
            assert_promises(database)
    finally:
        _as_admin(postgres_settings, postgres_uri, alter.format(repair))
        assert_promises(database)
        database.close()
