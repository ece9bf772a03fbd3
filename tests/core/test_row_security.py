"""PostgreSQL itself keeps tenants apart, whatever a query forgets."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, Table, create_engine, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import repository as rows
from app.core.columns import TenantOwned
from app.core.config import Settings
from app.core.db import Base, bind_tenant, tenant_of
from app.core.errors import NotFound
from app.core.health import UNSECURED_TABLES
from app.core.keys import WrappedKey
from app.main import create_app
from app.wiring import Runtime, metadata
from tests.client import ApiClient
from tests.conftest import make_key

TABLES = [table for table in metadata.sorted_tables if table.name not in UNSECURED_TABLES]
MODELS = sorted(
    (m.class_ for m in Base.registry.mappers if issubclass(m.class_, TenantOwned)),
    key=lambda model: model.__name__,
)


@pytest.fixture(scope="module")
def engine(postgres_settings: Settings) -> Iterator[Engine]:
    made = create_engine(postgres_settings.database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def populated(postgres_settings: Settings) -> Iterator[tuple[UUID, UUID]]:
    """Two tenants, each with a case, a hold, keys, replies and audit events."""
    application = create_app(postgres_settings)
    runtime: Runtime = application.state.runtime
    tenants = []
    for _ in range(2):
        with runtime.database.write() as session:
            tenant_id = accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
        with ApiClient(application, make_key(runtime, tenant_id)) as client:
            case = client.post("/v1/cases", json={"client_reference": "R"})
            client.post(f"{case.headers['Location']}/legal-holds", json={"reason": "审理"})
        tenants.append(tenant_id)
    yield tenants[0], tenants[1]
    runtime.close()


def _set_tenant(connection: Connection, value: str) -> None:
    connection.execute(text("SELECT set_config('app.tenant_id', :value, true)"), {"value": value})


def _seen(connection: Connection, table: Table) -> set[UUID]:
    return set(connection.execute(select(table.c.tenant_id)).scalars())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_every_tenant_table_is_secured_and_forced(engine: Engine, table: Table) -> None:
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) "
                "FROM pg_class WHERE oid = CAST(:name AS regclass)"
            ),
            {"name": table.name},
        ).one()
    assert tuple(row) == (True, True, "shangan_owner")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_an_unset_or_wrong_tenant_sees_no_row(
    engine: Engine, populated: tuple[UUID, UUID], table: Table
) -> None:
    own, other = populated
    with engine.connect() as connection:
        assert _seen(connection, table) == set()
        _set_tenant(connection, "")
        assert _seen(connection, table) == set()
        _set_tenant(connection, str(uuid4()))
        assert _seen(connection, table) == set()
        _set_tenant(connection, str(own))
        assert _seen(connection, table) <= {own}
        _set_tenant(connection, str(other))
        assert own not in _seen(connection, table)


def test_the_rows_are_there_for_their_own_tenant(
    engine: Engine, populated: tuple[UUID, UUID]
) -> None:
    own, _other = populated
    with engine.connect() as connection:
        _set_tenant(connection, str(own))
        filled = {table.name for table in TABLES if _seen(connection, table) == {own}}
    assert filled >= {"cases", "legal_holds", "api_keys", "audit_events", "wrapped_keys"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_a_row_for_another_tenant_is_refused(
    engine: Engine, populated: tuple[UUID, UUID], table: Table
) -> None:
    own, other = populated
    statement = text(f"INSERT INTO {table.name} (tenant_id) VALUES (:tenant)")  # noqa: S608 - our table's name
    with engine.connect() as connection:
        _set_tenant(connection, str(own))
        with pytest.raises(DBAPIError) as refusal:
            connection.execute(statement, {"tenant": other})
    assert "row-level security" in str(refusal.value)


def test_a_row_cannot_be_moved_to_another_tenant(
    engine: Engine, populated: tuple[UUID, UUID]
) -> None:
    own, other = populated
    statement = text("UPDATE audit_events SET tenant_id = :other")
    with engine.connect() as connection:
        _set_tenant(connection, str(own))
        with pytest.raises(ProgrammingError, match="row-level"):
            connection.execute(statement, {"other": other})


def test_the_owner_is_bound_as_well(
    postgres_settings: Settings, populated: tuple[UUID, UUID]
) -> None:
    owner = create_engine(postgres_settings.owner_database_url)
    with owner.connect() as connection:
        assert all(_seen(connection, table) == set() for table in TABLES)
    owner.dispose()
    assert populated


def test_the_tenant_does_not_outlive_its_transaction(
    postgres_settings: Settings, populated: tuple[UUID, UUID]
) -> None:
    single = create_engine(postgres_settings.database_url, pool_size=1, max_overflow=0)
    with Session(single) as session:
        bind_tenant(session, populated[0])
        assert session.execute(select(metadata.tables["cases"].c.tenant_id)).first() is not None
    with single.connect() as connection:
        assert all(_seen(connection, table) == set() for table in TABLES)
    single.dispose()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__tablename__))
def test_queries_without_a_tenant_do_not_even_start(
    runtime: Runtime, model: type[TenantOwned]
) -> None:
    with runtime.database.read() as session, pytest.raises(TypeError, match="no tenant"):
        rows.scoped(session, model)


def test_the_own_filter_alone_keeps_tenants_apart(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.write() as session:
        other = accounts.create_tenant(session, f"t-{uuid4().hex[:12]}")
    with runtime.database.read(tenant_id) as session:
        found = session.scalars(rows.scoped(session, WrappedKey)).all()
        assert {row.tenant_id for row in found} == {tenant_of(session)} == {tenant_id}
    with runtime.database.read(other) as session, pytest.raises(NotFound):
        rows.get(session, WrappedKey, found[0].id)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_a_row_cannot_point_into_another_tenant(table: Table) -> None:
    assert table.primary_key.columns[0].name == "tenant_id"
    for constraint in table.foreign_key_constraints:
        if constraint.referred_table.name != "tenants":
            assert "tenant_id" in set(constraint.column_keys)
