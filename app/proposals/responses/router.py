"""Answers to proposals."""

from typing import Annotated

from fastapi import Depends, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.proposals.responses import service
from app.proposals.responses.schemas import ResponseCreate, ResponseCreated, ResponseRead
from app.proposals.router import ProposalId

router = subject_router(tag="proposals", shares=("proposals",))
Reader = Annotated[Principal, caller("proposals:read")]
Writer = Annotated[Principal, caller("proposals:write")]


@router.post(
    "/cases/{case_id}/proposals/{proposal_id}/responses",
    status_code=201,
    summary="Record a lender's answer",
    dependencies=[Depends(require_key)],
)
def create_proposal_response(
    case_id: CaseId,
    proposal_id: ProposalId,
    wanted: ResponseCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ResponseCreated:
    """Records an answer for good and says what it means: what answers each reason, and when."""
    made = service.record_response(session, principal, case_id, proposal_id, wanted)
    conditional.created(
        response, f"/v1/cases/{case_id}/proposals/{proposal_id}/responses", made.version
    )
    return made


@router.get(
    "/cases/{case_id}/proposals/{proposal_id}/responses", summary="List the lender's answers"
)
def list_proposal_responses(
    case_id: CaseId,
    proposal_id: ProposalId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[ResponseRead]:
    """Answers to a proposal, newest first, analysed on the evidence held today."""
    found = service.page_of_responses(session, case_id, proposal_id, paging)
    return link_next(response, found, ResponseRead)
