"""Queries on debts."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import get_in_case, page, scoped_to_case
from app.debts.errors import DebtInUse
from app.debts.models import Debt, StoredPayments


def get_debt(session: Session, case_id: UUID, debt_id: UUID) -> Debt:
    """One debt of a case."""
    return get_in_case(session, Debt, case_id, debt_id)


def page_of_debts(session: Session, case_id: UUID, request: PageRequest) -> Slice[Debt]:
    """Debts of a case, newest first."""
    return page(session, scoped_to_case(session, Debt, case_id), Debt, request)


def all_debts(session: Session, case_id: UUID) -> list[Debt]:
    """Every debt of a case in the order they were entered."""
    return list(session.scalars(scoped_to_case(session, Debt, case_id).order_by(Debt.id)))


def find_payments(session: Session, case_id: UUID, debt_id: UUID) -> StoredPayments | None:
    """What was paid on a debt, None before the first PUT."""
    statement = scoped_to_case(session, StoredPayments, case_id)
    return session.scalars(statement.where(StoredPayments.debt_id == debt_id)).one_or_none()


def all_payments(session: Session, case_id: UUID) -> list[StoredPayments]:
    """The payments of every debt of a case."""
    statement = scoped_to_case(session, StoredPayments, case_id).order_by(StoredPayments.id)
    return list(session.scalars(statement))


def delete_debt(session: Session, debt: Debt) -> None:
    """Removes a debt with what was paid on it.

    Raises:
        DebtInUse: if a row of another subject points to it.
    """
    paid = find_payments(session, debt.case_id, debt.id)
    try:
        if paid is not None:
            session.delete(paid)
            session.flush()
        session.delete(debt)
        session.flush()
    except IntegrityError as error:
        raise DebtInUse from error


def cases_with_debts(session: Session) -> set[UUID]:
    """Cases of the tenant with a debt."""
    statement = select(Debt.case_id).where(Debt.tenant_id == tenant_of(session)).distinct()
    return set(session.scalars(statement))
