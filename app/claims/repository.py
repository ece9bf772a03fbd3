"""Queries on the claims of cases."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.claims.models import CaseClaim
from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case


def page_of_claims(
    session: Session, case_id: UUID, request: PageRequest, *, status: str | None
) -> Slice[CaseClaim]:
    """Claims of a case, newest first; of one status if given."""
    statement = scoped_to_case(session, CaseClaim, case_id)
    if status is not None:
        statement = statement.where(CaseClaim.status == status)
    return page(session, statement, CaseClaim, request)


def all_claims(session: Session, case_id: UUID) -> list[CaseClaim]:
    """Every claim of a case in the order they were entered."""
    statement = scoped_to_case(session, CaseClaim, case_id).order_by(CaseClaim.id)
    return list(session.scalars(statement))


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes every row of a case."""
    owned = (CaseClaim.tenant_id == tenant_of(session), CaseClaim.case_id == case_id)
    session.execute(delete(CaseClaim).where(*owned))
