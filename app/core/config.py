"""Settings from the environment (prefix `SHANGAN_`); the only reader of it."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Everything an operator can set; README lists each with its default."""

    model_config = SettingsConfigDict(env_prefix="SHANGAN_", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = "sqlite:///./var/shangan.db"
    migration_database_url: str | None = None
    storage_url: str = "file://./var/files"
    key_directory: Path = Path("./var/keys")
    erasure_register_url: str | None = None
    master_keys: str | None = None
    signing_key: str | None = None
    ledger_origin: str = "shangan.local/ledger"
    timestamp_urls: tuple[str, ...] = ()
    timestamp_roots: Path | None = None
    demo: bool = False
    demo_api_key: str | None = None
    demo_public: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    rate_limit: str = "600/minute"
    auth_failure_limit: str = "100/minute"
    view_limit: str = "60/minute"
    json_body_limit: int = Field(default=1 * MIB, ge=1024)
    batch_body_limit: int = Field(default=8 * MIB, ge=1024)
    upload_limit: int = Field(default=201 * MIB, ge=1024)
    metrics: bool = False
    cors_origins: tuple[str, ...] = ()
    write_wait_seconds: float = Field(default=30.0, gt=0)

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def owner_database_url(self) -> str:
        """The URL migrations run under: the tables' owner, which on SQLite is everyone."""
        return self.migration_database_url or self.database_url

    @model_validator(mode="after")
    def _authorities_are_trusted_by_certificate(self) -> Self:
        if self.timestamp_urls and self.timestamp_roots is None:
            raise ValueError(
                "SHANGAN_TIMESTAMP_URLS needs SHANGAN_TIMESTAMP_ROOTS: whose signature counts"
            )
        return self

    @model_validator(mode="after")
    def _demo_stays_local(self) -> Self:
        loopback = self.host in {"127.0.0.1", "::1", "localhost"}
        if self.demo and not loopback and not self.demo_public:
            raise ValueError(
                "SHANGAN_DEMO=1 publishes a known key: set SHANGAN_DEMO_PUBLIC=1 to allow that"
            )
        return self


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
