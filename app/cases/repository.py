"""Queries on cases and their legal holds; erased cases are not found."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.cases.models import Case, LegalHold
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped, scoped_to_case


def get_case(session: Session, case_id: UUID, *, lock: bool = False) -> Case:
    """A case that was not erased; `lock` keeps others from appending to it meanwhile.

    A session reads it once, and once more when it first locks it.
    """
    held: dict[UUID, Case] = session.info.setdefault("cases", {})
    locked: set[UUID] = session.info.setdefault("locked_cases", set())
    must_lock = lock and case_id not in locked
    case = session.get(Case, (tenant_of(session), case_id), with_for_update=must_lock or None)
    if case is None or case.erased_at is not None:
        raise NotFound
    held[case_id] = case  # the session itself forgets what nobody refers to
    if must_lock:
        locked.add(case_id)
    return case


def case_ids(session: Session, *, living: bool = False) -> Sequence[UUID]:
    """The ids of all cases of the tenant, erased ones too unless asked otherwise, oldest first."""
    statement = select(Case.id).where(Case.tenant_id == tenant_of(session))
    if living:
        statement = statement.where(Case.erased_at.is_(None))
    return session.scalars(statement.order_by(Case.id)).all()


def open_cases(session: Session, assigned_to: UUID | None) -> dict[UUID, UUID | None]:
    """Open cases with who is in charge, oldest first; only one key's if given."""
    statement = select(Case.id, Case.assigned_to).where(
        Case.tenant_id == tenant_of(session), Case.erased_at.is_(None), Case.status == "open"
    )
    if assigned_to is not None:
        statement = statement.where(Case.assigned_to == assigned_to)
    return {row.id: row.assigned_to for row in session.execute(statement.order_by(Case.id))}


def cases_of(session: Session, case_ids: Sequence[UUID]) -> Sequence[Case]:
    """These cases of the tenant."""
    return session.scalars(scoped(session, Case).where(Case.id.in_(case_ids))).all()


def list_cases(
    session: Session,
    request: PageRequest,
    *,
    reference_token: bytes | None,
    status: str | None,
) -> Slice[Case]:
    """Cases, newest first, by reference or status if given."""
    statement = scoped(session, Case).where(Case.erased_at.is_(None))
    if reference_token is not None:
        statement = statement.where(Case.reference_token == reference_token)
    if status is not None:
        statement = statement.where(Case.status == status)
    return page(session, statement, Case, request)


def open_holds(session: Session, case_id: UUID, today: date) -> list[LegalHold]:
    """Holds in force on a day."""
    statement = scoped_to_case(session, LegalHold, case_id).where(
        LegalHold.lifted_at.is_(None),
        or_(LegalHold.expires_on.is_(None), LegalHold.expires_on >= today),
    )
    return list(session.scalars(statement.order_by(LegalHold.id)))
