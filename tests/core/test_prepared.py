"""What runs past SQLAlchemy stores, gives and refuses the same as what runs through it."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Uuid,
    bindparam,
    create_engine,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import StaticPool

from app.core.columns import UtcInstant
from app.core.config import Settings
from app.core.prepared import Prepared

NOW = datetime(2026, 11, 20, 15, 30, 0, 123456, timezone(timedelta(hours=8)))
THINGS = Table(
    "prepared_things",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("at", UtcInstant),
    Column("day", Date),
    Column("facts", JSON),
    Column("raw", LargeBinary),
    Column("name", String, nullable=False, unique=True),
    Column("share", Numeric(8, 4)),
    Column("made_at", UtcInstant, default=lambda: NOW),
    Column("version", Numeric, default=1),
    Column("changed_at", UtcInstant, onupdate=lambda: NOW),
)
ROW: dict[str, Any] = {
    "id": UUID("019fa000-0000-7000-8000-000000000001"),
    "at": NOW,
    "day": date(2026, 11, 25),
    "facts": {"期": ["三十日", 1, None]},
    "raw": b"\x00\xff",
    "name": "协商",
    "share": None,
}
ADD = Prepared(insert(THINGS))
OF_NAME = Prepared(select(THINGS).where(THINGS.c.name == bindparam("name")))


@pytest.fixture
def line(settings: Settings) -> Iterator[Connection]:
    """A table of all types, in a transaction that nobody keeps."""
    is_sqlite = settings.is_sqlite
    engine = (
        create_engine("sqlite://", poolclass=StaticPool)
        if is_sqlite
        else create_engine(settings.migration_database_url or settings.database_url)
    )
    with engine.connect() as connection, connection.begin() as transaction:
        THINGS.create(connection)
        yield connection
        transaction.rollback()
    engine.dispose()


def _by_sqlalchemy(line: Connection) -> tuple[Any, ...]:
    return tuple(line.execute(select(THINGS).where(THINGS.c.name == ROW["name"])).one())


def test_a_row_is_stored_as_sqlalchemy_stores_it(line: Connection) -> None:
    assert ADD.run(line, ROW) == 1
    prepared = _by_sqlalchemy(line)
    line.execute(THINGS.delete())
    line.execute(insert(THINGS), ROW)
    assert prepared == _by_sqlalchemy(line)
    assert prepared[1] == NOW
    assert prepared[-3:] == (NOW, 1, None)  # defaults of Python


def test_a_row_is_read_as_sqlalchemy_reads_it(line: Connection) -> None:
    line.execute(insert(THINGS), ROW | {"share": 0.5})
    assert OF_NAME.rows(line, {"name": ROW["name"]}) == [_by_sqlalchemy(line)]
    assert OF_NAME.rows(line, {"name": "没有"}) == []


def test_columns_without_types_of_their_own_come_as_the_driver_gives_them(line: Connection) -> None:
    ADD.run(line, ROW)
    named = Prepared(select(THINGS.c.name, func.length(THINGS.c.name)))
    assert named.rows(line, {}) == [("协商", 2)]


def test_what_changes_by_itself_does(line: Connection) -> None:
    ADD.run(line, ROW)
    rename = Prepared(
        update(THINGS).where(THINGS.c.name == bindparam("old")).values(name=bindparam("new"))
    )
    assert rename.run(line, {"old": ROW["name"], "new": "另一"}) == 1
    assert rename.run(line, {"old": ROW["name"], "new": "再一"}) == 0
    [[changed_at]] = line.execute(select(THINGS.c.changed_at)).all()
    assert changed_at == NOW.astimezone(UTC)


def test_an_insert_may_give_something_back_or_find_a_row_there(line: Connection) -> None:
    of_dialect: Any = sqlite.insert if line.dialect.name == "sqlite" else postgresql.insert
    once = Prepared(of_dialect(THINGS).on_conflict_do_nothing())
    assert [once.run(line, ROW), once.run(line, ROW | {"id": uuid4()})] == [1, 0]
    given = Prepared(insert(THINGS).returning(THINGS.c.id, THINGS.c.at))
    other = ROW | {"id": uuid4(), "name": "别的"}
    assert given.rows(line, other) == [(other["id"], NOW)]


def test_one_statement_takes_rows_of_different_columns(line: Connection) -> None:
    short = {"id": uuid4(), "name": "短"}
    assert [ADD.run(line, ROW), ADD.run(line, short)] == [1, 1]
    assert OF_NAME.rows(line, {"name": "短"})[0][:3] == (short["id"], None, None)


def test_constants_stay_what_they_are(line: Connection) -> None:
    ADD.run(line, ROW)
    longer = Prepared(
        select(THINGS.c.name).where(func.length(THINGS.c.name) > 1, THINGS.c.day == ROW["day"])
    )
    assert longer.rows(line, {}) == [("协商",)]


def test_errors_are_sqlalchemy_s_and_hold_no_values(line: Connection) -> None:
    ADD.run(line, ROW)
    with line.begin_nested() as point:
        with pytest.raises(IntegrityError) as refused:
            ADD.run(line, ROW | {"id": uuid4()})
        point.rollback()
    if line.dialect.name == "sqlite":
        assert "协商" not in str(refused.value)
        assert isinstance(refused.value.__cause__, sqlite3.IntegrityError)


def test_what_the_driver_refuses_later_or_does_not_know_is_translated_too() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as line:
        with pytest.raises(OperationalError):
            OF_NAME.rows(line, {"name": "x"})  # no such table
        driver: Any = line.connection.dbapi_connection
        driver.create_function("broken", 0, lambda: 1 / 0)
        with pytest.raises(OperationalError):
            Prepared(select(func.broken())).rows(line, {})
        driver.close()
        with pytest.raises(ProgrammingError):  # closed
            OF_NAME.rows(line, {"name": "x"})
    engine.dispose()


def test_what_is_missing_or_cannot_be_prepared_is_refused() -> None:
    with create_engine("sqlite://").connect() as line:
        with pytest.raises(TypeError, match="misses name"):
            OF_NAME.rows(line, {"other": "x"})
        listed = select(THINGS).where(THINGS.c.name.in_(bindparam("names", expanding=True)))
        with pytest.raises(TypeError, match="lists"):
            Prepared(listed).rows(line, {"names": ["x"]})
