"""Settings come from the environment and refuse what would be unsafe."""

import pytest
from pydantic import ValidationError

from app.core.config import Settings, get_settings


def test_the_defaults_run_on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHANGAN_DATABASE_URL", "SHANGAN_DEMO", "SHANGAN_HOST"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert settings.is_sqlite
    assert settings.owner_database_url == settings.database_url
    assert not settings.demo
    assert settings.cors_origins == ()


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHANGAN_PORT", "8080")
    monkeypatch.setenv("SHANGAN_DATABASE_URL", "postgresql+psycopg://app@db/shangan")
    monkeypatch.setenv("SHANGAN_MIGRATION_DATABASE_URL", "postgresql+psycopg://owner@db/shangan")
    settings = Settings()
    assert settings.port == 8080
    assert not settings.is_sqlite
    assert "owner" in settings.owner_database_url


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])  # noqa: S104 - refused
def test_a_demo_stays_on_this_machine_unless_told(host: str) -> None:
    with pytest.raises(ValidationError, match="SHANGAN_DEMO_PUBLIC"):
        Settings(demo=True, host=host)
    assert Settings(demo=True, host=host, demo_public=True).demo
    assert Settings(host=host).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_demo_runs_on_loopback(host: str) -> None:
    assert Settings(demo=True, host=host).demo


def test_settings_do_not_change_and_are_read_once() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings(), "port", 1)  # noqa: B010 - mypy would see the mistake
    get_settings.cache_clear()
    assert get_settings() is get_settings()
    get_settings.cache_clear()
