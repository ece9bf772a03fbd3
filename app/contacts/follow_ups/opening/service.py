"""Opens follow-ups for what a contact promised, asked or complained of; an answer closes them."""

from collections.abc import Mapping
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
from app.contacts.schemas import ContactCreate, Promise
from app.contacts.tokens import organisations_of
from app.core import clock
from app.core.rules import rule_book
from app.core.sealing import open_row
from app.core.tables import data_table
from app.debts.schemas import DebtRead

AWAITED, COMPLAINT, REAPPLY = "answer_awaited", "complaint_reply", "reapply"


def follow_contact(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    payload: Mapping[str, Any],
    about: Mapping[UUID, DebtRead],
) -> None:
    """Opens what a new contact leaves to be done, and closes what it answers.

    Old records (imports) leave only what is not past yet.
    """
    contact = ContactCreate.model_validate(
        {name: payload[name] for name in ContactCreate.model_fields}
    )
    is_old = payload["source"] == "imported"
    said = _said(contact, payload)
    if waiting.is_answer(_table(), said):
        _close_answered(session, case_id, said)
    open_promises(session, case_id, contact_id, contact.promises, only_coming=is_old)
    types = {debt.creditor_type for debt in about.values()}
    channel = contact.complaint_channel or complaints.channel_for(
        rule_book(), contact.channel, types
    )
    stages: tuple[Stage, ...] = ()
    if channel is not None and not said.is_inbound:
        stages = complaints.stages(rule_book(), channel, said.day, types)
    if channel is not None and stages:
        if not is_old or stages[-1].due_on >= clock.today():
            _open_complaint(session, case_id, contact_id, said, channel, stages)
    else:
        _open_waiting(session, case_id, contact_id, said, only_coming=is_old)


def has_answer(contact: ContactCreate) -> bool:
    """Whether the other side said something in return."""
    return waiting.is_answer(_table(), _said(contact, contact.model_dump(mode="json")))


def open_promises(
    session: Session,
    case_id: UUID,
    contact_id: UUID,
    promises: list[Promise],
    *,
    only_coming: bool = False,
) -> None:
    """Follow-ups for promises with a day; of old records only those that are not past."""
    for promise in promises:
        if promise.due_on is None or (only_coming and promise.due_on < clock.today()):
            continue
        open_follow_up(
            session,
            case_id,
            kind="promise",
            by=promise.by,
            what=promise.what,
            due_on=promise.due_on,
            contact_id=contact_id,
        )


def follow_refusal(
    session: Session, case_id: UUID, debt_id: UUID, reapply_on: date, basis: str
) -> None:
    """Notes when asking again about a debt makes sense; a later refusal replaces an earlier."""
    key = cases.case_key(session, case_id)
    for row in repository.open_of_kinds(session, case_id, [REAPPLY]):
        if open_row(row, key)["debt_id"] == str(debt_id):
            row.done_at = row.updated_at = clock.now()
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


def _said(contact: ContactCreate, payload: Mapping[str, Any]) -> Said:
    debts = (str(debt_id) for debt_id in contact.debt_ids)
    return Said(
        day=clock.business_day(contact.occurred_at),
        channel=contact.channel,
        is_inbound=contact.direction == "inbound",
        outcome=contact.outcome,
        parties=frozenset([*debts, *organisations_of(payload)]),
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
    key = cases.case_key(session, case_id)
    rows = repository.open_of_kinds(session, case_id, [AWAITED])
    return any(said.parties & set(open_row(row, key)["parties"]) for row in rows)


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
    key = cases.case_key(session, case_id)
    for row in repository.open_of_kinds(session, case_id, [AWAITED, COMPLAINT]):
        facts = open_row(row, key)
        ticket = facts["ticket_number"]
        if row.kind == COMPLAINT and (ticket is None or ticket != said.ticket_number):
            continue
        asked_on = date.fromisoformat(facts["since"])
        same = row.kind == COMPLAINT or bool(said.parties & set(facts["parties"]))
        if said.day >= asked_on and same:
            row.done_at = row.updated_at = clock.now()
    session.flush()
