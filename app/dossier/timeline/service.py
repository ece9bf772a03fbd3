"""Puts what every subject tells of a case into one order, as far as the caller may be told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.cases.grants import service as grants
from app.contacts import service as contacts
from app.contacts.follow_ups import service as follow_ups
from app.core import clock, i18n
from app.core.happenings import Happening
from app.core.pagination import PageRequest, Slice
from app.documents import service as documents
from app.dossier.happenings import Wanted, in_order
from app.dossier.sheets import csv_text
from app.dossier.timeline.consents.service import (
    grant_steps,
    hold_steps,
    pack_steps,
    referral_steps,
)
from app.dossier.timeline.schemas import TimelineEntryRead
from app.evidence import service as evidence
from app.proceedings.timeline import service as proceedings
from app.proposals import service as proposals
from app.proposals.agreements.instalments import service as instalments
from app.proposals.efforts import service as efforts
from app.proposals.responses import service as responses
from app.statements import service as statements

Teller = Callable[[Session, UUID], Iterator[Happening]]


@dataclass(frozen=True, slots=True)
class Source:
    """Who tells, the scope a caller needs to be told, and the part a grant must name for it.

    Without a part it is the owner's alone.
    """

    scope: str
    part: str | None
    tellers: tuple[Teller, ...]


SOURCES: Final = (
    Source("cases:read", None, (hold_steps, grant_steps)),
    Source("contacts:read", "contacts", (contacts.timeline_entries, follow_ups.timeline_entries)),
    Source(
        "proposals:read",
        "proposals",
        (
            proposals.timeline_entries,
            responses.timeline_entries,
            instalments.timeline_entries,
            efforts.timeline_entries,
        ),
    ),
    Source("documents:read", "documents", (documents.timeline_entries,)),
    Source("documents:read", None, (pack_steps,)),
    Source("evidence:read", "evidence", (evidence.timeline_entries,)),
    Source("proceedings:read", None, (proceedings.timeline_entries,)),
    Source("statements:read", None, (statements.timeline_entries,)),
    Source("referrals:read", None, (referral_steps,)),
)
"""Wellbeing tells nothing here."""
COLUMNS: Final = ("day", "time", "kind", "code", "text", "debt_ids", "path")


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


def timeline_sheet(
    session: Session, scopes: frozenset[str], case_id: UUID, wanted: Wanted
) -> bytes:
    """The wanted part as a table for spreadsheets, in the language asked for."""
    heads = [i18n.text(f"timeline.columns.{name}") for name in COLUMNS]
    return csv_text(heads, map(_cells, _happenings(session, scopes, case_id, wanted)))


def _cells(each: Happening) -> list[str]:
    return [
        each.day.isoformat(),
        each.at.astimezone(clock.SHANGHAI).strftime("%H:%M") if each.at is not None else "",
        i18n.text(f"timeline.kinds.{each.kind}"),
        each.code or "",
        each.text or "",
        " ".join(map(str, each.debt_ids)),
        each.path,
    ]


def _happenings(
    session: Session, scopes: frozenset[str], case_id: UUID, wanted: Wanted
) -> list[Happening]:
    """What is told by those whom the caller may hear; others are as if they were empty."""
    cases.require_case(session, case_id)
    granted = grants.shared_parts(session, case_id)
    told = (
        each
        for source in SOURCES
        if source.scope in scopes and (granted is None or source.part in granted)
        for teller in source.tellers
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
