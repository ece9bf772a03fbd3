"""Opens follow-ups for what a contact promised, asked or complained of; an answer closes them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts import repository
from app.contacts.follow_ups import complaints, waiting
from app.contacts.follow_ups.complaints import Stage
from app.contacts.follow_ups.service import open_follow_up
from app.contacts.follow_ups.waiting import Said
from app.contacts.models import FollowUp
from app.contacts.repository import OpenFollowUp
from app.contacts.schemas import ContactCreate, Promise
from app.contacts.tokens import organisations_of
from app.core import clock
from app.core.db import tenant_of
from app.core.rules import rule_book
from app.core.sealing import address, open_row, opened
from app.core.tables import data_table

PROMISE, AWAITED, COMPLAINT, REAPPLY = "promise", "answer_awaited", "complaint_reply", "reapply"
_TELLING = {
    *("occurred_at", "channel", "direction", "outcome", "ticket_number", "complaint_channel"),
    *("counterpart", "other_counterparts", "debt_ids"),
}
"""Fields that decide what a contact waits for, until when, and what answers it."""


def follow_contact(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    contact: ContactCreate,
    creditor_types: Collection[str],
    *,
    is_old: bool,
) -> None:
    """Opens what a new contact leaves to be done, and closes what it answers.

    `creditor_types` are those of the debts named. Old records (imports) leave only what is not
    past yet.
    """
    _open_promises(session, case_id, contact_id, contact.promises, only_coming=is_old)
    _follow_talk(session, case_id, contact_id, contact, creditor_types, is_old=is_old)


def follow_correction(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    contact: ContactCreate,
    corrected: Collection[str],
    creditor_types: Collection[str],
    *,
    is_old: bool,
) -> None:
    """Follows a contact as it reads now, as far as the corrected fields bear on what is due.

    What was done already stays done and is not opened again.
    """
    if "promises" in corrected:
        repository.drop_open(session, case_id, contact_id, [PROMISE])
        kept = _kept_promises(session, case_id, contact_id)
        left = [each for each in contact.promises if (each.what, each.due_on) not in kept]
        _open_promises(session, case_id, contact_id, left, only_coming=is_old)
    if not _TELLING.isdisjoint(corrected):
        repository.drop_open(session, case_id, contact_id, [AWAITED, COMPLAINT])
        done = {row.kind for row in repository.follow_ups_of(session, case_id, [contact_id])}
        if done.isdisjoint({AWAITED, COMPLAINT}):
            _follow_talk(session, case_id, contact_id, contact, creditor_types, is_old=is_old)


def _kept_promises(session: Session, case_id: UUID, contact_id: UUID) -> set[tuple[str, date]]:
    key = cases.case_key(session, case_id)
    rows = repository.follow_ups_of(session, case_id, [contact_id])
    return {(open_row(row, key)["what"], row.due_on) for row in rows if row.kind == PROMISE}


def _follow_talk(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    contact: ContactCreate,
    creditor_types: Collection[str],
    *,
    is_old: bool,
) -> None:
    """An answer closes what waited for it; a question or a complaint starts its clock."""
    said = _said(contact)
    if waiting.is_answer(_table(), said):
        _close_answered(session, case_id, said)
    channel = contact.complaint_channel or complaints.channel_for(
        rule_book(), contact.channel, creditor_types
    )
    stages: tuple[Stage, ...] = ()
    if channel is not None and not said.is_inbound:
        stages = complaints.stages(rule_book(), channel, said.day, creditor_types)
    if channel is not None and stages:
        if not is_old or stages[-1].due_on >= clock.today():
            _open_complaint(session, case_id, contact_id, said, channel, stages)
    else:
        _open_waiting(session, case_id, contact_id, said, only_coming=is_old)


def has_answer(contact: ContactCreate) -> bool:
    """Whether the other side said something in return."""
    return waiting.is_answer(_table(), _said(contact))


def _open_promises(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    promises: Iterable[Promise],
    *,
    only_coming: bool,
) -> None:
    """Follow-ups for promises with a day; of old records only those that are not past."""
    for promise in promises:
        if promise.due_on is None or (only_coming and promise.due_on < clock.today()):
            continue
        open_follow_up(
            session,
            case_id,
            kind=PROMISE,
            by=promise.by,
            what=promise.what,
            due_on=promise.due_on,
            contact_id=contact_id,
        )


def follow_refusal(
    session: Session, case_id: UUID, debt_id: UUID, reapply_on: date, basis: str
) -> None:
    """Notes when asking again about a debt makes sense; a later refusal replaces an earlier."""
    waiting = _open_of_kinds(session, case_id, REAPPLY)
    earlier = [row.id for row, facts in waiting if facts["debt_id"] == str(debt_id)]
    if earlier:
        repository.close_follow_ups(session, case_id, earlier)
    open_follow_up(
        session,
        case_id,
        kind=REAPPLY,
        by="debtor",
        what=None,
        due_on=reapply_on,
        facts={"debt_id": str(debt_id), "basis": basis},
    )


def _table() -> Mapping[str, Any]:
    return data_table("contacts", "follow_ups")


def _said(contact: ContactCreate) -> Said:
    debts = (str(debt_id) for debt_id in contact.debt_ids)
    spoken_to = contact.model_dump(mode="json", include={"counterpart", "other_counterparts"})
    return Said(
        day=clock.business_day(contact.occurred_at),
        channel=contact.channel,
        is_inbound=contact.direction == "inbound",
        outcome=contact.outcome,
        parties=frozenset([*debts, *organisations_of(spoken_to)]),
        ticket_number=contact.ticket_number,
    )


def _open_waiting(
    session: Session, case_id: UUID, contact_id: UUID, said: Said, *, only_coming: bool
) -> None:
    due_on = waiting.waits_until(_table(), said)
    if due_on is None or (only_coming and due_on < clock.today()):
        return
    if _is_waited_for(session, case_id, said):
        return  # silence counts from the first question
    open_follow_up(
        session,
        case_id,
        kind=AWAITED,
        by="creditor",
        what=None,
        due_on=due_on,
        contact_id=contact_id,
        facts={**_asked(said), "basis": "product_suggestion"},
    )


def _asked(said: Said) -> dict[str, Any]:
    return {
        "since": said.day.isoformat(),
        "parties": sorted(said.parties),
        "ticket_number": said.ticket_number,
    }


def _is_waited_for(session: Session, case_id: UUID, said: Said) -> bool:
    waiting = _open_of_kinds(session, case_id, AWAITED)
    return any(said.parties & set(facts["parties"]) for _row, facts in waiting)


def _open_of_kinds(
    session: Session, case_id: UUID, *kinds: str
) -> list[tuple[OpenFollowUp, dict[str, Any]]]:
    """What of one or two kinds is open, each with what it says."""
    key, tenant_id = cases.case_key(session, case_id), tenant_of(session)
    return [
        (row, opened(key, address(FollowUp.__tablename__, tenant_id, row.id), row.sealed))
        for row in repository.open_of_kinds(session, case_id, *kinds)
    ]


def _open_complaint(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    said: Said,
    channel: str,
    stages: tuple[Stage, ...],
) -> None:
    rule_ids = complaints.channels(rule_book())[channel]["rule_ids"]
    shown = [
        {
            "code": stage.code,
            "due_on": stage.due_on.isoformat(),
            "verification": stage.verification,
            "is_read": stage.is_read,
            "is_provisional": stage.is_provisional,
        }
        for stage in stages
    ]
    open_follow_up(
        session,
        case_id,
        kind=COMPLAINT,
        by="creditor",
        what=None,
        due_on=stages[0].due_on,
        contact_id=contact_id,
        rule_id=rule_ids[0] if rule_ids else None,
        facts={**_asked(said), "channel": channel, "stages": shown, "basis": "rule"},
    )


def _close_answered(session: Session, case_id: UUID, said: Said) -> None:
    """An answer ends the waiting for it; a complaint only when it names the same number."""
    answered = []
    for row, facts in _open_of_kinds(session, case_id, AWAITED, COMPLAINT):
        ticket = facts["ticket_number"]
        if row.kind == COMPLAINT and (ticket is None or ticket != said.ticket_number):
            continue
        asked_on = date.fromisoformat(facts["since"])
        same = row.kind == COMPLAINT or bool(said.parties & set(facts["parties"]))
        if said.day >= asked_on and same:
            answered.append(row.id)
    if answered:
        repository.close_follow_ups(session, case_id, answered)
