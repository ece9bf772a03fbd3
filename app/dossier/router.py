"""Erasure and export of a case, and `POST /v1/cases/{case_id}/ledger/verify`."""

from collections.abc import Callable, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.parameters import DISPOSABLE_CASE, CaseId
from app.core.routing import WriteSession, subject_router
from app.dossier import service
from app.dossier.export import service as export
from app.dossier.schemas import VerificationRead, VerificationRequest
from app.operations.schemas import OPERATION_LOCATION, OperationRead

erasure_router = subject_router(tag="cases")
export_router = subject_router(tag="cases")
verification_router = subject_router(tag="ledger")
Verifier = Annotated[Principal, caller("contacts:read")]
Writer = Annotated[Principal, caller("cases:write")]
ErasedCaseId = Annotated[
    UUID, Path(description="Id of the case to erase.", examples=[DISPOSABLE_CASE])
]
AfterCommit = list[Callable[[], None]]


def run_after_commit() -> Iterator[AfterCommit]:
    """Collects work that is done once the transaction stands, and not at all if it fails."""
    later: AfterCommit = []
    yield later
    for act in later:
        act()


@erasure_router.delete("/cases/{case_id}", status_code=204, summary="Erase a case")
def erase_case(
    case_id: ErasedCaseId,
    later: Annotated[AfterCommit, Depends(run_after_commit, scope="function")],
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Destroys the case's key, rows, files and stored answers; this cannot be taken back.

    The ledger's hashes stay, so that receipts already given out still verify.
    """
    later.append(service.erase_case(session, principal, case_id, precondition))


def verify_first(
    request: Request, case_id: CaseId, wanted: VerificationRequest | None = None
) -> VerificationRead:
    """Verifies on a connection of its own, so that nobody waits for it to write."""
    return service.verify_ledger(
        request.app.state.database, request.state.principal, case_id, wanted
    )


@verification_router.post(
    "/cases/{case_id}/ledger/verify",
    summary="Verify the ledger of a case",
    dependencies=[Depends(optional_key)],
)
def verify_ledger(
    case_id: CaseId,
    found: Annotated[VerificationRead, Depends(verify_first)],
    session: WriteSession,
    principal: Verifier,
) -> VerificationRead:
    """Checks entries, the rows and files they stand for, and the signed checkpoint.

    With checkpoints from receipts that were kept outside, it also shows that the operator has not
    rewritten the ledger since: that the stored one is whole in itself proves nothing of that.
    """
    service.note_verification(session, principal, case_id)
    return found


@export_router.post(
    "/cases/{case_id}/export",
    status_code=202,
    summary="Export a case",
    dependencies=[Depends(optional_key)],
    responses={202: {"headers": OPERATION_LOCATION}},
)
def export_case(
    case_id: CaseId, session: WriteSession, principal: Writer, response: Response
) -> OperationRead:
    """Everything of the case in one ZIP that verifies itself; follow `Location` until it is done.

    Needs, beside `cases:write`, the right to read everything that is in it.
    """
    operation = export.request_export(session, principal, case_id)
    conditional.created(response, f"/v1/operations/{operation.id}", operation.version)
    return operation
