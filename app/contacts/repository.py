"""Queries on contacts, what was added to them later, and follow-ups."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.contacts.models import (
    AgreementPeriod,
    CalendarLink,
    Contact,
    ContactCorrection,
    ContactWithdrawal,
    FollowUp,
    FreshTokens,
    SearchToken,
)
from app.core import clock
from app.core.db import line_of, tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.prepared import Prepared
from app.core.repository import page, scoped_to_case

_CONTACT = Prepared(insert(Contact))
_FOLLOW_UP = Prepared(insert(FollowUp))
_OPEN_OF_KINDS = Prepared(
    select(FollowUp.id, FollowUp.kind, FollowUp.sealed).where(
        FollowUp.tenant_id == bindparam("tenant"),
        FollowUp.case_id == bindparam("case"),
        FollowUp.done_at.is_(None),
        FollowUp.kind.in_([bindparam("kind"), bindparam("other_kind")]),
    )
)


class OpenFollowUp(NamedTuple):
    """What of a follow-up tells whether a contact settles it."""

    id: UUID
    kind: str
    sealed: bytes


def add_contact(session: Session, contact: Mapping[str, Any]) -> None:
    """Stores a contact whose entry is in the ledger, by the columns of `Contact`.

    Past the unit of work, which costs several times the insert itself.
    """
    _CONTACT.run(line_of(session), contact)


def add_follow_up(session: Session, follow_up: Mapping[str, Any]) -> None:
    """Stores something due, past the unit of work, by the columns of `FollowUp`."""
    _FOLLOW_UP.run(line_of(session), follow_up)


def corrections_of(
    session: Session, case_id: UUID, contact_ids: Sequence[UUID]
) -> Sequence[ContactCorrection]:
    """Corrections of these contacts, in the order they were recorded."""
    statement = scoped_to_case(session, ContactCorrection, case_id).where(
        ContactCorrection.contact_id.in_(contact_ids)
    )
    return session.scalars(statement.order_by(ContactCorrection.sequence)).all()


def withdrawals_of(
    session: Session, case_id: UUID, contact_ids: Sequence[UUID]
) -> Sequence[ContactWithdrawal]:
    """Withdrawals of these contacts."""
    statement = scoped_to_case(session, ContactWithdrawal, case_id).where(
        ContactWithdrawal.contact_id.in_(contact_ids)
    )
    return session.scalars(statement).all()


def list_follow_ups(
    session: Session,
    case_id: UUID,
    request: PageRequest,
    *,
    done: bool | None,
    kind: str | None = None,
    overdue_on: date | None = None,
) -> Slice[FollowUp]:
    """Follow-ups, the newest first; only open, done, of a kind or overdue ones if asked."""
    statement = scoped_to_case(session, FollowUp, case_id)
    if kind is not None:
        statement = statement.where(FollowUp.kind == kind)
    if overdue_on is not None:
        statement = statement.where(FollowUp.due_on < overdue_on, FollowUp.done_at.is_(None))
    if done is not None:
        is_open = FollowUp.done_at.is_(None)
        statement = statement.where(~is_open if done else is_open)
    return page(session, statement, FollowUp, request)


def open_follow_ups(session: Session, case_id: UUID) -> Sequence[FollowUp]:
    """Follow-ups not done yet, the earliest first."""
    statement = scoped_to_case(session, FollowUp, case_id).where(FollowUp.done_at.is_(None))
    return session.scalars(statement.order_by(FollowUp.due_on, FollowUp.id)).all()


def follow_ups_of(
    session: Session, case_id: UUID, contact_ids: Sequence[UUID]
) -> Sequence[FollowUp]:
    """Follow-ups of these contacts, the earliest first."""
    statement = scoped_to_case(session, FollowUp, case_id).where(
        FollowUp.contact_id.in_(contact_ids)
    )
    return session.scalars(statement.order_by(FollowUp.due_on, FollowUp.id)).all()


def open_of_kinds(
    session: Session, case_id: UUID, kind: str, other_kind: str | None = None
) -> list[OpenFollowUp]:
    """Follow-ups of a kind, or of two, that are not done yet, in no order.

    Asked for by id, SQLite would go through all follow-ups of the tenant.
    """
    owned = {"tenant": tenant_of(session), "case": case_id}
    given = {**owned, "kind": kind, "other_kind": other_kind or kind}
    return [OpenFollowUp(*row) for row in _OPEN_OF_KINDS.rows(line_of(session), given)]


def close_follow_ups(session: Session, case_id: UUID, ids: Sequence[UUID]) -> None:
    """Marks follow-ups as done."""
    now = clock.now()
    done = {"done_at": now, "updated_at": now, "version": FollowUp.version + 1}
    owned = (FollowUp.tenant_id == tenant_of(session), FollowUp.case_id == case_id)
    session.execute(update(FollowUp).where(*owned, FollowUp.id.in_(ids)).values(done))


def of_kind(session: Session, case_id: UUID, kind: str) -> Sequence[FollowUp]:
    """Follow-ups of a kind, done or not, in the order they were opened."""
    statement = scoped_to_case(session, FollowUp, case_id).where(FollowUp.kind == kind)
    return session.scalars(statement.order_by(FollowUp.id)).all()


def drop_open(
    session: Session, case_id: UUID, contact_id: UUID, kinds: Sequence[str] | None = None
) -> None:
    """Removes the follow-ups of a contact that are not done, of these kinds if given."""
    wanted = [
        FollowUp.tenant_id == tenant_of(session),
        FollowUp.case_id == case_id,
        FollowUp.contact_id == contact_id,
        FollowUp.done_at.is_(None),
    ]
    if kinds is not None:
        wanted.append(FollowUp.kind.in_(kinds))
    session.execute(delete(FollowUp).where(*wanted))


def agreement_periods(session: Session, case_id: UUID) -> Sequence[AgreementPeriod]:
    """Periods in which collection must rest, the earliest first."""
    statement = scoped_to_case(session, AgreementPeriod, case_id)
    return session.scalars(statement.order_by(AgreementPeriod.begins_on, AgreementPeriod.id)).all()


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes every row of a case."""
    for model in (
        CalendarLink,
        AgreementPeriod,
        FollowUp,
        ContactWithdrawal,
        ContactCorrection,
        FreshTokens,
        SearchToken,
        Contact,
    ):
        owned = (model.tenant_id == tenant_of(session), model.case_id == case_id)
        session.execute(delete(model).where(*owned))
