"""Queries on operations and their queue, and the encrypted files of their results."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core import crypto
from app.core.access import confined_to
from app.core.blobs import BlobStore
from app.core.crypto_files import decrypt_chunks, encrypt_chunks
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped, scoped_to_case
from app.operations.models import Operation, QueuedOperation
from app.operations.retries import LEASE

UNFINISHED = frozenset({"pending", "running"})
"""States in which an operation may still change something."""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """The place of a result's bytes; each attempt has its own, for blobs are written once.

    Attempt 0 is what the request brought along for the work to read.
    """

    tenant_id: UUID
    case_id: UUID
    operation_id: UUID
    attempt: int
    blobs: BlobStore

    @property
    def path(self) -> str:
        """The blob's path; tells nothing of the result."""
        return f"operations/{self.tenant_id}/{self.case_id}/{self.operation_id}/{self.attempt}"

    @property
    def _address(self) -> crypto.FieldAddress:
        return crypto.FieldAddress(self.tenant_id, "operations", self.operation_id, "result")

    def write(self, key: crypto.DataKey, pieces: Iterable[bytes]) -> None:
        """Encrypts the bytes into a new blob; nothing is left when the pieces raise."""
        self.blobs.put_new(self.path, encrypt_chunks(key, self._address, pieces))

    def read(self, key: crypto.DataKey) -> Iterator[bytes]:
        """The bytes as written; raises `BlobMissing` at once if there is no blob."""
        return decrypt_chunks(key.find, self._address, self.blobs.get(self.path))

    def delete(self) -> None:
        """Removes the blob, if there is one."""
        self.blobs.delete(self.path)


def result_file(session: Session, row: Operation, attempt: int) -> ResultFile:
    """The result of one attempt at an operation."""
    return ResultFile(row.tenant_id, row.case_id, row.id, attempt, session.info["blobs"])


def input_file(session: Session, case_id: UUID, operation_id: UUID) -> ResultFile:
    """What an operation reads, whether its row is there yet or not."""
    return ResultFile(tenant_of(session), case_id, operation_id, 0, session.info["blobs"])


def _seen(session: Session) -> Select[Operation]:
    """Operations that a session sees: of the tenant, or of the one case it is confined to."""
    only = confined_to(session)
    statement = scoped(session, Operation)
    return statement if only is None else statement.where(Operation.case_id == only)


def find(session: Session, operation_id: UUID) -> Operation:
    """One operation that the session sees; `NotFound` otherwise."""
    row = session.scalars(_seen(session).where(Operation.id == operation_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def find_locked(session: Session, operation_id: UUID) -> Operation:
    """The same, held against worker and canceller until the transaction ends."""
    statement = _seen(session).where(Operation.id == operation_id).with_for_update()
    fresh = statement.execution_options(populate_existing=True)
    row = session.scalars(fresh).one_or_none()
    if row is None:
        raise NotFound
    return row


def list_operations(session: Session, request: PageRequest) -> Slice[Operation]:
    """Operations that the session sees, newest first."""
    return page(session, _seen(session), Operation, request)


def of_case(session: Session, case_id: UUID) -> Sequence[Operation]:
    """All operations of a case, oldest first; in a write, held until it ends."""
    statement = scoped_to_case(session, Operation, case_id).order_by(Operation.id)
    return session.scalars(statement.with_for_update()).all()


def unfinished_of(session: Session, case_id: UUID, kind: str) -> Sequence[UUID]:
    """Operations of a kind on a case that wait or run."""
    statement = select(Operation.id).where(
        Operation.tenant_id == tenant_of(session),
        Operation.case_id == case_id,
        Operation.kind == kind,
        Operation.status.in_(UNFINISHED),
    )
    return session.scalars(statement).all()


def enqueue(session: Session, row: Operation, now: datetime) -> None:
    """Puts an operation into the queue, in the transaction that made it."""
    session.add(QueuedOperation(operation_id=row.id, tenant_id=row.tenant_id, available_at=now))
    session.flush()


def take_out(session: Session, operation_id: UUID) -> None:
    """Removes an operation that is over from the queue."""
    session.execute(
        delete(QueuedOperation).where(
            QueuedOperation.tenant_id == tenant_of(session),
            QueuedOperation.operation_id == operation_id,
        )
    )


def reschedule(
    session: Session, operation_id: UUID, *, available_at: datetime, lease_until: datetime | None
) -> None:
    """Sets when a queued operation may be taken, and until when it is held."""
    session.execute(
        update(QueuedOperation)
        .where(
            QueuedOperation.tenant_id == tenant_of(session),
            QueuedOperation.operation_id == operation_id,
        )
        .values(available_at=available_at, lease_until=lease_until)
    )


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(QueuedOperation.lease_until.is_(None), QueuedOperation.lease_until < now)
    return (QueuedOperation.available_at <= now, free)


def is_anything_due(session: Session, now: datetime) -> bool:
    """Whether a worker would find work: a read, so that idle workers never write."""
    return session.scalars(select(QueuedOperation).where(*_due(now)).limit(1)).first() is not None


def claim(session: Session, now: datetime) -> QueuedOperation | None:
    """Takes the operation that waits longest, of any tenant, under a lease.

    On PostgreSQL other workers skip the locked row; on SQLite there is one writer.
    """
    statement = (
        select(QueuedOperation)
        .where(*_due(now))
        .order_by(QueuedOperation.available_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    queued = session.scalars(statement).one_or_none()
    if queued is not None:
        queued.lease_until = now + LEASE
        session.flush()
    return queued
