"""`/v1/cases/{case_id}/timeline`; whoever was granted a part is told of that part."""

from typing import Annotated

from fastapi import Depends, Query, Response

from app.core import conditional
from app.core.access import ANY_PART
from app.core.auth import Principal, caller
from app.core.conditional import documented_if_none_match
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Day, Id, Page
from app.dossier.happenings import Wanted
from app.dossier.timeline import service
from app.dossier.timeline.schemas import Kind, TimelineEntryRead

router = subject_router(tag="cases", shares=ANY_PART)
Reader = Annotated[Principal, caller("cases:read")]


class SheetResponse(Response):
    """A table for spreadsheets."""

    media_type = "text/csv"


async def wanted_part(
    kind: Annotated[Kind | None, Query(description="Only this part of the case.")] = None,
    first: Annotated[Day | None, Query(alias="from", description="From this day on.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Up to this day, included.")] = None,
    debt_id: Annotated[Id | None, Query(description="Only what names this debt.")] = None,
) -> Wanted:
    """The filter that list and table share."""
    return Wanted(kind, first, last, debt_id)


WantedPart = Annotated[Wanted, Depends(wanted_part)]


@router.get(
    "/cases/{case_id}/timeline",
    summary="Everything in order",
    dependencies=[Depends(documented_if_none_match)],
    responses={304: {"description": "Unchanged since the ETag you hold."}},
)
def get_timeline(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    wanted: WantedPart,
    response: Response,
) -> Page[TimelineEntryRead]:
    """What happened and what is due, the earliest first, as far as the key's scopes reach.

    Each part needs its own scope besides `cases:read`; without it, its entries are left out. Under
    a grant only the granted parts tell: nothing of courts, statements, holds and other grants.
    """
    found = service.page_of_timeline(session, principal.scopes, case_id, wanted, paging)
    page = link_next(response, found, TimelineEntryRead)
    conditional.tag_computed(response, page.model_dump_json().encode())
    return page


@router.get(
    "/cases/{case_id}/timeline.csv",
    summary="Everything in order, as a table",
    response_class=SheetResponse,
)
def get_timeline_sheet(
    case_id: CaseId, session: ReadSession, principal: Reader, wanted: WantedPart
) -> SheetResponse:
    """The same as CSV for spreadsheets, whole; no cell of it can act as a formula."""
    sheet = service.timeline_sheet(session, principal.scopes, case_id, wanted)
    named = {"Content-Disposition": 'attachment; filename="timeline.csv"'}
    return SheetResponse(sheet, headers=named)
