"""Queries over the contacts of many cases at once."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contacts.models import Contact, FollowUp
from app.core.db import tenant_of


def everything_due(session: Session, kind: str | None) -> Sequence[tuple[UUID, str, date]]:
    """(case, kind, day) of every open follow-up, the earliest first."""
    statement = select(FollowUp.case_id, FollowUp.kind, FollowUp.due_on).where(
        FollowUp.tenant_id == tenant_of(session), FollowUp.done_at.is_(None)
    )
    if kind is not None:
        statement = statement.where(FollowUp.kind == kind)
    found = session.execute(statement.order_by(FollowUp.due_on))
    return [(row[0], row[1], row[2]) for row in found]


def court_days(session: Session, case_ids: Sequence[UUID], kind: str) -> Sequence[FollowUp]:
    """Open follow-ups of this kind of these cases, the earliest first."""
    statement = (
        select(FollowUp)
        .where(
            FollowUp.tenant_id == tenant_of(session),
            FollowUp.case_id.in_(case_ids),
            FollowUp.kind == kind,
            FollowUp.done_at.is_(None),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    return session.scalars(statement).all()


def last_contacts(session: Session, case_ids: Sequence[UUID]) -> Sequence[tuple[UUID, datetime]]:
    """(case, instant) of the last contact of each of these cases."""
    statement = (
        select(Contact.case_id, func.max(Contact.occurred_at))
        .where(Contact.tenant_id == tenant_of(session), Contact.case_id.in_(case_ids))
        .group_by(Contact.case_id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def cases_with_contacts(session: Session) -> set[UUID]:
    """Cases of the tenant with a contact."""
    statement = select(Contact.case_id).where(Contact.tenant_id == tenant_of(session)).distinct()
    return set(session.scalars(statement))
