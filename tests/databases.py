"""Empty databases and copies of populated ones, for tests that cannot share."""

import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.engine import make_url

from app.core.config import Settings
from tests.postgres import create_database


def sqlite_file(settings: Settings) -> Path:
    """The file of a SQLite database."""
    return Path(str(make_url(settings.database_url).database))


def settings_for(database_url: str, owner_url: str | None, folder: Path) -> Settings:
    """Settings of a test database with files and keys in its folder."""
    return Settings(
        database_url=database_url,
        migration_database_url=owner_url,
        storage_url=f"file://{folder / 'files'}",
        key_directory=folder / "keys",
        rate_limit="off",
        auth_failure_limit="off",
        log_level="error",
    )


def empty_database(folder: Path, uri: str | None) -> Settings:
    """An empty database: on the PostgreSQL server of `uri`, or a SQLite file."""
    if uri is None:
        return settings_for(f"sqlite:///{folder / 'shangan.db'}", None, folder)
    return settings_for(*create_database(uri), folder)


def copied(original: Settings, folder: Path, uri: str | None) -> Settings:
    """A copy of a populated database nobody is connected to, with its keys and files."""
    old = original.key_directory.parent
    for name in ("keys", "files"):
        if (old / name).exists():
            shutil.copytree(old / name, folder / name)
    if uri is None:
        copy = empty_database(folder, None)
        with (
            sqlite3.connect(sqlite_file(original)) as source,
            sqlite3.connect(sqlite_file(copy)) as target,
        ):
            source.backup(target)
        source.close()
        target.close()
        return copy
    template = str(make_url(original.database_url).database)
    return settings_for(*create_database(uri, template=template), folder)
