"""Queries on outcomes."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.cases.models import CaseOutcome
from app.core.db import tenant_of
from app.core.repository import scoped_to_case


def find_outcome(session: Session, case_id: UUID) -> CaseOutcome | None:
    """The outcome of a case, if one was noted."""
    return session.scalars(scoped_to_case(session, CaseOutcome, case_id)).one_or_none()


def delete_outcome(session: Session, case_id: UUID) -> None:
    """Removes the outcome of a case."""
    owned = (CaseOutcome.tenant_id == tenant_of(session), CaseOutcome.case_id == case_id)
    session.execute(delete(CaseOutcome).where(*owned))
