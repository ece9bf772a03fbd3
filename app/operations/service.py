"""Takes long work on, tells how it stands, cancels it and gives its result out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import clock, crypto, i18n, keys
from app.core.auth import Principal, require_scopes
from app.core.blobs import BlobMissing
from app.core.db import after_commit, tenant_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row
from app.operations import repository
from app.operations.errors import OperationOver
from app.operations.models import Operation
from app.operations.schemas import OperationError, OperationRead, Progress

UNFINISHED = repository.UNFINISHED
OWN_FILE = "/v1/operations/{id}/result"
_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind of work.

    `scopes` are needed to ask for it and to fetch its result; `result_path` says where that is,
    with `{case_id}` and `{id}`, unless it is a file of the operation's own; `has_input`: the
    request brought a file along, which goes when the work is over.
    """

    scopes: list[str]
    result_path: str = OWN_FILE
    has_input: bool = False


@dataclass(slots=True)
class Intake:
    """A file on its way to the work, stored before the request's transaction begins."""

    operation_id: UUID
    file: repository.ResultFile
    key: crypto.DataKey
    is_recorded: bool = False

    def write(self, pieces: Iterable[bytes]) -> None:
        """Encrypts the bytes into the storage, piece by piece."""
        self.file.write(self.key, pieces)

    def delete(self) -> None:
        """Takes the bytes back."""
        self.file.delete()


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a result, with its name and size."""

    file_name: str
    size: int
    pieces: Iterator[bytes]


def know_kind(name: str, kind: Kind) -> None:
    """Says what a kind of work needs and where its result is."""
    _kinds[name] = kind


def plan_intake(session: Session, case_id: UUID) -> Intake:
    """Where the file for an operation to come is written; the case must be living."""
    operation_id = new_id()
    key = keys.case_key(session, case_id)
    return Intake(operation_id, repository.input_file(session, case_id, operation_id), key)


def is_under_way(session: Session, case_id: UUID, kind: str) -> bool:
    """Whether work of this kind on the case waits or runs."""
    return bool(repository.unfinished_of(session, case_id, kind))


def is_unfinished(session: Session, case_id: UUID, kind: str, operation_id: UUID) -> bool:
    """Whether this very operation waits or runs."""
    return operation_id in repository.unfinished_of(session, case_id, kind)


def request(
    session: Session,
    principal: Principal,
    kind: str,
    case_id: UUID,
    *,
    operation_id: UUID | None = None,
    wanted: Mapping[str, Any] | None = None,
) -> OperationRead:
    """Takes work on: the row and its place in the queue stand or fall with the request.

    `wanted` is JSON for the work itself, sealed; its `Run` gives it back.

    Raises:
        Forbidden: if the caller lacks a scope that the result would need.
    """
    require_scopes(principal, _kinds[kind].scopes)
    row = Operation(
        tenant_id=tenant_of(session),
        id=operation_id or new_id(),
        case_id=case_id,
        kind=kind,
        principal_id=principal.id,
    )
    if wanted is not None:
        seal_row(row, keys.case_key(session, case_id), wanted)
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
    if _kinds[row.kind].has_input:
        after_commit(session, repository.input_file(session, row.case_id, row.id).delete)


def open_result(session: Session, principal: Principal, operation_id: UUID) -> Download:
    """The bytes of a result; the reading is audited.

    Raises:
        NotFound: if there is none, not yet, or no longer.
        Forbidden: if the caller may not read what is in it.
    """
    row = repository.find(session, operation_id)
    found = _result(session, row)
    require_scopes(principal, _kinds[row.kind].scopes)
    accounts.record(session, principal, "operation_result_read", "operation", row.id, row.case_id)
    return found


def _has_result(row: Operation) -> bool:
    return row.status == "succeeded" and row.result_name is not None


def _result(session: Session, row: Operation) -> Download:
    if row.status != "succeeded" or row.result_name is None or row.result_size is None:
        raise NotFound
    key = keys.case_key(session, row.case_id)
    try:
        pieces = repository.result_file(session, row, row.attempts).read(key)
    except BlobMissing:
        raise NotFound from None
    return Download(row.result_name, row.result_size, pieces)


def find_result(session: Session, case_id: UUID, kind: str, operation_id: UUID) -> Download:
    """The result of work of this kind on the case, for whoever notes the reading.

    Raises:
        NotFound: if the case has none such, not yet, or no longer.
    """
    return _result(session, _of_kind(session, case_id, kind, operation_id))


def wanted_of(session: Session, case_id: UUID, kind: str, operation_id: UUID) -> Any:
    """What was asked for by finished work of this kind on the case.

    Raises:
        NotFound: if the case has none such, not yet, or no longer.
    """
    row = _of_kind(session, case_id, kind, operation_id)
    if not _has_result(row) or row.sealed is None:
        raise NotFound
    return open_row(row, keys.case_key(session, case_id))


def _of_kind(session: Session, case_id: UUID, kind: str, operation_id: UUID) -> Operation:
    row = repository.find(session, operation_id)
    if (row.case_id, row.kind) != (case_id, kind):
        raise NotFound
    return row


def erase_case(session: Session, case_id: UUID) -> Callable[[], None]:
    """Ends the work on a case and forgets its results.

    The function it returns removes the stored files, after the commit; without the case's key
    they are unreadable even before.
    """
    stored = []
    for row in repository.of_case(session, case_id):
        stored += [repository.result_file(session, row, n) for n in range(row.attempts + 1)]
        row.result_name = row.result_size = row.sealed = None
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
    return OperationRead(
        id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        status=row.status,  # type: ignore[arg-type]  # only this subject writes it
        progress=Progress(done=row.done, total=row.total),
        result_url=_kinds[row.kind].result_path.format(case_id=row.case_id, id=row.id)
        if _has_result(row)
        else None,
        error=error,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
