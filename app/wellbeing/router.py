"""`/v1/cases/{case_id}/wellbeing-checks`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import (
    DEMO_SECOND_CASE,
    DEMO_SPARE_WELLBEING_CHECK,
    DEMO_TRADER_CASE,
    DEMO_WELLBEING_CHECK,
    CaseId,
)
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.wellbeing import service
from app.wellbeing.schemas import WellbeingCheckCreate, WellbeingCheckRead

router = subject_router(tag="wellbeing")
Reader = Annotated[Principal, caller("wellbeing:read")]
Writer = Annotated[Principal, caller("wellbeing:write")]
SecondCaseId = Annotated[UUID, Path(description="Id of the case.", examples=[DEMO_SECOND_CASE])]
TraderCaseId = Annotated[UUID, Path(description="Id of the case.", examples=[DEMO_TRADER_CASE])]
CheckId = Annotated[UUID, Path(description="Id of the check.", examples=[DEMO_WELLBEING_CHECK])]
SpareCheckId = Annotated[
    UUID, Path(description="Id of the check.", examples=[DEMO_SPARE_WELLBEING_CHECK])
]


@router.post(
    "/cases/{case_id}/wellbeing-checks",
    status_code=201,
    summary="Note how the person is",
    dependencies=[Depends(optional_key)],
)
def create_wellbeing_check(
    case_id: CaseId,
    wanted: WellbeingCheckCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> WellbeingCheckRead:
    """Two minutes, of one's own accord: what the answers come to, the trend, what may help today.

    A screening, no diagnosis. Never shared, never part of a score; erased when asked.
    """
    made = service.record_check(session, principal, case_id, wanted)
    conditional.created(response, service.path_of(case_id, made.id), made.version, shown=made)
    return made


@router.get("/cases/{case_id}/wellbeing-checks", summary="List wellbeing checks")
def list_wellbeing_checks(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[WellbeingCheckRead]:
    """Checks of the case, the newest first."""
    found = service.page_of_checks(session, case_id, paging)
    return link_next(response, found, WellbeingCheckRead)


@router.get("/cases/{case_id}/wellbeing-checks/{check_id}", summary="Read a wellbeing check")
def get_wellbeing_check(
    case_id: CaseId, check_id: CheckId, session: ReadSession, principal: Reader, response: Response
) -> WellbeingCheckRead:
    """One check with its trend."""
    found = service.get_check(session, case_id, check_id)
    conditional.tag(response, found.version, shown=found)
    return found


@router.delete(
    "/cases/{case_id}/wellbeing-checks/{check_id}",
    status_code=204,
    summary="Erase a wellbeing check",
)
def delete_wellbeing_check(
    case_id: SecondCaseId,
    check_id: SpareCheckId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Erases it for good, and the stored answer that showed it; exports made before keep it."""
    service.erase_check(session, principal, case_id, check_id, precondition)


@router.delete(
    "/cases/{case_id}/wellbeing-checks", status_code=204, summary="Erase all wellbeing checks"
)
def delete_wellbeing_checks(
    case_id: TraderCaseId, session: WriteSession, principal: Writer, precondition: IfMatch
) -> None:
    """Erases every check of the case for good; `If-Match: *` says: whatever is there."""
    service.erase_checks(session, principal, case_id, precondition)
