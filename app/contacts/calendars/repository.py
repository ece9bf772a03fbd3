"""Queries on calendar links."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts.models import CalendarLink
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case


def list_links(session: Session, case_id: UUID, request: PageRequest) -> Slice[CalendarLink]:
    """Links of a case, the newest first."""
    return page(session, scoped_to_case(session, CalendarLink, case_id), CalendarLink, request)


def all_links(session: Session, case_id: UUID) -> list[CalendarLink]:
    """Every link of a case."""
    statement = scoped_to_case(session, CalendarLink, case_id)
    return list(session.scalars(statement.order_by(CalendarLink.id)))
