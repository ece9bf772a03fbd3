"""`/v1/cases/{case_id}/efforts`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_EFFORT, DEMO_SPARE_EFFORT, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.proposals.efforts import service
from app.proposals.efforts.schemas import EffortCreate, EffortRead, EffortUpdate

router = subject_router(tag="proposals", shares=("proposals",))
Reader = Annotated[Principal, caller("proposals:read")]
Writer = Annotated[Principal, caller("proposals:write")]
EffortId = Annotated[UUID, Path(description="Id of the effort.", examples=[DEMO_EFFORT])]
SpareEffortId = Annotated[UUID, Path(description="Id of the effort.", examples=[DEMO_SPARE_EFFORT])]


@router.post(
    "/cases/{case_id}/efforts",
    status_code=201,
    summary="Note an effort",
    dependencies=[Depends(optional_key)],
)
def create_effort(
    case_id: CaseId,
    wanted: EffortCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> EffortRead:
    """What the person has done to pay; it stands in statements and scripts and counts in scores."""
    effort = service.note_effort(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/efforts/{effort.id}", effort.version)
    return effort


@router.get("/cases/{case_id}/efforts", summary="List efforts")
def list_efforts(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[EffortRead]:
    """Efforts of the case, newest first."""
    return link_next(response, service.page_of_efforts(session, case_id, paging), EffortRead)


@router.get("/cases/{case_id}/efforts/{effort_id}", summary="Read an effort")
def get_effort(
    case_id: CaseId,
    effort_id: EffortId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> EffortRead:
    """One effort."""
    effort = service.get_effort(session, case_id, effort_id)
    conditional.tag(response, effort.version)
    return effort


@router.patch("/cases/{case_id}/efforts/{effort_id}", summary="Change an effort")
def update_effort(
    case_id: CaseId,
    effort_id: EffortId,
    changes: EffortUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> EffortRead:
    """Changes the fields given; papers already issued stay as they are."""
    effort = service.change_effort(session, principal, case_id, effort_id, changes, precondition)
    conditional.tag(response, effort.version)
    return effort


@router.delete("/cases/{case_id}/efforts/{effort_id}", status_code=204, summary="Delete an effort")
def delete_effort(
    case_id: CaseId,
    effort_id: SpareEffortId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Takes an effort noted by mistake off the case."""
    service.delete_effort(session, principal, case_id, effort_id, precondition)
