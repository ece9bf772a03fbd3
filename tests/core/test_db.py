"""Sessions: who commits, what is rolled back, and how writers wait for each other."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.models import ApiKey
from app.accounts.schemas import ApiKeyCreate
from app.core import clock, outbox
from app.core.columns import UtcInstant
from app.core.config import Settings
from app.core.db import Database, bind_tenant, tenant_of
from app.core.errors import PreconditionFailed, Unavailable
from app.core.ids import new_id
from app.wiring import Runtime

WANTED = ApiKeyCreate.model_validate({"name": "x", "scopes": ["law:read"]})


def _keys(runtime: Runtime, tenant_id: UUID) -> int:
    statement = select(func.count()).select_from(ApiKey).where(ApiKey.tenant_id == tenant_id)
    with runtime.database.read(tenant_id) as session:
        return int(session.scalar(statement) or 0)


def test_a_block_that_ends_well_is_committed(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session:
        accounts.issue_key(session, WANTED)
    assert _keys(runtime, tenant_id) == 1


def test_a_block_that_fails_is_rolled_back(runtime: Runtime, tenant_id: UUID) -> None:
    def fail(session: Session) -> None:
        accounts.issue_key(session, WANTED)
        raise RuntimeError("after the insert")

    with pytest.raises(RuntimeError), runtime.database.write(tenant_id) as session:
        fail(session)
    assert _keys(runtime, tenant_id) == 0


def test_a_read_session_stores_nothing(runtime: Runtime, tenant_id: UUID) -> None:
    try:
        with runtime.database.read(tenant_id) as session:
            accounts.issue_key(session, WANTED)
    except Unavailable:
        assert runtime.settings.is_sqlite  # its read connections are read-only
    assert _keys(runtime, tenant_id) == 0


def test_two_writers_of_one_row_cannot_both_win(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session:
        key_id = accounts.issue_key(session, WANTED)[0].id
    with runtime.database.read(tenant_id) as session:
        stale = session.get_one(ApiKey, (tenant_id, key_id))
        session.expunge(stale)
    with runtime.database.write(tenant_id) as session:
        accounts.get_key(session, key_id).name = "first"

    def change_again() -> None:
        with runtime.database.write(tenant_id) as session:
            session.add(stale)
            stale.name = "second"

    with pytest.raises(PreconditionFailed):
        change_again()


def test_a_busy_database_is_said_to_be_busy(runtime: Runtime, tenant_id: UUID) -> None:
    with pytest.raises(Unavailable) as refusal, runtime.database.write(tenant_id):
        raise OperationalError("INSERT", {}, Exception("database is locked"))
    assert refusal.value.code == "database_busy"
    assert refusal.value.headers == {"Retry-After": "1"}


def test_writers_wait_and_no_update_is_lost(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session:
        key_id = accounts.issue_key(session, WANTED)[0].id

    def count_up() -> None:
        for _ in range(10):
            with runtime.database.write(tenant_id) as session:
                statement = select(ApiKey).where(ApiKey.id == key_id).with_for_update()
                key = session.scalars(statement).one()
                key.name = f"{int(key.name.removeprefix('x') or 0) + 1}"

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with runtime.database.read(tenant_id) as session:
        assert accounts.get_key(session, key_id).name == "40"


def test_a_writer_that_waits_too_long_gives_up(sqlite_settings: Settings) -> None:
    hasty = Database(sqlite_settings.model_copy(update={"write_wait_seconds": 0.05}))

    def write() -> None:
        with hasty.write() as session:
            session.execute(text("SELECT 1"))

    with hasty.write() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(Unavailable):
            write()
    hasty.close()


def test_a_session_without_a_tenant_says_so(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.database.read() as session:
        with pytest.raises(TypeError, match="no tenant"):
            tenant_of(session)
        bind_tenant(session, tenant_id)
        assert tenant_of(session) == tenant_id


def test_instants_come_back_in_utc_whatever_their_offset(runtime: Runtime, tenant_id: UUID) -> None:
    at = datetime(2026, 11, 24, 18, 30, tzinfo=timezone(timedelta(hours=8)))
    with runtime.database.write(tenant_id) as session:
        key = accounts.issue_key(session, WANTED)[0]
        key.expires_at = at
        key_id = key.id
    with runtime.database.read(tenant_id) as session:
        read = accounts.get_key(session, key_id).expires_at
    assert read == at
    assert read is not None
    assert read.tzinfo is UTC


def test_a_naive_instant_is_refused(runtime: Runtime) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - refused here
    with runtime.database.reader.connect() as connection, pytest.raises(ValueError, match="offset"):
        UtcInstant().process_bind_param(naive, connection.dialect)


def test_an_event_is_told_before_the_commit_and_falls_with_its_cause(
    runtime: Runtime, tenant_id: UUID
) -> None:
    told: list[UUID] = []
    outbox.subscribe("test_told", lambda _session, event: told.append(event.object_id))
    object_id = new_id()

    def record_and_fail(session: Session) -> None:
        outbox.record_event(session, "test_told", object_id, facts={"code": "x"})
        raise RuntimeError("after the event")

    with pytest.raises(RuntimeError), runtime.database.write(tenant_id) as session:
        record_and_fail(session)
    assert told == [object_id]
    with runtime.database.read(tenant_id) as session:
        found = session.scalars(select(outbox.Event).where(outbox.Event.object_id == object_id))
        assert found.all() == []


def test_a_subscriber_registered_twice_is_told_once(runtime: Runtime, tenant_id: UUID) -> None:
    told: list[str] = []

    def subscriber(_session: Session, event: outbox.Event) -> None:
        told.append(event.kind)

    outbox.subscribe("test_once", subscriber)
    outbox.subscribe("test_once", subscriber)
    with runtime.database.write(tenant_id) as session:
        outbox.record_event(session, "test_once", new_id())
        outbox.record_event(session, "test_unheard", new_id())
    assert told == ["test_once"]


def test_ids_sort_by_time_and_days_are_shanghais() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000
    late = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert clock.business_day(late).isoformat() == "2027-01-01"
