"""Queries on wellbeing checks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case
from app.wellbeing.models import WellbeingCheck


def page_of_checks(session: Session, case_id: UUID, request: PageRequest) -> Slice[WellbeingCheck]:
    """Checks of a case, the newest first."""
    statement = scoped_to_case(session, WellbeingCheck, case_id)
    return page(session, statement, WellbeingCheck, request)


def checks_of(session: Session, case_id: UUID) -> Sequence[WellbeingCheck]:
    """Every check of a case in the order they were entered."""
    statement = scoped_to_case(session, WellbeingCheck, case_id)
    return session.scalars(statement.order_by(WellbeingCheck.id)).all()


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes every check of a case."""
    owned = (WellbeingCheck.tenant_id == tenant_of(session), WellbeingCheck.case_id == case_id)
    session.execute(delete(WellbeingCheck).where(*owned))
