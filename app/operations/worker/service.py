"""Takes operations from the queue under a lease, runs them and keeps what they produce.

One loop for both databases: a thread of the API's process on SQLite, processes of their own on
PostgreSQL. A killed worker's lease runs out and its operation is taken again.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.core import clock, keys
from app.core.auth import Principal
from app.core.blobs import BlobMissing
from app.core.db import Database, bind_tenant
from app.core.sealing import open_row
from app.operations import repository, service
from app.operations.errors import WorkFailed, WorkStopped
from app.operations.models import Operation
from app.operations.retries import LEASE, MAX_ATTEMPTS, retry_delay

POLL_SECONDS = 1.0
CHORE_ROUNDS = 60
STOP_SECONDS = 10.0
USED_UP = "attempts_used_up"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at an operation, as its work sees it."""

    database: Database
    tenant_id: UUID
    operation_id: UUID
    case_id: UUID
    kind: str
    attempt: int
    principal_id: UUID

    @property
    def principal(self) -> Principal:
        """Who asked for the work, for the audit trail; carries no scope."""
        return Principal(self.tenant_id, self.principal_id, "", frozenset())

    def wanted(self) -> Any:
        """What was asked for, as it was given to `operations.service.request`."""
        with self.database.read(self.tenant_id) as session:
            row = repository.find(session, self.operation_id)
            return open_row(row, keys.case_key(session, self.case_id))

    def advance(self, done: int, total: int) -> None:
        """Notes progress between two steps and renews the lease.

        Raises:
            WorkStopped: if the operation was cancelled, erased, or taken by another worker.
        """
        with self.database.write(self.tenant_id) as session:
            self.note(session, done, total)

    def note(self, session: Session, done: int, total: int) -> None:
        """The same inside a transaction of the work's own, so that a step and its note are one.

        Raises:
            WorkStopped: as `advance`; what the transaction did is then undone.
        """
        row = repository.find_locked(session, self.operation_id)
        self.check(row)
        now = clock.now()
        row.done, row.total, row.updated_at = done, total, now
        repository.reschedule(session, row.id, available_at=now, lease_until=now + LEASE)

    def is_superseded(self, session: Session) -> bool:
        """Whether another attempt has taken the operation, so that what is there is its."""
        row = repository.find_locked(session, self.operation_id)
        return row.attempts != self.attempt

    def read_input(self) -> Iterator[bytes]:
        """What the request brought along, from the start.

        Raises:
            WorkFailed: `input_missing`, if it is gone.
        """
        with self.database.read(self.tenant_id) as session:
            key = keys.case_key(session, self.case_id)
            file = repository.input_file(session, self.case_id, self.operation_id)
        try:
            return file.read(key)
        except BlobMissing:
            raise WorkFailed("input_missing") from None

    def check(self, row: Operation) -> None:
        """Refuses to go on with what is no longer this attempt's."""
        if row.status != "running" or row.attempts != self.attempt or row.cancel_requested:
            raise WorkStopped

    def keep(self, pieces: Iterable[bytes]) -> int:
        """Stores the result, encrypted with the case's key; its size in bytes."""
        size = 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                size += len(piece)
                yield piece

        with self.database.read(self.tenant_id) as session:
            key = keys.case_key(session, self.case_id)
            file = repository.result_file(
                session, repository.find(session, self.operation_id), self.attempt
            )
        file.write(key, counted())
        return size


@dataclass(frozen=True, slots=True)
class Produced:
    """What an operation leaves: the name and size of the stored result.

    The name is empty where the result is no file of the operation's own.
    """

    file_name: str = ""
    size: int = 0


Work = Callable[[Run], Produced]
Chore = Callable[[Database], object]
_works: dict[str, Work] = {}
_chores: dict[str, Chore] = {}


def register(
    kind: str,
    work: Work,
    *,
    scopes: list[str],
    result_path: str = service.OWN_FILE,
    has_input: bool = False,
) -> None:
    """Says what does a kind of operation; the wiring calls this at start-up."""
    _works[kind] = work
    service.know_kind(kind, service.Kind(scopes, result_path, has_input))


def register_chore(name: str, chore: Chore) -> None:
    """Has something looked after now and then while a worker runs; the wiring calls this."""
    _chores[name] = chore


def run_next(database: Database) -> bool:
    """Takes one due operation and runs it; whether there was one."""
    with database.read() as session:
        if not repository.is_anything_due(session, clock.now()):
            return False
    run = _claim(database)
    if run is None:
        return True
    try:
        produced = _works[run.kind](run)
        _succeed(run, produced)
    except WorkStopped:
        _stop(run)
    except WorkFailed as failure:
        _fail(run, failure.code)
    except Exception as error:  # noqa: BLE001 - whatever broke, another attempt may do
        _log.warning(
            "operation_attempt_failed",
            operation_id=str(run.operation_id),
            kind=run.kind,
            attempt=run.attempt,
            error=type(error).__name__,
        )
        _retry(run)
    return True


def _claim(database: Database) -> Run | None:
    with database.write() as session:
        queued = repository.claim(session, clock.now())
        if queued is None:
            return None
        bind_tenant(session, queued.tenant_id)
        row = repository.find_locked(session, queued.operation_id)
        for attempt in range(row.attempts):  # what a killed worker left is nobody's
            repository.result_file(session, row, attempt + 1).delete()
        if row.cancel_requested:
            service.end(session, row, "cancelled")
            return None
        if row.attempts >= MAX_ATTEMPTS:
            service.end(session, row, "failed", error_code=USED_UP)
            return None
        row.attempts += 1
        row.status, row.done, row.total = "running", 0, 0
        row.updated_at = clock.now()
        return Run(
            database,
            row.tenant_id,
            row.id,
            row.case_id,
            row.kind,
            row.attempts,
            row.principal_id,
        )


@contextmanager
def _held(run: Run) -> Iterator[tuple[Session, Operation]]:
    with run.database.write(run.tenant_id) as session:
        yield session, repository.find_locked(session, run.operation_id)


def _succeed(run: Run, produced: Produced) -> None:
    with _held(run) as (session, row):
        run.check(row)
        row.result_name, row.result_size = produced.file_name, produced.size
        row.done = row.total
        service.end(session, row, "succeeded")


def _stop(run: Run) -> None:
    """Drops what was made; ends the operation unless it is over or another worker's."""
    with _held(run) as (session, row):
        repository.result_file(session, row, run.attempt).delete()
        if row.status == "running" and row.attempts == run.attempt:
            service.end(session, row, "cancelled")


def _fail(run: Run, code: str) -> None:
    with _held(run) as (session, row):
        repository.result_file(session, row, run.attempt).delete()
        if row.status == "running" and row.attempts == run.attempt:
            service.end(session, row, "failed", error_code=code)


def _retry(run: Run) -> None:
    delay = retry_delay(run.attempt)
    if delay is None:
        _fail(run, USED_UP)
        return
    with _held(run) as (session, row):
        repository.result_file(session, row, run.attempt).delete()
        if row.status == "running" and row.attempts == run.attempt:
            row.status, row.updated_at = "pending", clock.now()
            available_at = clock.now() + delay
            repository.reschedule(session, row.id, available_at=available_at, lease_until=None)


def run_until(database: Database, stopping: threading.Event) -> None:
    """Runs what is due, over and over, until told to stop; waits while there is nothing.

    Chores come first, then every minute.
    """
    rounds = 0
    while not stopping.wait(POLL_SECONDS):
        try:
            if rounds % CHORE_ROUNDS == 0:
                for chore in _chores.values():
                    chore(database)
            rounds += 1
            while not stopping.is_set() and run_next(database):
                pass
        except Exception as error:  # noqa: BLE001 - the database may be away for a while
            _log.warning("worker_cannot_work", error=type(error).__name__)


@contextmanager
def in_background(database: Database) -> Iterator[None]:
    """Runs the loop in a thread of this process while the block lasts."""
    stopping = threading.Event()
    thread = threading.Thread(
        target=run_until, args=(database, stopping), name="operations", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=STOP_SECONDS)
