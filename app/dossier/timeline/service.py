"""Puts what every subject tells of a case into one order."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts import service as contacts
from app.contacts.follow_ups import service as follow_ups
from app.core import clock, i18n
from app.core.pagination import PageRequest, Slice
from app.documents import service as documents
from app.dossier.contents.service import every
from app.dossier.happenings import Happening, Wanted, in_order
from app.dossier.timeline.consents.service import (
    grant_steps,
    hold_steps,
    pack_steps,
    referral_steps,
)
from app.dossier.timeline.schemas import TimelineEntryRead
from app.evidence import service as evidence
from app.proceedings import service as proceedings
from app.proposals import service as proposals
from app.proposals.agreements import service as agreements
from app.proposals.agreements.instalments import service as instalments
from app.proposals.efforts import service as efforts
from app.proposals.responses import service as responses
from app.statements import service as statements

Teller = Callable[[Session, UUID], Iterator[Happening]]
_ALL_CONTACTS = contacts.wanted_contacts(None, None, None, None, None)


def page_of_timeline(
    session: Session, scopes: frozenset[str], case_id: UUID, wanted: Wanted, request: PageRequest
) -> Slice[TimelineEntryRead]:
    """A page of the timeline, the earliest first."""
    found = request.slice_in_memory(_happenings(session, scopes, case_id, wanted))
    return Slice([_read(each) for each in found.items], found.next_cursor, found.next_link)


def whole_timeline(
    session: Session, scopes: frozenset[str], case_id: UUID
) -> list[TimelineEntryRead]:
    """All of it, for the export."""
    return [_read(each) for each in _happenings(session, scopes, case_id, Wanted())]


def _happenings(
    session: Session, scopes: frozenset[str], case_id: UUID, wanted: Wanted
) -> list[Happening]:
    """What the subjects tell whose scope the caller has; others are as if they were empty."""
    cases.require_case(session, case_id)
    told = (
        each
        for scope, tellers in TELLERS.items()
        if scope in scopes
        for teller in tellers
        for each in teller(session, case_id)
    )
    return in_order(told, wanted)


def _read(each: Happening) -> TimelineEntryRead:
    return TimelineEntryRead.model_validate(
        {
            "kind": each.kind,
            "id": each.object_id,
            "day": each.day,
            "at": each.at,
            "title": i18n.text(f"timeline.kinds.{each.kind}"),
            "code": each.code,
            "text": each.text,
            "debt_ids": list(each.debt_ids),
            "path": each.path,
        }
    )


def _contacts(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Contacts as they read now; withdrawn ones stay in the log alone."""
    root = f"/v1/cases/{case_id}/contacts"
    for shown in every(
        lambda page: contacts.list_contacts(session, case_id, _ALL_CONTACTS, None, page)
    ):
        if shown.withdrawn is None:
            now = contacts.as_corrected(shown)
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


def _follow_ups(session: Session, case_id: UUID) -> Iterator[Happening]:
    """What was due or is, a court's last days and hearings among it."""
    path = f"/v1/cases/{case_id}/follow-ups"
    for due in every(lambda page: follow_ups.list_follow_ups(session, case_id, page)):
        yield Happening("follow_up", due.id, due.due_on, path, code=due.kind, text=due.what)


def _proposals(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Proposals, and the answers to each."""
    root = f"/v1/cases/{case_id}/proposals"
    for offer in every(
        lambda page: proposals.page_of_proposals(session, case_id, page, debt_id=None)
    ):
        path, debt = f"{root}/{offer.id}", (offer.debt_id,)
        yield Happening(
            "proposal",
            offer.id,
            clock.business_day(offer.created_at),
            path,
            at=offer.created_at,
            code=offer.request_kind,
            text=offer.reason,
            debt_ids=debt,
        )
        yield from _responses(session, case_id, offer.id, f"{path}/responses", debt)


def _responses(
    session: Session, case_id: UUID, proposal_id: UUID, path: str, debt_ids: tuple[UUID, ...]
) -> Iterator[Happening]:
    for answer in every(
        lambda page: responses.page_of_responses(session, case_id, proposal_id, page)
    ):
        yield Happening(
            "response",
            answer.id,
            clock.business_day(answer.received_at),
            path,
            at=answer.received_at,
            code=answer.answer,
            debt_ids=debt_ids,
        )


def _agreements(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Agreements, and what was paid on each."""
    root = f"/v1/cases/{case_id}/agreements"
    for agreed in every(
        lambda page: agreements.page_of_agreements(session, case_id, page, debt_id=None)
    ):
        path, debt = f"{root}/{agreed.id}", (agreed.debt_id,)
        yield Happening(
            "agreement", agreed.id, agreed.agreed_on, path, code=agreed.form, debt_ids=debt
        )
        yield from _payments(session, case_id, agreed.id, f"{path}/payments", debt)


def _payments(
    session: Session, case_id: UUID, agreement_id: UUID, path: str, debt_ids: tuple[UUID, ...]
) -> Iterator[Happening]:
    for paid in every(
        lambda page: instalments.page_of_payments(session, case_id, agreement_id, page)
    ):
        text = paid.model_dump(mode="json")["amount"]
        yield Happening("payment", paid.id, paid.paid_on, path, text=text, debt_ids=debt_ids)


def _evidence(session: Session, case_id: UUID) -> Iterator[Happening]:
    root = f"/v1/cases/{case_id}/evidence-items"
    for item in every(lambda page: evidence.list_items(session, case_id, page)):
        yield Happening(
            "evidence",
            item.id,
            clock.business_day(item.received_at),
            f"{root}/{item.id}",
            at=item.received_at,
            code=item.category,
            text=item.title or item.file_name,
        )


def _court_papers(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Papers on the day they came; proceedings without any, on the day they were entered."""
    root = f"/v1/cases/{case_id}/legal-proceedings"
    for each in proceedings.list_proceedings(session, case_id):
        days: list[tuple[date, str]] = [
            (paper.received_on, paper.kind)
            for paper in each.documents
            if paper.received_on is not None
        ]
        if not days:
            days.append((clock.business_day(each.created_at), each.kind))
        for day, code in days:
            yield Happening(
                "court_paper",
                each.id,
                day,
                f"{root}/{each.id}",
                code=code,
                text=each.institution,
                debt_ids=tuple(each.debt_ids),
            )


def _documents(session: Session, case_id: UUID) -> Iterator[Happening]:
    root = f"/v1/cases/{case_id}/documents"
    for paper in documents.timeline_entries(session, case_id):
        at, paper_id = paper["occurred_at"], paper["ref"]
        day, path = clock.business_day(at), f"{root}/{paper_id}"
        yield Happening("document", paper_id, day, path, at=at, text=paper["title"])


def _imports(session: Session, case_id: UUID) -> Iterator[Happening]:
    root = f"/v1/cases/{case_id}/statement-imports"
    for read in every(lambda page: statements.list_imports(session, case_id, page)):
        yield Happening(
            "statement_import",
            read.id,
            clock.business_day(read.created_at),
            f"{root}/{read.id}",
            at=read.created_at,
            code=read.institution,
        )


def _efforts(session: Session, case_id: UUID) -> Iterator[Happening]:
    """What the person does to pay, on the day it began."""
    root = f"/v1/cases/{case_id}/efforts"
    for effort in efforts.list_efforts(session, case_id):
        day = effort.since or clock.business_day(effort.created_at)
        path = f"{root}/{effort.id}"
        yield Happening("effort", effort.id, day, path, code=effort.kind, text=effort.note)


TELLERS: Mapping[str, tuple[Teller, ...]] = {
    "cases:read": (hold_steps, grant_steps),
    "contacts:read": (_contacts, _follow_ups),
    "proposals:read": (_proposals, _agreements, _efforts),
    "documents:read": (_documents, pack_steps),
    "evidence:read": (_evidence,),
    "proceedings:read": (_court_papers,),
    "statements:read": (_imports,),
    "referrals:read": (referral_steps,),
}
"""Who tells what, and the scope a caller needs to be told. Wellbeing tells nothing here."""
