"""`/livez` and `/readyz`, and what must hold before the service may start."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy import text

from app.core.db import Database
from app.core.errors import Unavailable
from app.core.routing import operation_name
from app.core.schemas import Schema

UNSECURED_TABLES = frozenset({"tenants", "token_index", "operation_queue", "alembic_version"})
"""Tables without row-level security: they carry no personal data and are read before a tenant
is known (a worker takes ids from `operation_queue`, then binds itself to their tenant)."""

router = APIRouter(tags=["health"], generate_unique_id_function=operation_name)
Check = Callable[[], None]
State = Literal["ok", "failed"]


class Liveness(Schema):
    """The process answers."""

    status: Literal["ok"]


class Readiness(Schema):
    """Everything the service needs is there; where not, the problem names the failed `checks`."""

    status: Literal["ok"]
    checks: Annotated[dict[str, State], Field(description="Each dependency and its state.")]


@router.get("/livez", summary="Is the process alive")
async def get_liveness() -> Liveness:
    """Answers without touching anything else."""
    return Liveness(status="ok")


@router.get("/readyz", summary="Can the service do its work", responses={503: {}})
def get_readiness(request: Request) -> Readiness:
    """Checks the database, its migrations, the file storage and the signing key."""
    checks: Mapping[str, Check] = request.app.state.readiness_checks
    states: dict[str, State] = {name: _state(check) for name, check in checks.items()}
    if "failed" in states.values():
        raise Unavailable(members={"checks": states}, headers={"Retry-After": "5"})
    return Readiness(status="ok", checks=states)


def _state(check: Check) -> State:
    try:
        check()
    except Exception:  # noqa: BLE001 - any failure means the same here: not ready
        return "failed"
    return "ok"


def ping(database: Database) -> None:
    """One round trip to the database."""
    with database.reader.connect() as connection:
        connection.execute(text("SELECT 1"))


class NotIsolated(RuntimeError):
    """Raised at start-up when the database would not hold its promises."""


def assert_promises(database: Database) -> None:
    """Refuses to start on settings that lose writes or mix tenants.

    Raises:
        NotIsolated: naming the first promise that does not hold.
    """
    with database.writer.connect() as connection:
        if connection.dialect.name == "sqlite":
            if connection.exec_driver_sql("PRAGMA synchronous").scalar() != 2:  # noqa: PLR2004 - FULL
                raise NotIsolated("SQLite must run with synchronous=FULL")
            return
        role = connection.execute(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar()
        if role:
            raise NotIsolated("the application's role must not bypass row-level security")
        open_tables = connection.execute(
            text(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = current_schema() AND c.relkind = 'r' "
                "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
            )
        ).scalars()
        bare = set(open_tables) - UNSECURED_TABLES
        if bare:
            raise NotIsolated(f"tables without forced row-level security: {sorted(bare)}")
