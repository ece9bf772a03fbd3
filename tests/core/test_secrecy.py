"""Nothing personal and no secret lies readable in the database or its files."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.accounts import service as accounts
from app.core.config import Settings
from app.main import create_app
from app.wiring import Runtime, metadata
from tests.client import ApiClient
from tests.conftest import make_key
from tests.databases import sqlite_file
from tests.living_files import stored_in
from tests.postgres import admin_url

PLANTED = {
    "client_reference": "CANARY-REF-7731",
    "full_name": "金丝雀姓名",
    "id_number": "330102199001011234",
    "phone": "13900007731",
    "description": "金丝雀病情说明七七三一",
    "fact": "金丝雀征信记录七七三一",
    "reason": "金丝雀保全理由七七三一",
}
BODY = {
    "client_reference": PLANTED["client_reference"],
    "person": {key: PLANTED[key] for key in ("full_name", "id_number", "phone")},
    "hardship": {"reason": "illness", "description": PLANTED["description"]},
    "credit_record": {"facts": [PLANTED["fact"]]},
}


def _fresh_tenant(runtime: Runtime) -> UUID:
    with runtime.database.write() as session:
        return accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")


def _plant(settings: Settings, runtime: Runtime, tenant_id: UUID) -> list[str]:
    """Writes the canaries through the API; gives them with the keys used."""
    key = make_key(runtime, tenant_id)
    application = create_app(settings)
    with ApiClient(application, key) as client:
        case = client.post("/v1/cases", json=BODY)
        client.patch(case.headers["Location"], json={"status": "paused"}, headers={"If-Match": "*"})
        client.post(f"{case.headers['Location']}/legal-holds", json={"reason": PLANTED["reason"]})
        body = {"name": "x", "scopes": ["law:read"]}
        shown = client.post("/v1/api-keys", json=body).json()["key"]
        assert client.get(case.headers["Location"]).json()["person"] == {
            **BODY["person"],  # type: ignore[dict-item]  # a literal above
            "domicile_code": None,
            "habitual_residence_code": None,
            "habitual_since": None,
        }
    application.state.runtime.close()
    return [*PLANTED.values(), key, shown]


def _spellings(secret: str) -> list[bytes]:
    return [secret.encode(), secret.encode("utf-16-le"), json.dumps(secret).strip('"').encode()]


def test_no_canary_is_in_the_files_of_sqlite(sqlite_settings: Settings) -> None:
    application = create_app(sqlite_settings)
    runtime: Runtime = application.state.runtime
    secrets = _plant(sqlite_settings, runtime, _fresh_tenant(runtime))
    file = Path(str(make_url(sqlite_settings.database_url).database))
    stored = stored_in(file.parent)
    runtime.close()
    assert b"cases" in stored
    found = [s for s in secrets if any(spelling in stored for spelling in _spellings(s))]
    assert not found


def test_no_canary_is_in_the_rows_of_postgresql(
    postgres_settings: Settings, postgres_uri: str
) -> None:
    application = create_app(postgres_settings)
    runtime: Runtime = application.state.runtime
    secrets = _plant(postgres_settings, runtime, _fresh_tenant(runtime))
    runtime.close()
    database = make_url(postgres_settings.database_url).database
    engine = create_engine(admin_url(postgres_uri).set(database=database))
    stored = b""
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(text(f"SELECT t::text FROM {table.name} t")).scalars()  # noqa: S608 - our tables' names
            stored += "\n".join(rows).encode()
    engine.dispose()
    assert len(stored) > 1000
    for secret in secrets:
        for spelling in _spellings(secret):
            assert spelling not in stored
            assert spelling.hex().encode() not in stored


def test_no_test_opens_the_files_that_others_write_to(sqlite_settings: Settings) -> None:
    with pytest.raises(PermissionError, match="another process"):
        sqlite_file(sqlite_settings).read_bytes()
