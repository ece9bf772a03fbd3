"""A service over an empty database, with one tenant and one key, to be measured."""

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.core.auth import Principal
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import upgrade
from app.main import create_app


def tenant_with_key(database: Database) -> tuple[UUID, str]:
    """A new tenant and a key of it that may do everything."""
    with database.write() as session:
        tenant_id = accounts.create_tenant(session, "bench")
    with database.write(tenant_id) as session:
        made = accounts.issue_key(session, ApiKeyCreate(name="bench", scopes=["all"]))
    return tenant_id, made[1]


def principal_of(database: Database, key: str) -> Principal:
    """Who a key stands for."""
    found = accounts.resolve_principal(database, key)
    if found is None:
        raise RuntimeError("the key just made must resolve")
    return found


def service_over(folder: Path, **given: Any) -> tuple[FastAPI, str]:
    """The whole service over a SQLite file in a folder, with these settings, and a key."""
    settings = Settings(
        database_url=f"sqlite:///{folder}/bench.db",
        storage_url=f"file://{folder}/files",
        key_directory=folder / "keys",
        **given,
    )
    upgrade(settings)
    application = create_app(settings)
    return application, tenant_with_key(application.state.runtime.database)[1]
