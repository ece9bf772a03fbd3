"""Tells a desk over many cases what is due in each and when it was last spoken about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.desk import service as desk
from app.contacts.desk import repository
from app.core import clock


def everything_due(session: Session, kind: str | None) -> Sequence[tuple[UUID, str, date]]:
    """(case, kind, day) of every open follow-up of the tenant; of one kind if given."""
    return repository.everything_due(session, kind)


def last_contacts(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, date]:
    """The Shanghai day of the last contact of each of these cases that has any.

    Cases whose contacts the caller was not granted look as if they had none.
    """
    told = list(desk.shared(session, case_ids, "contacts"))
    found = repository.last_contacts(session, told)
    return {case_id: clock.business_day(at) for case_id, at in found}


def cases_with_contacts(session: Session) -> Collection[UUID]:
    """Cases of the tenant with a contact."""
    return repository.cases_with_contacts(session)
