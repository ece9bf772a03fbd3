"""Finds contacts and shows them with all that was added to them since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts import repository
from app.contacts.calendars.service import erase_links
from app.contacts.filters import ContactFilter
from app.contacts.index import service as index
from app.contacts.index.repository import Place
from app.contacts.models import (
    CORRECTED,
    RECORDED,
    WITHDRAWN,
    Contact,
    ContactCorrection,
    ContactWithdrawal,
)
from app.contacts.schemas import ContactCreate, ContactRead, CorrectionRead, WithdrawalRead
from app.contacts.timing import is_recorded_late
from app.contacts.versions import as_it_reads_now, corrected_fields, replaced_values
from app.contacts.wording import contains
from app.core import clock
from app.core import repository as rows
from app.core.happenings import Happening
from app.core.pagination import PageRequest, Slice, every
from app.core.tables import data_table
from app.ledger import service as ledger
from app.ledger.records import Event
from app.ledger.rows import RowClaims

_BATCH = 200


def get_contact(session: Session, case_id: UUID, contact_id: UUID) -> ContactRead:
    """One contact with what was added to it."""
    cases.require_case(session, case_id)
    contact = rows.get_in_case(session, Contact, case_id, contact_id)
    return read_contacts(session, case_id, [contact])[0]


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
    debt_id: UUID | None = None,
    creditor_name: str | None = None,
) -> ContactFilter:
    """A filter from Shanghai days, both included; days no calendar reaches do not narrow."""
    begins = _edge(first, time.min) if first and first > date.min else None
    ends = _edge(last, time.max) if last and last < date.max else None
    return ContactFilter(channel, direction, outcome, begins, ends, debt_id, creditor_name)


def _edge(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=clock.SHANGHAI)


def list_contacts(
    session: Session,
    case_id: UUID,
    wanted: ContactFilter,
    text: str | None,
    request: PageRequest,
) -> Slice[ContactRead]:
    """Contacts, the one that occurred last first; with `text` those that contain it."""
    cases.require_case(session, case_id)
    behind = _place(session, case_id, request.after)
    ahead = request.limit + 1
    found = index.candidates(session, case_id, wanted, text, behind, ahead)
    shown: list[ContactRead] = []
    while len(shown) < ahead and (batch := list(islice(found, ahead))):
        read = read_contacts(session, case_id, batch)
        shown += [each for each in read if text is None or _says(each, text)]
    kept = shown[: request.limit]
    return request.slice_of(kept, kept[-1].id if len(shown) > len(kept) else None)


def _place(session: Session, case_id: UUID, contact_id: UUID | None) -> Place | None:
    if contact_id is None:
        return None
    row = rows.get_in_case(session, Contact, case_id, contact_id)
    return Place(row.occurred_at, row.sequence)


def _says(contact: ContactRead, text: str) -> bool:
    added = [each.model_dump() for each in (*contact.corrections, contact.withdrawn) if each]
    return contains([contact.model_dump(mode="json"), *added], text)


def read_contacts(
    session: Session, case_id: UUID, contacts: Sequence[Contact]
) -> list[ContactRead]:
    """Rows of contacts as they are shown, in the same order."""
    ids = [row.id for row in contacts]
    corrections = repository.corrections_of(session, case_id, ids)
    withdrawals = {row.contact_id: row for row in repository.withdrawals_of(session, case_id, ids)}
    sequences = [
        *(row.sequence for row in contacts),
        *(row.sequence for row in corrections),
        *(row.sequence for row in withdrawals.values()),
    ]
    events = ledger.read_events(session, case_id, sequences)
    by_contact: dict[UUID, list[ContactCorrection]] = {contact_id: [] for contact_id in ids}
    for row in corrections:
        by_contact[row.contact_id].append(row)
    return [
        ContactRead.model_validate(
            shown_fields(
                row.id,
                events[row.sequence],
                _read_corrections(events[row.sequence], by_contact[row.id], events),
                _read_withdrawal(withdrawals.get(row.id), events),
            )
        )
        for row in contacts
    ]


def as_corrected(contact: ContactRead) -> ContactCreate:
    """The contact as it reads now, every correction applied."""
    changes = [each.changes for each in contact.corrections]
    now = as_it_reads_now(contact.model_dump(mode="json"), changes)
    return ContactCreate.model_validate({name: now[name] for name in ContactCreate.model_fields})


def shown_fields(
    contact_id: UUID,
    event: Event,
    corrections: Sequence[CorrectionRead] = (),
    withdrawn: WithdrawalRead | None = None,
) -> dict[str, Any]:
    """The fields of `ContactRead`."""
    late_after = data_table("contacts", "log")["late_after_hours"]
    late = is_recorded_late(event.occurred_at, event.recorded_at, late_after)
    return {
        **event.payload,
        "id": contact_id,
        "recorded_at": event.recorded_at,
        "recorded_late": late or event.payload.get("source") == "imported",
        "sequence": event.sequence,
        "entry_hash": event.entry_hash.hex(),
        "corrections": list(corrections),
        "corrected": corrected_fields([each.changes for each in corrections]),
        "withdrawn": withdrawn,
        "version": 1 + len(corrections) + (withdrawn is not None),
    }


def _read_corrections(
    first: Event, corrections: Iterable[ContactCorrection], events: Mapping[int, Event]
) -> list[CorrectionRead]:
    added = [(row, events[row.sequence]) for row in corrections]
    replaced = replaced_values(first.payload, [event.payload["changes"] for _, event in added])
    return [
        CorrectionRead(
            id=row.id,
            sequence=row.sequence,
            entry_hash=event.entry_hash.hex(),
            recorded_at=event.recorded_at,
            reason=event.payload["reason"],
            changes=event.payload["changes"],
            replaces=before,
            acted_by=event.payload.get("acted_by"),
        )
        for (row, event), before in zip(added, replaced, strict=True)
    ]


def _read_withdrawal(
    row: ContactWithdrawal | None, events: Mapping[int, Event]
) -> WithdrawalRead | None:
    if row is None:
        return None
    event = events[row.sequence]
    return WithdrawalRead(
        id=row.id,
        sequence=row.sequence,
        entry_hash=event.entry_hash.hex(),
        recorded_at=event.recorded_at,
        reason=event.payload["reason"],
        acted_by=event.payload.get("acted_by"),
    )


def index_again(session: Session, case_id: UUID) -> int:
    """Makes every contact of a living case findable from what the ledger says; gives their number.

    For contacts recorded before there was an index, or when the index was lost.
    """
    found = index.candidates(session, case_id, ContactFilter(), None, None, _BATCH)
    count = 0
    while batch := list(islice(found, _BATCH)):
        ids = [row.id for row in batch]
        places = {row.id: Place(row.occurred_at, row.sequence) for row in batch}
        corrections = repository.corrections_of(session, case_id, ids)
        withdrawals = repository.withdrawals_of(session, case_id, ids)
        about = {row.sequence: places[row.id] for row in batch}
        about |= {row.sequence: places[row.contact_id] for row in corrections}
        about |= {row.sequence: places[row.contact_id] for row in withdrawals}
        events = ledger.read_events(session, case_id, about)
        said = [(place, events[sequence].payload) for sequence, place in about.items()]
        index.index_entries(session, case_id, said)
        count += len(batch)
    return count


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What the rows of a case copy out of their ledger events."""
    contacts, unreadable_contact = ledger.rows_in_order(session, Contact, case_id)
    corrections, unreadable_correction = ledger.rows_in_order(session, ContactCorrection, case_id)
    withdrawals, unreadable_withdrawal = ledger.rows_in_order(session, ContactWithdrawal, case_id)
    return [
        RowClaims([RECORDED], [row.as_ledger_row() for row in contacts], unreadable_contact),
        RowClaims([CORRECTED], [row.as_ledger_row() for row in corrections], unreadable_correction),
        RowClaims([WITHDRAWN], [row.as_ledger_row() for row in withdrawals], unreadable_withdrawal),
    ]


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the rows of a case; what they said goes with the ledger's payloads."""
    erase_links(session, case_id)
    repository.delete_case(session, case_id)


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Contacts as they read now; withdrawn ones stay in the log alone."""
    root = f"/v1/cases/{case_id}/contacts"
    everything = wanted_contacts(None, None, None, None, None)
    for shown in every(lambda page: list_contacts(session, case_id, everything, None, page)):
        if shown.withdrawn is None:
            now = as_corrected(shown)
            yield Happening(
                "contact",
                shown.id,
                clock.business_day(now.occurred_at),
                f"{root}/{shown.id}",
                at=now.occurred_at,
                code=now.outcome or now.channel,
                text=now.summary,
                debt_ids=tuple(now.debt_ids),
            )
