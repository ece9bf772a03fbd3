"""Issues documents, keeps them as they were, and gives them out again."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto, i18n
from app.core import repository as rows
from app.core.access import mark
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import explain, inputs_hash
from app.core.rules import rule_book
from app.documents import repository
from app.documents.drafting.service import MOST_WARNINGS, Draft, draft, refuse, warnings_of
from app.documents.models import ISSUED, IssuedDocument
from app.documents.schemas import DocumentCreated, DocumentRead, DocumentRequest, DocumentRisks
from app.documents.templates import hand_in_of, template_of
from app.documents.typesetting.service import MEDIA_TYPES, SUFFIXES, pages_of, render
from app.documents.typesetting.tree import traced
from app.ledger import service as ledger
from app.ledger.records import Event
from app.ledger.rows import OpenedEvent, RowClaims
from app.ledger.schemas import recorded
from app.ledger.verification import FirstBad
from app.proposals.warnings.schemas import WarningRead
from app.proposals.warnings.service import case_standing, case_warnings


def issue_document(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: DocumentRequest,
    *,
    document_id: UUID | None = None,
) -> DocumentCreated:
    """Composes, renders and keeps a document; its hash goes into the ledger.

    Raises:
        InvalidInput: for missing sources or facts, each with its place.
        Conflict: where sending the paper could harm its author and that was not acknowledged.
    """
    cases.require_case(session, case_id, lock=True)
    made = draft(session, case_id, wanted)
    refuse(made, wanted)
    content = render(made.document, wanted.format)
    document_id = document_id or new_id()
    payload = {**_payload(document_id, wanted, made, content), **mark(principal)}
    appended = ledger.append(session, case_id, ISSUED, clock.now(), payload)
    row = IssuedDocument(
        tenant_id=tenant_of(session),
        id=document_id,
        case_id=case_id,
        sequence=appended.sequence,
        **{name: payload[name] for name in COPIED},
    )
    repository.seal_content(row, cases.case_key(session, case_id), content)
    session.add(row)
    session.flush()
    accounts.record(session, principal, ISSUED, "document", row.id, case_id)
    where = recorded(appended)
    shown = _shown(row, payload, warnings_of(made), appended.recorded_at, where["entry_hash"])
    return DocumentCreated.model_validate({**shown, **where})


COPIED = ("template", "locale", "format", "profile", "sha256", "size")
"""What the row copies out of its event."""


def _payload(
    document_id: UUID, wanted: DocumentRequest, made: Draft, content: bytes
) -> dict[str, Any]:
    """What the ledger keeps of a document: what it is and where each figure came from."""
    figures = [
        {
            "label": each.label,
            "text": each.text,
            "source": {
                "kind": each.source.kind,
                "ref": each.source.ref,
                "field": each.source.field,
            },
        }
        for each in traced(made.document)
    ]
    request = wanted.model_dump(mode="json")
    return {
        **{name: request[name] for name in ("template", "locale", "format", "profile")},
        "id": str(document_id),
        "request": request,
        "title": made.document.title,
        "as_of": made.document.as_of.isoformat(),
        "file_name": f"{made.document.title}-{made.document.as_of}.{SUFFIXES[wanted.format]}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "pages": pages_of(content, wanted.format),
        "inputs_hash": inputs_hash({"request": request, "figures": figures}),
        "rule_set_version": rule_book().version,
        "rule_ids": list(made.rule_ids),
        "risks": list(made.risks),
        "figures": figures,
    }


def check_document(session: Session, case_id: UUID, wanted: DocumentRequest) -> DocumentRisks:
    """What issuing a document would meet: risks, refusals, missing facts. Nothing is kept.

    Raises:
        InvalidInput: for missing or unknown sources.
    """
    made = draft(session, case_id, wanted)
    return DocumentRisks(
        template=wanted.template,
        locale=wanted.locale,
        format=wanted.format,
        profile=wanted.profile,
        title=made.document.title,
        as_of=made.document.as_of,
        findings=made.findings(wanted.acknowledged_risks),
        warnings=warnings_of(made),
        citations=explain({}, rule_ids=made.rule_ids)["citations"],
        hand_in=_hand_in(wanted.template),
        missing=made.missing_read(),
        blocked_by=made.blocked_by(wanted),
    )


def get_document(session: Session, case_id: UUID, document_id: UUID) -> DocumentRead:
    """One document of a case, as it was issued."""
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, IssuedDocument, case_id, document_id)
    return _read(session, case_id, [row])[0]


def page_of_documents(
    session: Session, case_id: UUID, request: PageRequest, *, template: str | None = None
) -> Slice[DocumentRead]:
    """Documents of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.page_of_documents(session, case_id, request, template=template)
    return Slice(_read(session, case_id, found.items), found.next_cursor, found.next_link)


def open_content(
    session: Session, principal: Principal, case_id: UUID, document_id: UUID
) -> tuple[DocumentRead, bytes]:
    """A document with its bytes as issued; the reading is audited."""
    found = read_content(session, case_id, document_id)
    accounts.record(session, principal, "document_read", "document", document_id, case_id)
    return found


def read_content(session: Session, case_id: UUID, document_id: UUID) -> tuple[DocumentRead, bytes]:
    """The same for whoever notes the reading."""
    shown = get_document(session, case_id, document_id)
    row = rows.get_in_case(session, IssuedDocument, case_id, document_id)
    session.refresh(row, [repository.COLUMN])
    return shown, repository.open_content(row, cases.case_key(session, case_id))


def _read(session: Session, case_id: UUID, found: list[IssuedDocument]) -> list[DocumentRead]:
    events = ledger.read_events(session, case_id, [row.sequence for row in found])
    warnings = case_warnings(case_standing(session, case_id))
    return [_read_one(row, events[row.sequence], warnings) for row in found]


def _read_one(row: IssuedDocument, event: Event, warnings: list[WarningRead]) -> DocumentRead:
    shown = _shown(row, event.payload, warnings, event.recorded_at, event.entry_hash.hex())
    return DocumentRead.model_validate(shown)


def _shown(
    row: IssuedDocument,
    payload: Mapping[str, Any],
    warnings: list[WarningRead],
    issued_at: datetime,
    entry_hash: str,
) -> dict[str, Any]:
    acknowledged = payload["request"]["acknowledged_risks"]
    return {
        **{name: getattr(row, name) for name in COPIED},
        **{
            name: payload[name]
            for name in ("title", "file_name", "inputs_hash", "rule_set_version", "figures")
        },
        "id": row.id,
        "acted_by": payload.get("acted_by"),
        "as_of": date.fromisoformat(payload["as_of"]),
        "media_type": MEDIA_TYPES[payload["format"]],
        "findings": [
            {
                "code": code,
                "message": i18n.text(f"documents.risks.{code}"),
                "acknowledged": code in acknowledged,
            }
            for code in payload["risks"]
        ],
        "warnings": [*warnings[: MOST_WARNINGS - 1], *_too_long(payload)],
        "citations": explain({}, rule_ids=payload["rule_ids"])["citations"],
        "hand_in": _hand_in(row.template),
        "issued_at": issued_at,
        "sequence": row.sequence,
        "entry_hash": entry_hash,
        "version": 1,
    }


def _hand_in(template: str) -> str | None:
    return hand_in_of(template_of(template, i18n.current_language()))


def _too_long(payload: Mapping[str, Any]) -> list[WarningRead]:
    """That a paper of one page became longer."""
    template = template_of(payload["template"], payload["locale"])
    if not template.get("one_page") or (payload["pages"] or 1) == 1:
        return []
    message = i18n.text("documents.warnings.longer_than_one_page")
    return [WarningRead(code="longer_than_one_page", message=message, rule_id=None)]


def files_of_case(session: Session, case_id: UUID) -> Iterator[tuple[str, bytes]]:
    """(path in an archive, bytes) of every document, as they were issued."""
    key = cases.case_key(session, case_id)
    for row in repository.documents_with_content(session, case_id):
        suffix = SUFFIXES[row.format]  # type: ignore[index]  # only this service writes it
        yield f"documents/{row.id}.{suffix}", repository.open_content(row, key)


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Documents when they were issued."""
    root = f"/v1/cases/{case_id}/documents"
    for row in repository.documents_in_order(session, case_id):
        event = ledger.read_events(session, case_id, [row.sequence])[row.sequence]
        at, path = event.recorded_at, f"{root}/{row.id}"
        day, title = clock.business_day(at), event.payload["title"]
        yield Happening("document", row.id, day, path, at=at, code=row.template, text=title)


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What the rows of a case copy out of their ledger events."""
    found, unreadable = ledger.rows_in_order(session, IssuedDocument, case_id)
    return [RowClaims([ISSUED], [row.as_ledger_row() for row in found], unreadable)]


def file_faults(
    session: Session, case_id: UUID, events: Mapping[int, OpenedEvent]
) -> Iterator[FirstBad]:
    """The entries whose documents are no longer the bytes that were issued."""
    if not any(event.kind == ISSUED for event in events.values()):
        return
    key = cases.case_key(session, case_id)
    for row in repository.documents_with_content(session, case_id):
        event = events.get(row.sequence)
        if event is None or event.kind != ISSUED:
            continue
        try:
            content = repository.open_content(row, key)
        except crypto.DecryptionFailed:
            yield FirstBad(row.sequence, "file_differs")
        else:
            if hashlib.sha256(content).hexdigest() != event.facts["sha256"]:
                yield FirstBad(row.sequence, "file_differs")


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the documents of a case."""
    repository.delete_case(session, case_id)
