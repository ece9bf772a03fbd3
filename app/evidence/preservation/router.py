"""`/v1/cases/{case_id}/evidence-items/{evidence_id}/preservation-steps`."""

from typing import Annotated

from app.core.auth import Principal, caller
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.evidence.preservation import service
from app.evidence.preservation.schemas import PreservationSteps
from app.evidence.router import EvidenceId

router = subject_router(tag="evidence")
Reader = Annotated[Principal, caller("evidence:read")]


@router.get(
    "/cases/{case_id}/evidence-items/{evidence_id}/preservation-steps",
    summary="List how to preserve a piece of evidence",
)
def list_preservation_steps(
    case_id: CaseId, evidence_id: EvidenceId, session: ReadSession, principal: Reader
) -> PreservationSteps:
    """What keeps it strong: original, transcript, time stamp, notary; none of it is a duty."""
    return service.list_steps(session, case_id, evidence_id)
