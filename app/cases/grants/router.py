"""`/v1/cases/{case_id}/grants`: the owner's alone."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.cases.grants import service
from app.cases.grants.schemas import GrantActRead, GrantCreate, GrantRead, GrantUpdate
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_GRANT, DEMO_SPARE_GRANT, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="cases")
Reader = Annotated[Principal, caller("cases:read")]
Writer = Annotated[Principal, caller("cases:write")]
GrantId = Annotated[UUID, Path(description="Id of the grant.", examples=[DEMO_GRANT])]
SpareGrantId = Annotated[UUID, Path(description="Id of the grant.", examples=[DEMO_SPARE_GRANT])]


@router.post(
    "/cases/{case_id}/grants",
    status_code=201,
    summary="Let somebody see parts of a case",
    dependencies=[Depends(optional_key)],
)
def create_grant(
    case_id: CaseId,
    wanted: GrantCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> GrantRead:
    """An adviser or lawyer sees exactly these parts until the end; an agency needs a referral."""
    made = service.make_grant(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/grants/{made.id}", made.version)
    return made


@router.get("/cases/{case_id}/grants", summary="List grants")
def list_grants(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[GrantRead]:
    """Who may see what of the case, ended grants too, newest first."""
    return link_next(response, service.page_of_grants(session, case_id, paging), GrantRead)


@router.get("/cases/{case_id}/grants/{grant_id}", summary="Read a grant")
def get_grant(
    case_id: CaseId,
    grant_id: GrantId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> GrantRead:
    """One grant and how it stands now."""
    found = service.get_grant(session, case_id, grant_id)
    conditional.tag(response, found.version, shown=found)
    return found


@router.patch("/cases/{case_id}/grants/{grant_id}", summary="Change a grant")
def update_grant(
    case_id: CaseId,
    grant_id: GrantId,
    changes: GrantUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> GrantRead:
    """Changes parts or end; it holds so from the next request on."""
    changed = service.change_grant(session, principal, case_id, grant_id, changes, precondition)
    conditional.tag(response, changed.version, shown=changed)
    return changed


@router.delete("/cases/{case_id}/grants/{grant_id}", status_code=204, summary="Revoke a grant")
def revoke_grant(
    case_id: CaseId,
    grant_id: SpareGrantId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Ends it at once: the next request of the grantee finds nothing."""
    service.revoke_grant(session, principal, case_id, grant_id, precondition)


@router.get("/cases/{case_id}/grants/{grant_id}/acts", summary="List what was done under a grant")
def list_grant_acts(
    case_id: CaseId,
    grant_id: GrantId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[GrantActRead]:
    """Every reading and every change by the grantee in this case, newest first."""
    found = service.page_of_acts(session, case_id, grant_id, paging)
    return link_next(response, found, GrantActRead)
