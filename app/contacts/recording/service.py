"""Writes contacts, corrections and withdrawals into the ledger of a case, for good."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts import repository
from app.contacts.errors import ContactWithdrawn
from app.contacts.follow_ups import complaints
from app.contacts.follow_ups.opening.service import follow_contact, follow_correction
from app.contacts.index.repository import Place
from app.contacts.index.service import index_addition, index_contact
from app.contacts.models import (
    CORRECTED,
    RECORDED,
    WITHDRAWN,
    Contact,
    ContactCorrection,
    ContactWithdrawal,
)
from app.contacts.schemas import (
    ContactChanges,
    ContactCreate,
    ContactCreated,
    CorrectionCreate,
    CorrectionCreated,
    WithdrawalCreate,
    WithdrawalCreated,
)
from app.contacts.service import as_corrected, read_contacts, shown_fields
from app.core import clock
from app.core import repository as rows
from app.core.access import mark
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.errors import invalid, require_known
from app.core.ids import new_id
from app.core.rules import rule_book
from app.core.tables import data_table
from app.debts import service as debts
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.records import Event
from app.ledger.schemas import recorded

_NEVER_NULL = (
    *("occurred_at", "channel", "direction", "debt_ids", "promises", "evidence_ids"),
    *("about_person", "conduct", "other_counterparts"),
)


def record_contact(
    session: Session,
    principal: Principal,
    case_id: UUID,
    contact: ContactCreate,
    *,
    contact_id: UUID | None = None,
    source: str = "entered",
) -> ContactCreated:
    """Writes a contact into the ledger of the case; promises with a day become follow-ups."""
    owed = _creditor_types(session, case_id) if contact.debt_ids else {}
    _require_known(session, case_id, contact, owed, "")
    contact_id = contact_id or new_id()
    said = _with_direction(contact)
    payload = {
        "id": str(contact_id),
        **said.model_dump(mode="json"),
        "direction_assumed": contact.direction is None,
        "source": source,
        **mark(principal),
    }
    appended = ledger.append(session, case_id, RECORDED, contact.occurred_at, payload)
    row = {
        "tenant_id": tenant_of(session),
        "id": contact_id,
        "case_id": case_id,
        "sequence": appended.sequence,
        "occurred_at": contact.occurred_at,
        "channel": said.channel,
        "direction": said.direction,
        "outcome": said.outcome,
    }
    repository.add_contact(session, row)
    place = Place(contact.occurred_at, appended.sequence)
    index_contact(session, case_id, place, payload)
    types = {owed[debt_id] for debt_id in said.debt_ids}
    follow_contact(session, case_id, contact_id, said, types, is_old=source == "imported")
    accounts.record(session, principal, RECORDED, "contact", contact_id, case_id)
    event = Event(
        appended.sequence,
        RECORDED,
        contact.occurred_at,
        appended.recorded_at,
        appended.entry_hash,
        payload,
    )
    return ContactCreated.model_validate({**shown_fields(contact_id, event), **recorded(appended)})


def _with_direction(contact: ContactCreate) -> ContactCreate:
    """The contact with who began it, taken from the channel where it was left out."""
    if contact.direction is not None:
        return contact
    inbound = contact.channel in data_table("contacts", "log")["inbound_channels"]
    return contact.model_copy(update={"direction": "inbound" if inbound else "outbound"})


def _place(row: Contact) -> Place:
    return Place(row.occurred_at, row.sequence)


def _standing(session: Session, case_id: UUID, contact_id: UUID) -> Contact:
    """A contact that may be added to.

    Raises:
        ContactWithdrawn: if it was withdrawn.
    """
    cases.require_case(session, case_id, lock=True)
    contact = rows.get_in_case(session, Contact, case_id, contact_id)
    if repository.withdrawals_of(session, case_id, [contact_id]):
        raise ContactWithdrawn
    return contact


def correct_contact(
    session: Session,
    principal: Principal,
    case_id: UUID,
    contact_id: UUID,
    wanted: CorrectionCreate,
) -> CorrectionCreated:
    """Adds a correction to the ledger; the contact itself stays as it was recorded."""
    contact = _standing(session, case_id, contact_id)
    owed = _creditor_types(session, case_id)
    changes = _checked_changes(session, case_id, wanted.changes, owed)
    row = ContactCorrection(**_added_to(session, contact))
    said = {"reason": wanted.reason, "changes": changes}
    payload = {**_about(row.id, contact), **said, **mark(principal)}
    appended = ledger.append(session, case_id, CORRECTED, clock.now(), payload)
    row.sequence = appended.sequence
    session.add(row)
    session.flush()
    index_addition(session, case_id, _place(contact), payload)
    [read] = read_contacts(session, case_id, [contact])
    now = as_corrected(read)
    types = {owed[debt_id] for debt_id in now.debt_ids if debt_id in owed}
    is_old = read.source == "imported"
    follow_correction(session, case_id, contact_id, now, changes, types, is_old=is_old)
    accounts.record(session, principal, CORRECTED, "contact", contact_id, case_id)
    return CorrectionCreated.model_validate(
        {"id": row.id, "corrects": contact_id, **recorded(appended)}
    )


def withdraw_contact(
    session: Session,
    principal: Principal,
    case_id: UUID,
    contact_id: UUID,
    wanted: WithdrawalCreate,
) -> WithdrawalCreated:
    """Adds to the ledger that a contact should not have been recorded; it stays readable.

    What was still to be followed up because of it is dropped.
    """
    contact = _standing(session, case_id, contact_id)
    row = ContactWithdrawal(**_added_to(session, contact))
    payload = {**_about(row.id, contact), "reason": wanted.reason, **mark(principal)}
    appended = ledger.append(session, case_id, WITHDRAWN, clock.now(), payload)
    row.sequence = appended.sequence
    session.add(row)
    session.flush()
    index_addition(session, case_id, _place(contact), payload)
    repository.drop_open(session, case_id, contact_id)
    accounts.record(session, principal, WITHDRAWN, "contact", contact_id, case_id)
    return WithdrawalCreated.model_validate(
        {"id": row.id, "withdraws": contact_id, **recorded(appended)}
    )


def _added_to(session: Session, contact: Contact) -> dict[str, Any]:
    return {
        "tenant_id": tenant_of(session),
        "id": new_id(),
        "case_id": contact.case_id,
        "contact_id": contact.id,
    }


def _about(row_id: UUID, contact: Contact) -> dict[str, Any]:
    """Which entry the new one is about, by contact and by its place in the ledger."""
    return {
        "id": str(row_id),
        "contact_id": str(contact.id),
        "replaces_sequence": contact.sequence,
    }


def _checked_changes(
    session: Session, case_id: UUID, changes: ContactChanges, owed: Collection[UUID]
) -> dict[str, Any]:
    given = changes.model_dump(mode="json", exclude_unset=True)
    if not given:
        raise invalid("/changes", "required")
    for name in _NEVER_NULL:
        if name in given and given[name] is None:
            raise invalid(f"/changes/{name}", "required")
    _require_known(session, case_id, changes, owed, "/changes")
    return given


def _creditor_types(session: Session, case_id: UUID) -> dict[UUID, str]:
    """The kind of creditor of each debt of the case."""
    return {debt.id: debt.creditor_type for debt in debts.list_debts(session, case_id)}


def _require_known(
    session: Session,
    case_id: UUID,
    said: ContactCreate | ContactChanges,
    owed: Collection[UUID],
    place: str,
) -> None:
    """Refuses debts, evidence and a complaint channel that are not known, at their place."""
    require_known(f"{place}/debt_ids", said.debt_ids or (), owed, "debt_unknown")
    evidence.require_items(session, case_id, said.evidence_ids or (), f"{place}/evidence_ids")
    if said.complaint_channel not in {None, *complaints.channels(rule_book())}:
        raise invalid(f"{place}/complaint_channel", "complaint_channel_unknown")
