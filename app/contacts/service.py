"""Records contacts and corrections for good, and finds them again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts import repository
from app.contacts.follow_ups.service import open_follow_up
from app.contacts.models import CORRECTED, RECORDED, Contact, ContactCorrection
from app.contacts.repository import ContactFilter
from app.contacts.schemas import (
    ContactChanges,
    ContactCreate,
    ContactCreated,
    ContactRead,
    CorrectionCreate,
    CorrectionCreated,
    CorrectionRead,
    Promise,
)
from app.contacts.search import contains
from app.core import clock
from app.core import repository as rows
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.errors import invalid, require_known
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.debts import service as debts
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.records import Event
from app.ledger.rows import RowClaims
from app.ledger.schemas import recorded

_NEVER_NULL = ("occurred_at", "channel", "direction", "debt_ids", "promises", "evidence_ids")


def record_contact(
    session: Session,
    principal: Principal,
    case_id: UUID,
    contact: ContactCreate,
    *,
    contact_id: UUID | None = None,
) -> ContactCreated:
    """Writes a contact into the ledger of the case; promises with a day become follow-ups."""
    _require_debts(session, case_id, contact.debt_ids, "/debt_ids")
    evidence.require_items(session, case_id, contact.evidence_ids, "/evidence_ids")
    contact_id = contact_id or new_id()
    payload = {"id": str(contact_id), **contact.model_dump(mode="json")}
    appended = ledger.append(session, case_id, RECORDED, contact.occurred_at, payload)
    row = Contact(
        tenant_id=tenant_of(session),
        id=contact_id,
        case_id=case_id,
        sequence=appended.sequence,
        occurred_at=contact.occurred_at,
        channel=contact.channel,
        direction=contact.direction,
        outcome=contact.outcome,
    )
    session.add(row)
    session.flush()
    _open_promises(session, case_id, contact_id, contact.promises)
    accounts.record(session, principal, RECORDED, "contact", contact_id, case_id)
    shown = _shown(row, payload, appended.recorded_at, appended.entry_hash, [])
    return ContactCreated.model_validate({**shown, **recorded(appended)})


def correct_contact(
    session: Session,
    principal: Principal,
    case_id: UUID,
    contact_id: UUID,
    wanted: CorrectionCreate,
) -> CorrectionCreated:
    """Adds a correction to the ledger; the contact itself stays as it was recorded."""
    cases.require_case(session, case_id)
    contact = rows.get_in_case(session, Contact, case_id, contact_id)
    changes = _checked_changes(session, case_id, wanted.changes)
    correction_id = new_id()
    payload = {
        "id": str(correction_id),
        "contact_id": str(contact_id),
        "reason": wanted.reason,
        "changes": changes,
    }
    appended = ledger.append(session, case_id, CORRECTED, clock.now(), payload)
    session.add(
        ContactCorrection(
            tenant_id=tenant_of(session),
            id=correction_id,
            case_id=case_id,
            contact_id=contact.id,
            sequence=appended.sequence,
        )
    )
    session.flush()
    if wanted.changes.promises is not None:
        repository.drop_open_promises(session, case_id, contact_id)
        _open_promises(session, case_id, contact_id, wanted.changes.promises)
    accounts.record(session, principal, CORRECTED, "contact", contact_id, case_id)
    return CorrectionCreated.model_validate(
        {"id": correction_id, "corrects": contact_id, **recorded(appended)}
    )


def _checked_changes(session: Session, case_id: UUID, changes: ContactChanges) -> dict[str, Any]:
    given = changes.model_dump(mode="json", exclude_unset=True)
    if not given:
        raise invalid("/changes", "required")
    for name in (*_NEVER_NULL, "about_person", "conduct"):
        if name in given and given[name] is None:
            raise invalid(f"/changes/{name}", "required")
    _require_debts(session, case_id, changes.debt_ids or (), "/changes/debt_ids")
    ids = changes.evidence_ids or []
    evidence.require_items(session, case_id, ids, "/changes/evidence_ids")
    return given


def _require_debts(session: Session, case_id: UUID, ids: Sequence[UUID], pointer: str) -> None:
    known = {debt.id for debt in debts.list_debts(session, case_id)} if ids else set()
    require_known(pointer, ids, known, "debt_unknown")


def _open_promises(
    session: Session, case_id: UUID, contact_id: UUID, promises: Iterable[Promise]
) -> None:
    for promise in promises:
        if promise.due_on is not None:
            open_follow_up(
                session,
                case_id,
                kind="promise",
                by=promise.by,
                what=promise.what,
                due_on=promise.due_on,
                contact_id=contact_id,
            )


def get_contact(session: Session, case_id: UUID, contact_id: UUID) -> ContactRead:
    """One contact with its corrections."""
    cases.require_case(session, case_id)
    contact = rows.get_in_case(session, Contact, case_id, contact_id)
    return _read(session, case_id, [contact])[0]


def require_contact(session: Session, case_id: UUID, contact_id: UUID) -> None:
    """Refuses a contact that the case does not have.

    Raises:
        NotFound: if there is none.
    """
    rows.get_in_case(session, Contact, case_id, contact_id)


def wanted_contacts(
    channel: str | None,
    direction: str | None,
    outcome: str | None,
    first: date | None,
    last: date | None,
) -> ContactFilter:
    """A filter from Shanghai days, both included; days no calendar reaches do not narrow."""
    begins = _edge(first, time.min) if first and first > date.min else None
    ends = _edge(last, time.max) if last and last < date.max else None
    return ContactFilter(channel, direction, outcome, begins, ends)


def _edge(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=clock.SHANGHAI)


def list_contacts(
    session: Session,
    case_id: UUID,
    wanted: ContactFilter,
    text: str | None,
    request: PageRequest,
) -> Slice[ContactRead]:
    """Contacts, the one recorded last first; with `text` those that contain it."""
    cases.require_case(session, case_id)
    if text is None:
        found = repository.list_contacts(session, case_id, wanted, request)
        shown = _read(session, case_id, found.items)
        return Slice(shown, found.next_cursor, found.next_link)
    candidates = repository.contacts_after(session, case_id, wanted, request.after)
    hits = [contact for contact in _read(session, case_id, candidates) if _says(contact, text)]
    kept = hits[: request.limit]
    return request.slice_of(kept, kept[-1].id if len(hits) > len(kept) else None)


def _says(contact: ContactRead, text: str) -> bool:
    corrections = [correction.model_dump() for correction in contact.corrections]
    return contains([contact.model_dump(mode="json"), *corrections], text)


def _read(session: Session, case_id: UUID, contacts: Sequence[Contact]) -> list[ContactRead]:
    corrections = repository.corrections_of(session, case_id, [row.id for row in contacts])
    sequences = [
        *(row.sequence for row in contacts),
        *(row.sequence for row in corrections),
    ]
    events = ledger.read_events(session, case_id, sequences)
    by_contact: dict[UUID, list[CorrectionRead]] = {row.id: [] for row in contacts}
    for row in corrections:
        by_contact[row.contact_id].append(_read_correction(row, events[row.sequence]))
    shown = []
    for contact in contacts:
        event = events[contact.sequence]
        fields = _shown(
            contact, event.payload, event.recorded_at, event.entry_hash, by_contact[contact.id]
        )
        shown.append(ContactRead.model_validate(fields))
    return shown


def _shown(
    row: Contact,
    payload: Mapping[str, Any],
    recorded_at: datetime,
    entry_hash: bytes,
    corrections: list[CorrectionRead],
) -> dict[str, Any]:
    return {
        **payload,
        "id": row.id,
        "recorded_at": recorded_at,
        "sequence": row.sequence,
        "entry_hash": entry_hash.hex(),
        "corrections": corrections,
        "version": 1 + len(corrections),
    }


def _read_correction(row: ContactCorrection, event: Event) -> CorrectionRead:
    return CorrectionRead(
        id=row.id,
        sequence=row.sequence,
        entry_hash=event.entry_hash.hex(),
        recorded_at=event.recorded_at,
        reason=event.payload["reason"],
        changes=event.payload["changes"],
    )


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What the rows of a case copy out of their ledger events."""
    contacts, unreadable = ledger.rows_in_order(session, Contact, case_id)
    corrections, unreadable_correction = ledger.rows_in_order(session, ContactCorrection, case_id)
    return [
        RowClaims([RECORDED], [row.as_ledger_row() for row in contacts], unreadable),
        RowClaims([CORRECTED], [row.as_ledger_row() for row in corrections], unreadable_correction),
    ]


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the rows of a case; what they said goes with the ledger's payloads."""
    repository.delete_case(session, case_id)
