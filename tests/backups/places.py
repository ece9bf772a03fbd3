"""A service whose backups are made and put back elsewhere, under the same keys or others."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select

from app.accounts import service as accounts
from app.backups.making.service import Backup, make_backup
from app.backups.restoring.service import restore
from app.backups.tables import repository as tables
from app.core.config import Settings
from app.core.migrations import upgrade
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.databases import empty_database
from tests.postgres import drop_database

SECRET = "金丝雀的秘密"
KEPT_DAYS = 30
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Places:
    """Makes empty databases in folders of one test; `uri` is the PostgreSQL server, if any."""

    folder: Path
    uri: str | None

    @contextmanager
    def empty(self, name: str, **changes: Any) -> Iterator[FastAPI]:
        """An application on a fresh, migrated database with files of its own."""
        place = self.folder / name
        place.mkdir()
        settings = empty_database(place, self.uri).model_copy(update=changes)
        upgrade(settings)
        application = create_app(settings)
        try:
            yield application
        finally:
            runtime_of(application).close()
            if self.uri is not None:
                drop_database(self.uri, settings.database_url)

    def backup(self, runtime: Runtime, *, kept_days: int = KEPT_DAYS) -> Backup:
        """Both parts, in folders of the test."""
        folders = (self.folder / "data", self.folder / "keys")
        return make_backup(runtime.database, runtime.blobs, runtime.erasures, folders, kept_days)


def runtime_of(application: FastAPI) -> Runtime:
    found: Runtime = application.state.runtime
    return found


def put_back(runtime: Runtime, made: Backup, *, keys: Path | None = None) -> int:
    """Restores a backup; `keys` stands in for its own key part."""
    parts = (made.data, keys or made.keys)
    return restore(runtime.database, runtime.blobs, runtime.erasures, parts)


def new_tenant(runtime: Runtime, slug: str = "own") -> UUID:
    with runtime.database.write() as session:
        return accounts.create_tenant(session, slug)


def fill(client: ApiClient) -> str:
    """A case with a contact and a file, its path."""
    body = {"client_reference": SECRET, "person": {"full_name": SECRET}}
    case = client.post("/v1/cases", json=body).headers["Location"]
    assert client.post(f"{case}/contacts", json={**CALL, "summary": SECRET}).status_code == 201
    item = client.post(f"{case}/evidence-items", files={"file": (f"{SECRET}.txt", SECRET.encode())})
    assert item.status_code == 201
    return case


def all_rows(runtime: Runtime) -> Rows:
    """Every row of every tenant, keys included, by table."""
    found: Rows = {}
    with runtime.database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
        for table in (*tables.tables(), tables.key_table()):
            found[table.name] = []
            if not tables.has_tenants(table):
                found[table.name] = [tuple(row) for row in session.execute(select(table))]
                continue
            for tenant_id in tenant_ids:
                accounts.enter_tenant(session, tenant_id)
                found[table.name] += tables.rows_of(session, table)
    return found


def shared_keys(settings: Settings, **changes: Any) -> dict[str, Any]:
    """Settings by which another place uses the same keys and the same register."""
    return {"key_directory": settings.key_directory, **changes}


def keys_without_memory(settings: Settings, folder: Path) -> dict[str, Any]:
    """A copy of the keys alone: neither what they signed last nor the register came along."""
    folder.mkdir()
    for name in ("master.key", "signing.pem"):
        shutil.copy(settings.key_directory / name, folder / name)
    return {"key_directory": folder}
