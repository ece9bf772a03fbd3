"""Takes large statements on: recognised by their first lines, stored for a worker, queued."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import BinaryIO
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core.auth import Principal
from app.operations import service as operations
from app.operations.schemas import OperationRead
from app.statements.archives import is_archive
from app.statements.bulk.opening import open_large
from app.statements.compound_files import SIGNATURE
from app.statements.errors import refusal
from app.statements.generic import ColumnMapping
from app.statements.layouts import Limits, catalogue
from app.statements.refusals import StatementRefused
from app.statements.storing import service as storing

KIND = storing.KIND
SCOPES = ["statements:write"]
"""Whoever may import may have a large statement read."""
RESULT_PATH = "/v1/cases/{case_id}/statement-imports/{id}"
_PIECE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class LargeUpload:
    """A large statement, recognised and stored for the worker."""

    intake: operations.Intake


def limits() -> Limits:
    """The caps for a file that a worker reads."""
    known = catalogue()
    return replace(known.limits, file_bytes=known.large.most_bytes, rows=known.large.most_rows)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        yield piece


def is_large(file: BinaryIO) -> bool:
    """Whether a file is text too long to be read within a request."""
    start = next(_pieces(file), b"")
    if is_archive(start) or start.startswith(SIGNATURE):
        return False
    large, (size, lines) = catalogue().large, _measured(file)
    return size > large.from_bytes or lines > large.from_rows


def _measured(file: BinaryIO) -> tuple[int, int]:
    """Bytes and lines of a file, whichever way it ends its lines."""
    size = lines = returns = 0
    for piece in _pieces(file):
        size += len(piece)
        lines += piece.count(b"\n")
        returns += piece.count(b"\r")
    return size, max(lines, returns)


def stage(
    session: Session,
    case_id: UUID,
    file: BinaryIO,
    filename: str | None,
    mapping: ColumnMapping | None,
) -> LargeUpload:
    """Recognises a large statement by its first lines and stores it, encrypted, for the worker.

    Raises:
        InvalidInput: if it is no statement, or beyond the limits.
    """
    size, lines = _measured(file)
    caps = limits()
    if size > caps.file_bytes:
        raise refusal(StatementRefused("statement_too_large", limit=caps.file_bytes))
    try:
        open_large(lambda: _pieces(file), caps, mapping)
    except StatementRefused as error:
        raise refusal(error) from error
    if lines > caps.rows + caps.header_rows:
        raise refusal(StatementRefused("statement_too_many_rows", limit=caps.rows))
    about = {"filename": filename, "mapping": mapping and asdict(mapping), "lines": lines}
    intake = operations.plan_intake(session, case_id)
    intake.write(chain([orjson.dumps(about), b"\n"], _pieces(file)))
    return LargeUpload(intake)


def take_on(
    session: Session, principal: Principal, case_id: UUID, upload: LargeUpload
) -> OperationRead:
    """Queues the reading of a stored statement; its import gets the id of the operation.

    Raises:
        StatementBeingRead: while another one of the case is read.
    """
    cases.require_case(session, case_id, lock=True)
    storing.require_quiet(session, case_id)
    intake = upload.intake
    taken = operations.request(session, principal, KIND, case_id, operation_id=intake.operation_id)
    intake.is_recorded = True
    return taken
