"""Sessions; the only place that commits.

One request is one transaction, committed before its response starts. On SQLite, which has one
writer, a request is a SAVEPOINT, and requests that queue up share one COMMIT (group commit): none
of them is answered before it, and if it fails, all of them do.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, event, text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from app.core.changes import Changes
from app.core.config import Settings
from app.core.database_errors import as_told, busy, translated
from app.core.engines import begun, engines_for, stands
from app.core.journal import Journal
from app.core.turns import Group, Turns

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Act = Callable[[], None]
_LINE = "line"
_TOLD = "told"


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class TenantSession(Session):
    """A session that tells PostgreSQL's row-level security whose rows it may see."""


_NAME_TENANT = text("SELECT set_config('app.tenant_id', :tenant, true)")
"""Kept, as each transaction runs it: SQLAlchemy looks at a statement anew for every new object."""


@event.listens_for(TenantSession, "after_begin")
def _name_tenant(session: Session, _transaction: SessionTransaction, connection: Any) -> None:
    tenant_id = session.info.get("tenant_id")
    if connection.dialect.name == "postgresql" and tenant_id is not None:
        connection.execute(_NAME_TENANT, {"tenant": str(tenant_id)})


class Database:
    """The engines of one process and the sessions made on them."""

    def __init__(self, settings: Settings, carried: Mapping[str, object] | None = None) -> None:
        """Opens the pools; nothing is connected yet.

        `carried` (keyring, signer, file storage) travels in every session's `info`, so that
        services find what the process holds open without a global.
        """
        self.carried = dict(carried or {})
        self._wait_seconds = settings.write_wait_seconds
        self.is_grouped = settings.is_sqlite
        self._turns = Turns()
        self._running: tuple[Group, Connection] | None = None
        self.reader, self.writer = engines_for(settings)
        file = self.writer.url.database if settings.is_sqlite else None
        self.journal = Journal(file)
        self.changes = Changes(file)

    def _info(self, tenant_id: UUID | None, acts: list[Act]) -> dict[str, Any]:
        own = {"tenant_id": tenant_id, "after_commit": acts, "journal": self.journal}
        return own | self.carried

    @contextmanager
    def read(self, tenant_id: UUID | None = None, *, frozen: bool = False) -> Iterator[Session]:
        """A session that never commits; `frozen`: all its statements see one moment.

        On SQLite they do so always.
        """
        info = self._info(tenant_id, [])
        with TenantSession(self.reader, info=info) as session, translated():
            if frozen and self.reader.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def write(self, tenant_id: UUID | None = None) -> Iterator[Session]:
        """A session that commits when its block ends well and rolls back when it does not.

        Raises:
            PreconditionFailed: if a row changed meanwhile (optimistic version check).
            Unavailable: if the database is busy or away.
        """
        acts: list[Act] = []
        info = self._info(tenant_id, acts)
        with translated():
            if self.is_grouped:
                with self._turn() as (group, line), _part(group, line, info) as session:
                    yield session
            else:
                with _session(self.writer, info) as session:
                    yield session
        for act in acts:
            act()

    def begin_batch(self) -> "Batch":
        """Waits for the turn, for requests that are done one after the other (SQLite).

        Raises:
            Unavailable: if the database is busy or away.
        """
        with translated():
            group, line = self._join(is_batch=True)

        def end() -> Exception | None:
            error = self._leave(group, line, is_batch=True)
            return as_told(error) if error is not None else None

        return Batch(group, line, self._info, end)

    @contextmanager
    def _turn(self) -> Iterator[tuple[Group, Connection]]:
        """One request's part of a group, ended by the group's COMMIT whether it went well or not.

        A request that failed waits as well: what it saw, and answers by, may be another member's.
        """
        group, line = self._join()
        try:
            yield group, line
        except BaseException as own:
            error = self._leave(group, line)
            if error is not None and isinstance(own, Exception):
                raise error from own
            raise
        error = self._leave(group, line)
        if error is not None:
            raise error

    def _join(self, *, is_batch: bool = False) -> tuple[Group, Connection]:
        if not self._turns.take(self._wait_seconds):
            raise PoolTimeout("the writer was busy for too long")
        try:
            if self._running is None:
                self._running = Group(), begun(self.writer, in_memory=is_batch)
        except BaseException:
            self._turns.give_up()
            raise
        group, line = self._running
        group.members += 1
        return group, line

    def _leave(self, group: Group, line: Connection, *, is_batch: bool = False) -> Exception | None:
        """Hands the turn on, or ends the group; gives the error that its COMMIT failed with.

        Nobody joins a batch: who comes next may change more than fits in memory.
        """
        if is_batch or not stands(line) or group.is_full or not self._turns.hand_on():
            self._running = None
            error: Exception | None = busy()
            try:
                error = _ended(line)
            finally:  # whatever happens, nobody waits for ever
                group.settle(error)
                self._turns.give_up()
        return group.wait()

    def close(self) -> None:
        """Returns every connection."""
        self.changes.close()
        self.reader.dispose()
        self.writer.dispose()


@dataclass(frozen=True, slots=True)
class Batch:
    """A turn in which several short requests are done, by whichever thread has it."""

    group: Group
    line: Connection
    info: Callable[[UUID | None, list[Act]], dict[str, Any]]
    end: Callable[[], Exception | None]
    """Commits; gives the error it failed with, which all requests of the batch hear of."""

    @property
    def stands(self) -> bool:
        """Whether another request can be done in it."""
        return stands(self.line)

    @contextmanager
    def part(self, tenant_id: UUID | None, acts: list[Act]) -> Iterator[Session]:
        """The session of one request; `acts` gathers what is to be done once all is committed."""
        info = self.info(tenant_id, acts)
        with translated(), _part(self.group, self.line, info) as session:
            yield session


@contextmanager
def _session(engine: Engine, info: dict[str, Any]) -> Iterator[Session]:
    """A session over a transaction of its own, whose connection it has at once."""
    with TenantSession(engine, info=info, expire_on_commit=False) as session:
        info[_LINE] = session.connection()
        yield session
        session.commit()


@contextmanager
def _part(group: Group, line: Connection, info: dict[str, Any]) -> Iterator[Session]:
    """A session over a SAVEPOINT of a running transaction.

    The driver sets it, which costs a small part of what it costs SQLAlchemy. The session joins
    with another one inside it, but only if its unit of work is used.
    """
    driver: Any = line.connection.dbapi_connection
    driver.execute("SAVEPOINT part")
    info[_LINE], info[_TOLD] = line, {**group.told}
    try:
        with TenantSession(
            line, info=info, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
            if session.in_transaction():  # else its unit of work was not used
                session.commit()
        driver.execute("RELEASE part")
        group.told = info[_TOLD]
    except BaseException:
        if stands(line):
            driver.execute("ROLLBACK TO part")
            driver.execute("RELEASE part")
        raise


def _ended(line: Connection) -> Exception | None:
    """Commits a group and returns its connection; gives the error if that failed."""
    with line:
        if not stands(line):
            line.invalidate()
            return busy()
        try:
            line.commit()
        except Exception as error:  # noqa: BLE001 - every member must hear of it
            line.invalidate()
            return error
    return None


def after_commit(session: Session, act: Act) -> None:
    """Has something done once this session's transaction stands, and not at all if it fails."""
    session.info["after_commit"].append(act)


def told_in_group(session: Session) -> dict[str, Any]:
    """What requests of one group tell the next ones; who fails takes back what it told."""
    told: dict[str, Any] = session.info.setdefault(_TOLD, {})
    return told


def leave_no_trace(session: Session) -> None:
    """Has the journal emptied once this transaction stands, because it erases something."""
    journal: Journal = session.info["journal"]
    after_commit(session, journal.empty)


def line_of(session: Session) -> Connection:
    """The connection of a session, for statements that are past its unit of work.

    It is asked for once: asking the session each time costs a third of such a statement.
    """
    line: Connection | None = session.info.get(_LINE)
    if line is None:
        line = session.info[_LINE] = session.connection()
    return line


def tenant_of(session: Session) -> UUID:
    """The tenant whose rows the session sees.

    Raises:
        TypeError: if the session has none; every tenant-scoped query needs one.
    """
    tenant_id = session.info.get("tenant_id")
    if not isinstance(tenant_id, UUID):
        raise TypeError("the session is bound to no tenant")
    return tenant_id


def bind_tenant(session: Session, tenant_id: UUID) -> None:
    """Binds a running session to a tenant (authentication learns it in mid-transaction)."""
    session.info["tenant_id"] = tenant_id
    connection = line_of(session)
    if connection.dialect.name == "postgresql":
        connection.execute(_NAME_TENANT, {"tenant": str(tenant_id)})
