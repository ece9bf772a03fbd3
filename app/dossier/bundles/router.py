"""`/v1/cases/{case_id}/evidence-bundles`: first the preview, then the making."""

from typing import Annotated

from fastapi import Depends, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.parameters import CaseId
from app.core.routing import WriteSession, subject_router
from app.dossier.bundles import service
from app.dossier.bundles.schemas import BundlePreview, BundleRequest, BundleScope
from app.operations.schemas import OPERATION_LOCATION, OperationRead

router = subject_router(tag="evidence")
Reader = Annotated[Principal, caller("evidence:read")]
Writer = Annotated[Principal, caller("evidence:write")]


@router.post(
    "/cases/{case_id}/evidence-bundles/preview",
    summary="Preview an evidence bundle",
    dependencies=[Depends(optional_key)],
)
def preview_evidence_bundle(
    case_id: CaseId, scope: BundleScope, session: WriteSession, principal: Reader
) -> BundlePreview:
    """What would go in, what stays as hashes, what may be held against you, whose data leaves."""
    return service.preview_bundle(session, principal, case_id, scope)


@router.post(
    "/cases/{case_id}/evidence-bundles",
    status_code=202,
    summary="Make an evidence bundle",
    dependencies=[Depends(optional_key)],
    responses={202: {"headers": OPERATION_LOCATION}},
)
def create_evidence_bundle(
    case_id: CaseId,
    wanted: BundleRequest,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> OperationRead:
    """Exactly what the preview showed, in one ZIP that verifies itself; follow `Location`.

    Needs, beside `evidence:write`, the right to read everything that is in it.
    """
    operation = service.request_bundle(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/operations/{operation.id}", operation.version)
    return operation
