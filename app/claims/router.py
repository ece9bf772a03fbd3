"""`/v1/cases/{case_id}/claims`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.claims import service
from app.claims.schemas import (
    CaseClaimCreate,
    CaseClaimRead,
    CaseClaimSummary,
    CaseClaimUpdate,
    ClaimStatus,
)
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_CLAIM, DEMO_SPARE_CLAIM, DEMO_TRADER_CASE, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="claims")
Reader = Annotated[Principal, caller("claims:read")]
Writer = Annotated[Principal, caller("claims:write")]
TraderCaseId = Annotated[UUID, Path(description="Id of the case.", examples=[DEMO_TRADER_CASE])]
ClaimId = Annotated[UUID, Path(description="Id of the claim.", examples=[DEMO_CLAIM])]
SpareClaimId = Annotated[UUID, Path(description="Id of the claim.", examples=[DEMO_SPARE_CLAIM])]


@router.post(
    "/cases/{case_id}/claims",
    status_code=201,
    summary="Build a claim on the case",
    dependencies=[Depends(optional_key)],
)
def create_claim(
    case_id: CaseId,
    wanted: CaseClaimCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> CaseClaimRead:
    """What must be proved and by whom, what of the case supports it, what is missing, until when.

    Also the fee, the court, what the other side usually says, and what speaks against claiming.
    It is an estimate to take to a lawyer, and says nothing of the chance to win.
    """
    made = service.record_claim(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/claims/{made.id}", made.version, shown=made)
    return made


@router.get("/cases/{case_id}/claims", summary="List claims of the case")
def list_claims(
    case_id: TraderCaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    status: Annotated[ClaimStatus | None, Query(description="Only claims that are so far.")] = None,
) -> Page[CaseClaimSummary]:
    """Claims of the case, newest first; read one for its elements and clocks."""
    found = service.page_of_claims(session, case_id, paging, status=status)
    return link_next(response, found, CaseClaimSummary)


@router.get("/cases/{case_id}/claims/{claim_id}", summary="Read a claim of the case")
def get_claim(
    case_id: TraderCaseId,
    claim_id: ClaimId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> CaseClaimRead:
    """The claim on what the case holds today."""
    found = service.get_claim(session, case_id, claim_id)
    conditional.tag(response, found.version, shown=found)
    return found


@router.patch("/cases/{case_id}/claims/{claim_id}", summary="Change a claim of the case")
def update_claim(
    case_id: TraderCaseId,
    claim_id: ClaimId,
    changes: CaseClaimUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> CaseClaimRead:
    """Changes the fields given: answers, days, how far it is, how it ended and what was learned."""
    changed = service.change_claim(session, principal, case_id, claim_id, changes, precondition)
    conditional.tag(response, changed.version, shown=changed)
    return changed


@router.delete(
    "/cases/{case_id}/claims/{claim_id}", status_code=204, summary="Delete a claim of the case"
)
def delete_claim(
    case_id: CaseId,
    claim_id: SpareClaimId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Takes a claim entered by mistake off the case; note the outcome of those that ended."""
    service.delete_claim(session, principal, case_id, claim_id, precondition)
