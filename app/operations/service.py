"""Takes long work on, tells how it stands, cancels it and gives its result out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import clock, i18n, keys
from app.core.auth import Principal, require_scopes
from app.core.blobs import BlobMissing
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.operations import repository
from app.operations.errors import OperationOver
from app.operations.models import Operation
from app.operations.schemas import OperationError, OperationRead, Progress

UNFINISHED = frozenset({"pending", "running"})
_needed_scopes: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a result, with its name and size."""

    file_name: str
    size: int
    pieces: Iterator[bytes]


def protect_kind(kind: str, scopes: list[str]) -> None:
    """Says which scopes a caller needs to ask for a kind of work and to fetch its result."""
    _needed_scopes[kind] = scopes


def request(
    session: Session,
    principal: Principal,
    kind: str,
    case_id: UUID,
    *,
    operation_id: UUID | None = None,
) -> OperationRead:
    """Takes work on: the row and its place in the queue stand or fall with the request.

    Raises:
        Forbidden: if the caller lacks a scope that the result would need.
    """
    require_scopes(principal, _needed_scopes[kind])
    row = Operation(
        tenant_id=tenant_of(session),
        id=operation_id or new_id(),
        case_id=case_id,
        kind=kind,
        principal_id=principal.id,
    )
    session.add(row)
    session.flush()
    repository.enqueue(session, row, clock.now())
    accounts.record(session, principal, "operation_requested", "operation", row.id, case_id)
    return _read(row)


def get_operation(session: Session, operation_id: UUID) -> OperationRead:
    """One operation."""
    return _read(repository.find(session, operation_id))


def list_operations(session: Session, request: PageRequest) -> Slice[OperationRead]:
    """Operations of the tenant, newest first."""
    found = repository.list_operations(session, request)
    return Slice([_read(row) for row in found.items], found.next_cursor, found.next_link)


def list_of_case(session: Session, case_id: UUID) -> list[OperationRead]:
    """All operations of a case."""
    return [_read(row) for row in repository.of_case(session, case_id)]


def cancel(session: Session, principal: Principal, operation_id: UUID) -> OperationRead:
    """Cancels what waits at once, and what runs before its next step.

    Raises:
        OperationOver: if it has succeeded or failed already.
    """
    row = repository.find_locked(session, operation_id)
    if row.status in {"succeeded", "failed"}:
        raise OperationOver
    if row.status in UNFINISHED and not row.cancel_requested:
        row.cancel_requested = True
        if row.status == "pending":
            end(session, row, "cancelled")
        row.updated_at = clock.now()
        session.flush()
        accounts.record(session, principal, "operation_cancelled", "operation", row.id, row.case_id)
    return _read(row)


def end(session: Session, row: Operation, status: str, *, error_code: str | None = None) -> None:
    """Puts a held operation into a final state and takes it out of the queue."""
    row.status, row.error_code = status, error_code
    row.updated_at = clock.now()
    repository.take_out(session, row.id)
    session.flush()


def open_result(session: Session, principal: Principal, operation_id: UUID) -> Download:
    """The bytes of a result; the reading is audited.

    Raises:
        NotFound: if there is none, not yet, or no longer.
        Forbidden: if the caller may not read what is in it.
    """
    row = repository.find(session, operation_id)
    if row.status != "succeeded" or row.result_name is None or row.result_size is None:
        raise NotFound
    require_scopes(principal, _needed_scopes[row.kind])
    key = keys.case_key(session, row.case_id)
    try:
        pieces = repository.result_file(session, row, row.attempts).read(key)
    except BlobMissing:
        raise NotFound from None
    accounts.record(session, principal, "operation_result_read", "operation", row.id, row.case_id)
    return Download(row.result_name, row.result_size, pieces)


def erase_case(session: Session, case_id: UUID) -> Callable[[], None]:
    """Ends the work on a case and forgets its results.

    The function it returns removes the stored files, after the commit; without the case's key
    they are unreadable even before.
    """
    stored = []
    for row in repository.of_case(session, case_id):
        stored += [repository.result_file(session, row, n + 1) for n in range(row.attempts)]
        row.result_name = row.result_size = None
        if row.status in UNFINISHED:
            end(session, row, "cancelled")
    session.flush()

    def delete_files() -> None:
        for file in stored:
            file.delete()

    return delete_files


def _read(row: Operation) -> OperationRead:
    error = None
    if row.error_code is not None:
        message = i18n.text(f"operations.errors.{row.error_code}")
        error = OperationError(code=row.error_code, message=message)
    has_result = row.status == "succeeded" and row.result_name is not None
    return OperationRead(
        id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        status=row.status,  # type: ignore[arg-type]  # only this subject writes it
        progress=Progress(done=row.done, total=row.total),
        result_url=f"/v1/operations/{row.id}/result" if has_result else None,
        error=error,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
