"""Queries on outcomes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.cases.models import CaseOutcome
from app.core.db import tenant_of
from app.core.repository import scoped, scoped_to_case


def find_outcome(session: Session, case_id: UUID) -> CaseOutcome | None:
    """The outcome of a case, if one was noted."""
    return session.scalars(scoped_to_case(session, CaseOutcome, case_id)).one_or_none()


def shared_outcomes(session: Session, most: int) -> Sequence[CaseOutcome]:
    """Outcomes whose owners let them be counted, the newest first."""
    statement = scoped(session, CaseOutcome).where(CaseOutcome.is_shared)
    return session.scalars(statement.order_by(CaseOutcome.id.desc()).limit(most)).all()


def delete_outcome(session: Session, case_id: UUID) -> None:
    """Removes the outcome of a case."""
    owned = (CaseOutcome.tenant_id == tenant_of(session), CaseOutcome.case_id == case_id)
    session.execute(delete(CaseOutcome).where(*owned))
