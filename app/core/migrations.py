"""Runs Alembic from inside the package and tells whether a database is at the code's head."""

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

import app
from app.core.config import Settings


def script_location() -> Path:
    """Where the migration scripts are: in the wheel, or beside `app/` in a checkout."""
    package = Path(app.__file__).parent
    packed = package / "_migrations"
    return packed if packed.is_dir() else package.parent / "migrations"


def alembic_config(url: str, *, app_role: str | None = None) -> Config:
    """Alembic's settings for one database; `app_role` is granted its rights after upgrades."""
    config = Config()
    config.set_main_option("script_location", str(script_location()))
    config.attributes["url"] = url
    config.attributes["app_role"] = app_role
    return config


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Brings the database to a revision, as the owner of its tables."""
    owner, application = (
        make_url(url) for url in (settings.owner_database_url, settings.database_url)
    )
    if owner.get_backend_name() == "sqlite" and owner.database:
        Path(owner.database).parent.mkdir(parents=True, exist_ok=True)
    role = application.username if application.username != owner.username else None
    command.upgrade(alembic_config(settings.owner_database_url, app_role=role), revision)


def draft(message: str) -> None:
    """Writes a script for what the models have and the newest script has not; read it, edit it."""
    with TemporaryDirectory() as folder:
        config = alembic_config(f"sqlite:///{folder}/draft.db")
        config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
        command.upgrade(config, "head")
        command.revision(config, message=message, autogenerate=True)


class NotAtHead(RuntimeError):
    """Raised when the database's revision is not the code's."""


def assert_at_head(engine: Engine) -> None:
    """Compares the stored revision with the newest script.

    Raises:
        NotAtHead: if they differ.
    """
    if revision_of(engine) != head():
        raise NotAtHead


def head() -> str | None:
    """The revision this version's code needs."""
    return ScriptDirectory(str(script_location())).get_current_head()


def revision_of(engine: Engine) -> str | None:
    """The revision a database is at; None before any migration."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
