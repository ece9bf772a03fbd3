"""`/v1/cases/{case_id}/legal-proceedings`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.core import clock, conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import (
    DEMO_PROCEEDING,
    DEMO_SPARE_PROCEEDING,
    DEMO_TRADER_CASE,
    CaseId,
)
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.proceedings import service
from app.proceedings.schemas import ProceedingCreate, ProceedingRead, ProceedingUpdate

router = subject_router(tag="proceedings")
Reader = Annotated[Principal, caller("proceedings:read")]
Writer = Annotated[Principal, caller("proceedings:write")]
TraderCaseId = Annotated[UUID, Path(description="Id of the case.", examples=[DEMO_TRADER_CASE])]
ProceedingId = Annotated[
    UUID, Path(description="Id of the proceedings.", examples=[DEMO_PROCEEDING])
]
SpareProceedingId = Annotated[
    UUID, Path(description="Id of the proceedings.", examples=[DEMO_SPARE_PROCEEDING])
]


@router.post(
    "/cases/{case_id}/legal-proceedings",
    status_code=201,
    summary="Record a paper from a court",
    dependencies=[Depends(optional_key)],
)
def create_proceeding(
    case_id: CaseId,
    wanted: ProceedingCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ProceedingRead:
    """What came, when and how; answers until when to act, what to do first, what one may choose.

    Nobody is asked whether the paper is real: check it with the court's own number.
    """
    made = service.record_proceeding(session, principal, case_id, wanted)
    conditional.created(
        response,
        f"/v1/cases/{case_id}/legal-proceedings/{made.id}",
        made.version,
        as_of=clock.today(),
    )
    return made


@router.get("/cases/{case_id}/legal-proceedings", summary="List proceedings")
def list_proceedings(
    case_id: TraderCaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[ProceedingRead]:
    """Proceedings of the case, newest first, with their clocks as they stand today."""
    found = service.page_of_proceedings(session, case_id, paging)
    return link_next(response, found, ProceedingRead)


@router.get("/cases/{case_id}/legal-proceedings/{proceeding_id}", summary="Read proceedings")
def get_proceeding(
    case_id: TraderCaseId,
    proceeding_id: ProceedingId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ProceedingRead:
    """Clocks, next steps, options and warnings as they stand today."""
    found = service.get_proceeding(session, case_id, proceeding_id)
    conditional.tag(response, found.version, as_of=clock.today())
    return found


@router.patch("/cases/{case_id}/legal-proceedings/{proceeding_id}", summary="Change proceedings")
def update_proceeding(
    case_id: TraderCaseId,
    proceeding_id: ProceedingId,
    changes: ProceedingUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> ProceedingRead:
    """Changes the fields given; `responded_on` of a paper ends its clocks."""
    changed = service.change_proceeding(
        session, principal, case_id, proceeding_id, changes, precondition
    )
    conditional.tag(response, changed.version, as_of=clock.today())
    return changed


@router.delete(
    "/cases/{case_id}/legal-proceedings/{proceeding_id}",
    status_code=204,
    summary="Delete proceedings",
)
def delete_proceeding(
    case_id: CaseId,
    proceeding_id: SpareProceedingId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Takes proceedings entered by mistake off the case; close those that ended instead."""
    service.delete_proceeding(session, principal, case_id, proceeding_id, precondition)
