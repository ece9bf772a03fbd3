"""Queries on creditor packs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case
from app.dossier.models import CreditorPack


def page_of_packs(session: Session, case_id: UUID, request: PageRequest) -> Slice[CreditorPack]:
    """Packs of a case, newest first."""
    return page(session, scoped_to_case(session, CreditorPack, case_id), CreditorPack, request)


def all_packs(session: Session, case_id: UUID) -> Sequence[CreditorPack]:
    """Every pack of a case, in the order they were made."""
    statement = scoped_to_case(session, CreditorPack, case_id)
    return session.scalars(statement.order_by(CreditorPack.sequence)).all()


def delete_packs(session: Session, case_id: UUID) -> None:
    """Removes the packs of a case."""
    owned = (CreditorPack.tenant_id == tenant_of(session), CreditorPack.case_id == case_id)
    session.execute(delete(CreditorPack).where(*owned))
