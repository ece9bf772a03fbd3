"""Takes files into the vault bit by bit and gives them out again."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto
from app.core import repository as rows
from app.core.access import mark
from app.core.auth import Principal
from app.core.blobs import BlobMissing
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid, require_known
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, every
from app.evidence import repository
from app.evidence.file_names import kept_name
from app.evidence.media_types import HEAD_BYTES, media_type_of
from app.evidence.models import LINKED, RECEIVED, EvidenceItem, EvidenceLink
from app.evidence.repository import Download, Staged, StoredFile
from app.evidence.schemas import EvidenceCreated, EvidenceMetadata, EvidenceRead
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


def stage(
    stored: StoredFile, file: BinaryIO, name: str | None, *, with_sm3: bool = False
) -> Staged:
    """Encrypts a file into the storage piece by piece, hashing it on the way.

    SM3 (GB/T 32905-2016) is computed beside SHA-256 where a court or notary asks for it.

    Raises:
        InvalidInput: if it is empty; nothing is stored then.
    """
    first = file.read(PIECE_BYTES)
    if not first:
        raise invalid("/file", "file_empty")
    digest, national = hashlib.sha256(), hashes.Hash(hashes.SM3())
    also = [national.update] if with_sm3 else []
    stored.write(_hashed(first, file, [digest.update, *also]))
    media_type = media_type_of(first[:HEAD_BYTES])
    sm3 = national.finalize().hex() if with_sm3 else None
    return Staged(stored, digest.hexdigest(), sm3, file.tell(), media_type, kept_name(name))


def _hashed(
    first: bytes, file: BinaryIO, digests: Sequence[Callable[[bytes], None]]
) -> Iterator[bytes]:
    piece = first
    while piece:
        for feed in digests:
            feed(piece)
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
    if metadata.supersedes is not None and not repository.get_items(
        session, case_id, [metadata.supersedes]
    ):
        raise invalid("/supersedes", "evidence_unknown")
    first = repository.first_with_hash(session, case_id, staged.sha256)
    payload = {
        **metadata.model_dump(mode="json"),
        "id": str(item_id),
        "file_name": staged.file_name,
        "sha256": staged.sha256,
        "size": staged.size,
        "media_type": staged.media_type,
        "duplicates_of": str(first) if first else None,
        **({"sm3": staged.sm3} if staged.sm3 is not None else {}),
        **mark(principal),
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
        supersedes=metadata.supersedes,
    )
    session.add(item)
    session.flush()
    accounts.record(session, principal, RECEIVED, "evidence_item", item_id, case_id)
    staged.recorded = True
    shown = _shown(item, payload, appended.recorded_at, appended.entry_hash, None)
    return EvidenceCreated.model_validate({**shown, **recorded(appended)})


def _shown(
    item: EvidenceItem,
    payload: Mapping[str, Any],
    received_at: datetime,
    entry_hash: bytes,
    superseded_by: UUID | None,
) -> dict[str, Any]:
    return {
        **payload,
        "id": item.id,
        "duplicates_of": item.duplicates_of,
        "supersedes": item.supersedes,
        "superseded_by": superseded_by,
        "received_at": received_at,
        "ledger_sequence": item.sequence,
        "entry_hash": entry_hash.hex(),
        "version": 1,
    }


def _read(session: Session, case_id: UUID, items: Sequence[EvidenceItem]) -> list[EvidenceRead]:
    events = ledger.read_events(session, case_id, [item.sequence for item in items])
    newer = {
        row.supersedes: row.id
        for row in repository.versions_after(session, case_id, [item.id for item in items])
    }
    shown = []
    for item in items:
        event = events[item.sequence]
        fields = _shown(
            item, event.payload, event.recorded_at, event.entry_hash, newer.get(item.id)
        )
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


def read_items(session: Session, case_id: UUID, ids: Sequence[UUID]) -> list[EvidenceRead]:
    """Those of these items that the case has."""
    return _read(session, case_id, repository.get_items(session, case_id, ids))


def categories_held(session: Session, case_id: UUID) -> frozenset[str]:
    """Categories of everything in the vault of the case."""
    return frozenset(category for _, category in categorised_items(session, case_id))


def categorised_items(session: Session, case_id: UUID) -> list[tuple[UUID, str]]:
    """(id, category) of every item of the vault that says what it is."""
    cases.require_case(session, case_id)
    items = _read(session, case_id, repository.all_items(session, case_id))
    return [(item.id, item.category) for item in items if item.category is not None]


def require_items(session: Session, case_id: UUID, ids: Sequence[UUID], pointer: str) -> None:
    """Refuses ids that are no evidence of the case.

    Raises:
        InvalidInput: pointing to each unknown id.
    """
    if not ids:
        return
    known = {item.id for item in repository.get_items(session, case_id, ids)}
    require_known(pointer, ids, known, "evidence_unknown")


def open_content(session: Session, principal: Principal, case_id: UUID, item_id: UUID) -> Download:
    """The bytes of an item as they were uploaded; the reading is audited.

    Raises:
        NotFound: if the item, or its file, is not there.
    """
    download = read_stored(session, case_id, item_id)
    accounts.record(session, principal, "evidence_content_read", "evidence_item", item_id, case_id)
    return download


def read_stored(session: Session, case_id: UUID, item_id: UUID) -> Download:
    """The bytes of an item for the service's own measuring: nothing of them may leave.

    Raises:
        NotFound: if the item, or its file, is not there.
    """
    item = get_item(session, case_id, item_id)
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
        repository.file_of(session, case_id, item.id, key)
        for item in repository.all_items(session, case_id)
    ]
    repository.delete_case(session, case_id)

    def delete_files() -> None:
        for file in stored:
            file.delete()

    return delete_files


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Evidence when it came into the vault."""
    root = f"/v1/cases/{case_id}/evidence-items"
    for item in every(lambda page: list_items(session, case_id, page)):
        yield Happening(
            "evidence",
            item.id,
            clock.business_day(item.received_at),
            f"{root}/{item.id}",
            at=item.received_at,
            code=item.category,
            text=item.title or item.file_name,
        )
