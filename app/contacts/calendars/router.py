"""`/v1/cases/{case_id}/calendar-links` and the feed behind such a link."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.contacts.calendars import service
from app.contacts.calendars.schemas import (
    CalendarLinkCreate,
    CalendarLinkCreated,
    CalendarLinkRead,
)
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_CALENDAR_LINK, DEMO_FEED, DEMO_SPARE_CALENDAR_LINK, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.core.tokens import FEED_PATTERN

router = subject_router(tag="contacts")
Reader = Annotated[Principal, caller("contacts:read")]
Writer = Annotated[Principal, caller("contacts:write")]
LinkId = Annotated[UUID, Path(description="Id of the link.", examples=[DEMO_CALENDAR_LINK])]
SpareLinkId = Annotated[
    UUID, Path(description="Id of the link.", examples=[DEMO_SPARE_CALENDAR_LINK])
]


class CalendarResponse(Response):
    """An iCalendar document."""

    media_type = "text/calendar"


@router.post(
    "/cases/{case_id}/calendar-links",
    status_code=201,
    summary="Make a calendar link",
    dependencies=[Depends(optional_key)],
)
def create_calendar_link(
    case_id: CaseId,
    wanted: CalendarLinkCreate,
    session: WriteSession,
    principal: Writer,
    request: Request,
    response: Response,
) -> CalendarLinkCreated:
    """A secret address with what is due, for a calendar application; shown once, revocable."""
    link, secret = service.create_link(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/calendar-links/{link.id}", link.version)
    url = f"{request.base_url}v1/calendars/{secret}.ics"
    return CalendarLinkCreated(**dict(link), url=url)


@router.get("/cases/{case_id}/calendar-links", summary="List calendar links")
def list_calendar_links(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[CalendarLinkRead]:
    """Links of the case, the newest first; none shows its address again."""
    return link_next(response, service.list_links(session, case_id, paging), CalendarLinkRead)


@router.get("/cases/{case_id}/calendar-links/{link_id}", summary="Read a calendar link")
def get_calendar_link(
    case_id: CaseId, link_id: LinkId, session: ReadSession, principal: Reader, response: Response
) -> CalendarLinkRead:
    """One link, without its address."""
    link = service.get_link(session, case_id, link_id)
    conditional.tag(response, link.version)
    return link


@router.delete(
    "/cases/{case_id}/calendar-links/{link_id}", status_code=204, summary="Revoke a calendar link"
)
def delete_calendar_link(
    case_id: CaseId,
    link_id: SpareLinkId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Ends the link at once; its feed is then not found."""
    service.revoke_link(session, principal, case_id, link_id, precondition)


@router.get("/calendars/{feed_id}.ics", summary="Read a calendar", response_class=CalendarResponse)
def get_calendar_feed(
    feed_id: Annotated[
        str,
        Path(
            pattern=FEED_PATTERN,
            max_length=47,
            description="The secret of the link.",
            examples=[DEMO_FEED],
        ),
    ],
    request: Request,
) -> CalendarResponse:
    """What is due, as iCalendar; it asks for no key, whoever has the address reads it."""
    calendar = CalendarResponse(
        service.read_feed(request.app.state.database, feed_id),
        headers={"Cache-Control": "private, max-age=3600"},
    )
    conditional.tag_computed(calendar, bytes(calendar.body))
    return calendar
