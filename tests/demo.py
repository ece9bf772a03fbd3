"""A freshly seeded demo database, made by the commands that `make run` uses."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from fastapi import FastAPI
from typer.testing import CliRunner

from app import cli
from app.core.config import Settings, get_settings
from app.main import create_app
from tests.databases import copied, empty_database
from tests.postgres import drop_database

KEY = "sk_demo_" + "k" * 43


class Demo(NamedTuple):
    """A seeded database nobody is connected to, its key, and where copies are made."""

    settings: Settings
    key: str
    uri: str | None

    @contextmanager
    def copy(self, folder: Path) -> Iterator[FastAPI]:
        """An application on a fresh copy."""
        settings = copied(self.settings, folder, self.uri)
        application = create_app(settings)
        try:
            yield application
        finally:
            application.state.runtime.close()
            if self.uri is not None:
                drop_database(self.uri, settings.database_url)
            shutil.rmtree(folder, ignore_errors=True)


def _environment(settings: Settings) -> dict[str, str]:
    values = {
        "DATABASE_URL": settings.database_url,
        "MIGRATION_DATABASE_URL": settings.owner_database_url,
        "STORAGE_URL": settings.storage_url,
        "KEY_DIRECTORY": str(settings.key_directory),
        "DEMO": "1",
        "DEMO_API_KEY": KEY,
        "RATE_LIMIT": "off",
        "LOG_LEVEL": "error",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHANGAN_")}
    return kept | {f"SHANGAN_{name}": value for name, value in values.items()}


def seed(folder: Path, uri: str | None) -> Demo:
    """Migrates an empty database and seeds it."""
    settings = empty_database(folder, uri)
    with mock.patch.dict(os.environ, _environment(settings), clear=True):
        get_settings.cache_clear()
        for command in (["migrate"], ["demo", "seed"]):
            outcome = CliRunner().invoke(cli.main, command)
            if outcome.exit_code != 0:
                raise RuntimeError(f"{command} failed: {outcome.output}") from outcome.exception
        get_settings.cache_clear()
    return Demo(settings, KEY, uri)
