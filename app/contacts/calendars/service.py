"""Makes and revokes secret links to a case's calendar, and writes the calendar."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts.calendars import repository
from app.contacts.calendars.feeds import Due, feed
from app.contacts.calendars.schemas import CalendarLinkCreate, CalendarLinkRead
from app.contacts.follow_ups.schemas import FollowUpRead
from app.contacts.follow_ups.service import open_follow_ups
from app.contacts.models import CalendarLink
from app.core import clock, i18n
from app.core import repository as rows
from app.core.auth import Principal, require_key
from app.core.conditional import Precondition
from app.core.db import Database, tenant_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice

LINK = "calendar"


def create_link(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: CalendarLinkCreate,
    *,
    link_id: UUID | None = None,
    token: str | None = None,
) -> tuple[CalendarLinkRead, str]:
    """Makes a link; the second value is its secret, of which only a hash is kept.

    Raises:
        Forbidden: for an access token: the address would open the case after it.
    """
    require_key(principal)
    cases.require_case(session, case_id)
    link = CalendarLink(
        tenant_id=tenant_of(session),
        id=link_id or new_id(),
        case_id=case_id,
        detail=wanted.detail,
    )
    session.add(link)
    session.flush()
    secret = accounts.issue_link(session, LINK, link.id, token=token)
    accounts.record(session, principal, "calendar_link_made", "calendar_link", link.id, case_id)
    return _read(link), secret


def list_links(session: Session, case_id: UUID, request: PageRequest) -> Slice[CalendarLinkRead]:
    """Links of a case, the newest first; none of them shows its address."""
    cases.require_case(session, case_id)
    found = repository.list_links(session, case_id, request)
    return Slice([_read(link) for link in found.items], found.next_cursor, found.next_link)


def get_link(session: Session, case_id: UUID, link_id: UUID) -> CalendarLinkRead:
    """One link that still leads somewhere; the list keeps those that were revoked.

    Raises:
        NotFound: if the case has none such, or it was revoked.
    """
    cases.require_case(session, case_id)
    link = rows.get_in_case(session, CalendarLink, case_id, link_id)
    if link.revoked_at is not None:
        raise NotFound
    return _read(link)


def revoke_link(
    session: Session,
    principal: Principal,
    case_id: UUID,
    link_id: UUID,
    precondition: Precondition,
) -> None:
    """Ends a link at once: its address leads nowhere any more."""
    cases.require_case(session, case_id)
    link = rows.get_in_case(session, CalendarLink, case_id, link_id)
    precondition.check(link.version)
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        accounts.drop_link(session, link.id)
        accounts.record(
            session, principal, "calendar_link_revoked", "calendar_link", link.id, case_id
        )


def read_feed(database: Database, secret: str) -> bytes:
    """The calendar behind an address.

    Raises:
        NotFound: if there is none, it was revoked, or its case was erased.
    """
    with database.read() as session:
        link_id = accounts.enter_by_link(session, LINK, secret)
        link = rows.get(session, CalendarLink, link_id)
        if link.revoked_at is not None:
            raise NotFound
        entries = [_due(each, link.detail) for each in open_follow_ups(session, link.case_id)]
    return feed(i18n.text("contacts.calendar.name"), entries)


def _due(follow_up: FollowUpRead, detail: str) -> Due:
    plain, named = "contacts.calendar.summary", f"contacts.calendar.kinds.{follow_up.kind}"
    says_more = detail != "days" and i18n.has_text(named)
    return Due(
        id=follow_up.id,
        day=follow_up.due_on,
        changed_at=follow_up.updated_at,
        version=follow_up.version,
        summary=i18n.text(named if says_more else plain),
        description=follow_up.what if detail == "everything" else None,
    )


def erase_links(session: Session, case_id: UUID) -> None:
    """Makes the addresses of a case lead nowhere; its rows go with the case."""
    for link in repository.all_links(session, case_id):
        accounts.drop_link(session, link.id)


def _read(link: CalendarLink) -> CalendarLinkRead:
    return CalendarLinkRead(
        id=link.id,
        detail=link.detail,  # type: ignore[arg-type]  # only the literals are stored
        created_at=link.created_at,
        revoked=link.revoked_at is not None,
        revoked_at=link.revoked_at,
        version=link.version,
    )
