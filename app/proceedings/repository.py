"""Queries on proceedings."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case
from app.proceedings.models import LegalProceeding


def page_of_proceedings(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[LegalProceeding]:
    """Proceedings of a case, newest first."""
    statement = scoped_to_case(session, LegalProceeding, case_id)
    return page(session, statement, LegalProceeding, request)


def all_proceedings(session: Session, case_id: UUID) -> list[LegalProceeding]:
    """Every proceeding of a case in the order they were entered."""
    statement = scoped_to_case(session, LegalProceeding, case_id).order_by(LegalProceeding.id)
    return list(session.scalars(statement))


def count_open(session: Session, role: str) -> dict[UUID, int]:
    """How many proceedings of each case of the tenant, on this side, are not closed."""
    statement = (
        select(LegalProceeding.case_id, func.count())
        .where(
            LegalProceeding.tenant_id == tenant_of(session),
            LegalProceeding.role == role,
            LegalProceeding.status != "closed",
        )
        .group_by(LegalProceeding.case_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def lacking_days(session: Session) -> set[UUID]:
    """Cases of the tenant with proceedings that lack a day."""
    statement = select(LegalProceeding.case_id).where(
        LegalProceeding.tenant_id == tenant_of(session), LegalProceeding.lacks_days
    )
    return set(session.scalars(statement.distinct()))


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes every row of a case."""
    owned = (
        LegalProceeding.tenant_id == tenant_of(session),
        LegalProceeding.case_id == case_id,
    )
    session.execute(delete(LegalProceeding).where(*owned))
