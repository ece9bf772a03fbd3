"""Tells a desk over many cases what is due in each and when it was last spoken about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.desk import service as desk
from app.contacts.desk import repository
from app.contacts.follow_ups.court_days.service import COURT
from app.core import clock, keys
from app.core.sealing import open_row


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A court's open last day (法院的期限): which one, and the key of its words."""

    code: str
    text: str
    due_on: date
    rule_id: str | None


def everything_due(session: Session, kind: str | None) -> Sequence[tuple[UUID, str, date]]:
    """(case, kind, day) of every open follow-up of the tenant; of one kind if given."""
    return repository.everything_due(session, kind)


def court_days(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, list[NamedDay]]:
    """The open court days of each of these cases, named, the earliest first."""
    found: dict[UUID, list[NamedDay]] = {case_id: [] for case_id in case_ids}
    for row in repository.court_days(session, case_ids, COURT):
        said = open_row(row, keys.case_key(session, row.case_id))
        day = NamedDay(said["code"], said["text"], row.due_on, row.rule_id)
        found[row.case_id].append(day)
    return found


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
