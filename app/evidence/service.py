"""Takes files into the vault bit by bit, gives them out again, and keeps checklists."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto, i18n
from app.core import repository as rows
from app.core.auth import Principal
from app.core.blobs import BlobMissing
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import FieldError, InvalidInput, NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.evidence import repository
from app.evidence.catalogue import elements, scale, templates
from app.evidence.checklist import Needed, completeness_percent, matrix, needed_items
from app.evidence.file_names import kept_name
from app.evidence.media_types import HEAD_BYTES, media_type_of
from app.evidence.models import LINKED, RECEIVED, Checklist, EvidenceItem, EvidenceLink
from app.evidence.repository import Download, Staged, StoredFile
from app.evidence.schemas import (
    ChecklistCreate,
    ChecklistItem,
    ChecklistRead,
    EvidenceCreated,
    EvidenceMetadata,
    EvidenceRead,
    ItemLink,
    MatrixCell,
    TemplateRead,
)
from app.evidence.strength import Held, Status, status_of
from app.ledger import service as ledger
from app.ledger.rows import OpenedEvent, RowClaims
from app.ledger.schemas import recorded
from app.ledger.verification import FirstBad

PIECE_BYTES = 256 * 1024


def plan_intake(session: Session, case_id: UUID, *, item_id: UUID | None = None) -> StoredFile:
    """Where a new file of the case will be, and the key it is encrypted with."""
    return repository.file_of(
        session, case_id, item_id or new_id(), cases.case_key(session, case_id)
    )


def stage(stored: StoredFile, file: BinaryIO, name: str | None) -> Staged:
    """Encrypts a file into the storage piece by piece, hashing it on the way.

    Raises:
        InvalidInput: if it is empty; nothing is stored then.
    """
    first = file.read(PIECE_BYTES)
    if not first:
        raise invalid("/file", "file_empty")
    digest = hashlib.sha256()
    stored.write(_hashed(first, file, digest))
    media_type = media_type_of(first[:HEAD_BYTES])
    return Staged(stored, digest.hexdigest(), file.tell(), media_type, kept_name(name))


def _hashed(first: bytes, file: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    piece = first
    while piece:
        digest.update(piece)
        yield piece
        piece = file.read(PIECE_BYTES)


def receive(
    session: Session,
    principal: Principal,
    case_id: UUID,
    staged: Staged,
    metadata: EvidenceMetadata,
) -> EvidenceCreated:
    """Records a staged file as evidence of the case."""
    cases.require_case(session, case_id, lock=True)
    item_id = staged.stored.item_id
    first = repository.first_with_hash(session, case_id, staged.sha256)
    payload = {
        **metadata.model_dump(mode="json"),
        "id": str(item_id),
        "file_name": staged.file_name,
        "sha256": staged.sha256,
        "size": staged.size,
        "media_type": staged.media_type,
        "duplicates_of": str(first) if first else None,
    }
    appended = ledger.append(session, case_id, RECEIVED, clock.now(), payload)
    item = EvidenceItem(
        tenant_id=tenant_of(session),
        id=item_id,
        case_id=case_id,
        sequence=appended.sequence,
        sha256=staged.sha256,
        size=staged.size,
        media_type=staged.media_type,
        duplicates_of=first,
    )
    session.add(item)
    session.flush()
    accounts.record(session, principal, RECEIVED, "evidence_item", item_id, case_id)
    staged.recorded = True
    shown = _shown(item, payload, appended.recorded_at, appended.entry_hash)
    return EvidenceCreated.model_validate({**shown, **recorded(appended)})


def _shown(
    item: EvidenceItem, payload: Mapping[str, Any], received_at: datetime, entry_hash: bytes
) -> dict[str, Any]:
    return {
        **payload,
        "id": item.id,
        "duplicates_of": item.duplicates_of,
        "received_at": received_at,
        "ledger_sequence": item.sequence,
        "entry_hash": entry_hash.hex(),
        "version": 1,
    }


def _read(session: Session, case_id: UUID, items: Sequence[EvidenceItem]) -> list[EvidenceRead]:
    events = ledger.read_events(session, case_id, [item.sequence for item in items])
    shown = []
    for item in items:
        event = events[item.sequence]
        fields = _shown(item, event.payload, event.recorded_at, event.entry_hash)
        shown.append(EvidenceRead.model_validate(fields))
    return shown


def get_item(session: Session, case_id: UUID, item_id: UUID) -> EvidenceRead:
    """One item of the vault."""
    cases.require_case(session, case_id)
    return _read(session, case_id, [rows.get_in_case(session, EvidenceItem, case_id, item_id)])[0]


def list_items(session: Session, case_id: UUID, request: PageRequest) -> Slice[EvidenceRead]:
    """Items of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.list_items(session, case_id, request)
    shown = _read(session, case_id, found.items)
    return Slice(shown, found.next_cursor, found.next_link)


def require_items(session: Session, case_id: UUID, ids: Sequence[UUID], pointer: str) -> None:
    """Refuses ids that are no evidence of the case.

    Raises:
        InvalidInput: pointing to each unknown id.
    """
    if not ids:
        return
    known = {item.id for item in repository.get_items(session, case_id, ids)}
    errors = [
        FieldError(f"{pointer}/{index}", "evidence_unknown")
        for index, item_id in enumerate(ids)
        if item_id not in known
    ]
    if errors:
        raise InvalidInput(errors=errors)


def open_content(session: Session, principal: Principal, case_id: UUID, item_id: UUID) -> Download:
    """The bytes of an item as they were uploaded; the reading is audited.

    Raises:
        NotFound: if the item, or its file, is not there.
    """
    item = get_item(session, case_id, item_id)
    accounts.record(session, principal, "evidence_content_read", "evidence_item", item_id, case_id)
    stored = repository.file_of(session, case_id, item_id, cases.case_key(session, case_id))
    try:
        pieces = stored.read()
    except BlobMissing:
        raise NotFound from None
    return Download(item.file_name, item.size, pieces)


def file_faults(
    session: Session, case_id: UUID, events: Mapping[int, OpenedEvent]
) -> Iterator[FirstBad]:
    """The entries whose stored files are missing or are not the bytes that were recorded."""
    received = {number: event for number, event in events.items() if event.kind == RECEIVED}
    if not received:
        return
    key = cases.case_key(session, case_id)
    for sequence, event in sorted(received.items()):
        digest = hashlib.sha256()
        try:
            item_id = UUID(event.facts["id"])
            for piece in repository.file_of(session, case_id, item_id, key).read():
                digest.update(piece)
        except BlobMissing:
            yield FirstBad(sequence, "file_missing")
        except crypto.DecryptionFailed:
            yield FirstBad(sequence, "file_differs")
        else:
            if digest.hexdigest() != event.facts["sha256"]:
                yield FirstBad(sequence, "file_differs")


def create_checklist(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: ChecklistCreate,
    *,
    checklist_id: UUID | None = None,
) -> ChecklistRead:
    """Makes a checklist from the catalogue for a purpose and claims."""
    cases.require_case(session, case_id)
    unknown = [
        FieldError(f"/claims/{index}", "claim_unknown")
        for index, claim in enumerate(wanted.claims)
        if claim not in elements()
    ]
    if unknown:
        raise InvalidInput(errors=unknown)
    row = Checklist(
        tenant_id=tenant_of(session),
        id=checklist_id or new_id(),
        case_id=case_id,
        purpose=wanted.purpose,
        claims=list(dict.fromkeys(wanted.claims)),
    )
    session.add(row)
    session.flush()
    accounts.record(session, principal, "checklist_made", "evidence_checklist", row.id, case_id)
    return _read_checklist(session, row)


def get_checklist(session: Session, case_id: UUID, checklist_id: UUID) -> ChecklistRead:
    """A checklist as it stands today."""
    cases.require_case(session, case_id)
    return _read_checklist(session, rows.get_in_case(session, Checklist, case_id, checklist_id))


def list_checklists(session: Session, case_id: UUID, request: PageRequest) -> Slice[ChecklistRead]:
    """Checklists of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.list_checklists(session, case_id, request)
    shown = [_read_checklist(session, row) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def link_evidence(
    session: Session,
    principal: Principal,
    case_id: UUID,
    checklist_id: UUID,
    code: str,
    wanted: ItemLink,
    precondition: Precondition,
) -> ChecklistRead:
    """Says which evidence stands for an item from now on; the ledger keeps every such event."""
    cases.require_case(session, case_id, lock=True)
    row = rows.get_in_case(session, Checklist, case_id, checklist_id)
    if code not in {needed.template.code for needed in _needed(session, row)}:
        raise NotFound
    precondition.check(row.version)
    require_items(session, case_id, wanted.evidence_ids, "/evidence_ids")
    ids = [str(item_id) for item_id in dict.fromkeys(wanted.evidence_ids)]
    facts = {"checklist_id": str(checklist_id), "code": code, "evidence_ids": ids}
    appended = ledger.append(session, case_id, LINKED, clock.now(), facts)
    session.add(
        EvidenceLink(
            tenant_id=tenant_of(session),
            id=new_id(),
            case_id=case_id,
            sequence=appended.sequence,
            checklist_id=checklist_id,
            code=code,
            evidence_ids=ids,
        )
    )
    row.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, LINKED, "evidence_checklist", checklist_id, case_id)
    return _read_checklist(session, row)


def _needed(session: Session, row: Checklist) -> list[Needed]:
    hardship = cases.get_case(session, row.case_id).hardship
    reasons = {hardship.reason, *hardship.additional_reasons} if hardship else set()
    chosen = [element for claim in row.claims for element in elements()[claim]]
    return needed_items(
        templates().values(), chosen, purpose=row.purpose, reasons=frozenset(reasons)
    )


def _read_checklist(session: Session, row: Checklist) -> ChecklistRead:
    needed = _needed(session, row)
    linked = {
        link.code: link.evidence_ids for link in repository.links_of(session, row.case_id, [row.id])
    }
    held = _held(session, row.case_id, linked.values())
    today = clock.today()
    statuses: dict[str, Status] = {
        each.template.code: status_of(
            [held[one] for one in linked.get(each.template.code, ())],
            each.template.expires_after_days,
            today,
        )
        for each in needed
    }
    return ChecklistRead(
        id=row.id,
        purpose=row.purpose,  # type: ignore[arg-type]  # only this service writes it
        claims=row.claims,
        as_of=today,
        completeness_percent=completeness_percent(needed, statuses, scale()),
        items=[
            ChecklistItem.of(
                each,
                statuses[each.template.code],
                map(UUID, linked.get(each.template.code, ())),
                i18n.current_language(),
            )
            for each in needed
        ],
        matrix=[MatrixCell.of(cell) for cell in matrix(needed, statuses)],
        created_at=row.created_at,
        version=row.version,
    )


def _held(session: Session, case_id: UUID, linked: Iterable[Iterable[str]]) -> dict[str, Held]:
    ids = {UUID(one) for each in linked for one in each}
    items = _read(session, case_id, repository.get_items(session, case_id, sorted(ids)))
    return {
        str(item.id): Held(
            str(item.id),
            item.original_kept,
            item.obtained_on or clock.business_day(item.received_at),
        )
        for item in items
    }


def list_templates() -> list[TemplateRead]:
    """The catalogue of evidence in the caller's language."""
    language = i18n.current_language()
    return [TemplateRead.of(each, language) for each in templates().values()]


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What the rows of a case copy out of their ledger events."""
    items, unreadable = ledger.rows_in_order(session, EvidenceItem, case_id)
    links, unreadable_link = ledger.rows_in_order(session, EvidenceLink, case_id)
    return [
        RowClaims([RECEIVED], [row.as_ledger_row() for row in items], unreadable),
        RowClaims([LINKED], [row.as_ledger_row() for row in links], unreadable_link),
    ]


def erase_case(session: Session, case_id: UUID) -> Callable[[], None]:
    """Removes the rows of a case; the function it returns removes the files, after the commit."""
    key = cases.case_key(session, case_id)
    stored = [
        repository.file_of(session, case_id, item_id, key)
        for item_id in repository.item_ids(session, case_id)
    ]
    repository.delete_case(session, case_id)

    def delete_files() -> None:
        for file in stored:
            file.delete()

    return delete_files
