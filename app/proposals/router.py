"""`/v1/cases/{case_id}/proposals` and their schedules."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_DRAFT, DEMO_PROPOSAL, DEMO_SPARE_PROPOSAL, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.proposals import service
from app.proposals.payments.schemas import ProposalSchedule
from app.proposals.schemas import ProposalCreate, ProposalRead, ProposalUpdate

router = subject_router(tag="proposals", shares=("proposals",))
Reader = Annotated[Principal, caller("proposals:read")]
Writer = Annotated[Principal, caller("proposals:write")]
ProposalId = Annotated[UUID, Path(description="Id of the proposal.", examples=[DEMO_PROPOSAL])]
DraftId = Annotated[UUID, Path(description="Id of the draft.", examples=[DEMO_DRAFT])]
SpareDraftId = Annotated[UUID, Path(description="Id of the draft.", examples=[DEMO_SPARE_PROPOSAL])]


@router.post(
    "/cases/{case_id}/proposals",
    status_code=201,
    summary="Write a proposal down",
    dependencies=[Depends(require_key)],
)
def create_proposal(
    case_id: CaseId,
    wanted: ProposalCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ProposalRead:
    """A draft; its terms are checked against what is owed."""
    proposal = service.propose(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/proposals/{proposal.id}", proposal.version)
    return proposal


@router.get("/cases/{case_id}/proposals", summary="List proposals")
def list_proposals(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    debt_id: Annotated[UUID | None, Query(description="Only about this debt.")] = None,
) -> Page[ProposalRead]:
    """Proposals of the case, newest first."""
    found = service.page_of_proposals(session, case_id, paging, debt_id=debt_id)
    return link_next(response, found, ProposalRead)


@router.get("/cases/{case_id}/proposals/{proposal_id}", summary="Read a proposal")
def get_proposal(
    case_id: CaseId,
    proposal_id: ProposalId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ProposalRead:
    """One proposal."""
    proposal = service.get_proposal(session, case_id, proposal_id)
    conditional.tag(response, proposal.version, shown=proposal)
    return proposal


@router.patch("/cases/{case_id}/proposals/{proposal_id}", summary="Change or send a proposal")
def update_proposal(
    case_id: CaseId,
    proposal_id: DraftId,
    changes: ProposalUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> ProposalRead:
    """Changes a draft; `status: sent` notes for good that it went out to the lender."""
    proposal = service.change_proposal(
        session, principal, case_id, proposal_id, changes, precondition
    )
    conditional.tag(response, proposal.version)
    return proposal


@router.delete(
    "/cases/{case_id}/proposals/{proposal_id}", status_code=204, summary="Delete a draft"
)
def delete_proposal(
    case_id: CaseId,
    proposal_id: SpareDraftId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Takes a draft off the case; what went out stays."""
    service.delete_proposal(session, principal, case_id, proposal_id, precondition)


@router.get(
    "/cases/{case_id}/proposals/{proposal_id}/schedule", summary="Read a proposal's payments"
)
def get_proposal_schedule(
    case_id: CaseId, proposal_id: ProposalId, session: ReadSession, principal: Reader
) -> ProposalSchedule:
    """Every instalment to the fen, against what is owed now."""
    return service.get_schedule(session, case_id, proposal_id)
