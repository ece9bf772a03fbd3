"""Exports a case: reads everything of it, notes the manifest in the ledger, seals the archive."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto
from app.core.auth import Principal
from app.core.errors import NotFound
from app.documents import service as documents
from app.dossier.archive import (
    EXPORT_MADE,
    MANIFEST,
    SEAL,
    document,
    listed,
    manifest,
    zip_pieces,
)
from app.dossier.contents.service import every, everything_of, listed_item, plain
from app.evidence import service as evidence
from app.evidence.schemas import EvidenceRead
from app.ledger import service as ledger
from app.ledger.anchors import service as anchors
from app.ledger.errors import LedgerDamaged
from app.ledger.keys import service as ledger_keys
from app.ledger.proofs import service as proofs
from app.ledger.schemas import LedgerEntryRead
from app.operations import service as operations
from app.operations.errors import WorkFailed
from app.operations.schemas import OperationRead
from app.operations.worker.service import Produced, Run

KIND = "case_export"
SCOPES = [
    "cases:read",
    "debts:read",
    "budget:read",
    "statements:read",
    "proceedings:read",
    "claims:read",
    "proposals:read",
    "documents:read",
    "contacts:read",
    "evidence:read",
]
"""Whoever fetches an export reads all of this."""
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """An archive that the ledger knows of but that is not written yet."""

    made_at: datetime
    texts: Mapping[str, bytes]
    evidence: tuple[EvidenceRead, ...]
    seal: Fields
    anchor_id: UUID | None

    @property
    def steps(self) -> int:
        """Evidence files, and one for all the rest."""
        return len(self.evidence) + 1


def request_export(session: Session, principal: Principal, case_id: UUID) -> OperationRead:
    """Takes the export of a living case on."""
    cases.require_case(session, case_id)
    return operations.request(session, principal, KIND, case_id)


def make_export(run: Run) -> Produced:
    """The work behind an export.

    Raises:
        WorkFailed: if the ledger or an evidence file is not what was recorded.
    """
    with run.database.write(run.tenant_id) as session:
        draft = _draft(session, run)
    draft = _sealed(run, draft)
    size = run.keep(zip_pieces(_members(run, draft), draft.made_at))
    day = clock.business_day(draft.made_at)
    return Produced(f"shangan-{run.case_id}-{day}.zip", size)


def _draft(session: Session, run: Run) -> Draft:
    """Reads the case as it stands under its lock, and notes the manifest in its ledger."""
    case_id, made_at = run.case_id, clock.now()
    cases.require_case(session, case_id, lock=True)
    items = tuple(every(lambda page: evidence.list_items(session, case_id, page)))
    try:
        entries = list(_entries(session, case_id, None))
        texts = {
            "case.json": document(everything_of(session, case_id, items)),
            "ledger.json": document({"entries": [entry for _id, entry in entries]}),
            "anchors.json": document(
                {"anchors": [plain(each) for each in anchors.all_anchors(session, case_id)]}
            ),
            **dict(documents.files_of_case(session, case_id)),
            "verify.py": files("app.data").joinpath("archive", "verify.py").read_bytes(),
        }
        texts[MANIFEST] = manifest(
            case_id=str(case_id),
            made_at=made_at,
            files=[
                *(listed(path, content) for path, content in texts.items()),
                *(listed_item(item) for item in items),
            ],
            keys=_keys(session),
            checkpoint=proofs.get_checkpoint(session, case_id).checkpoint,
        )
        digest = hashlib.sha256(texts[MANIFEST]).hexdigest()
        facts = {"operation_id": str(run.operation_id), "manifest_sha256": digest}
        ledger.append(session, case_id, EXPORT_MADE, made_at, facts)
    except LedgerDamaged:
        raise WorkFailed("ledger_damaged") from None
    session.flush()
    last = entries[-1][0] if entries else None
    seal = {
        "entries": [entry for _id, entry in _entries(session, case_id, last)],
        "checkpoint": proofs.get_checkpoint(session, case_id).checkpoint,
    }
    anchor_id = anchors.anchor_case(session, case_id)
    accounts.record(session, run.principal, EXPORT_MADE, "operation", run.operation_id, case_id)
    return Draft(made_at, texts, items, seal, anchor_id)


def _sealed(run: Run, draft: Draft) -> Draft:
    """The draft with its seal; a time stamp is in it if an authority answered at once."""
    seal = dict(draft.seal)
    if draft.anchor_id is not None:
        anchors.stamp(run.database, run.tenant_id, draft.anchor_id)
        with run.database.read(run.tenant_id) as session:
            seal["anchor"] = plain(anchors.all_anchors(session, run.case_id)[-1])
    return replace(draft, texts={**draft.texts, SEAL: document(seal)})


def _entries(session: Session, case_id: UUID, after: UUID | None) -> Iterator[tuple[UUID, Fields]]:
    """Ledger entries with their ids, and with what opens their commitments.

    Raises:
        LedgerDamaged: if one can no longer be opened.
    """
    key = cases.case_key(session, case_id)
    for row in every(lambda page: ledger.list_entries(session, case_id, page), after):
        opening = ledger.opening_of(row, key)
        if opening is None or not opening.payload:
            raise LedgerDamaged
        yield (
            row.id,
            {
                **plain(LedgerEntryRead.of(row)),
                "salt": base64.b64encode(opening.salt).decode(),
                "payload": base64.b64encode(opening.payload).decode(),
            },
        )


def _keys(session: Session) -> list[Fields]:
    return [
        {
            "name": key.verifying.name,
            "key_id": key.verifying.key_hash.hex(),
            "algorithm": "ed25519",
            "vkey": key.verifying.vkey,
            "valid_from": key.valid_from,
            "valid_to": key.valid_to,
        }
        for key in ledger_keys.list_keys(session)
    ]


def _members(run: Run, draft: Draft) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The archive's files; between two of them progress is noted and a cancellation heard."""
    run.advance(0, draft.steps)
    for path, content in draft.texts.items():
        yield path, [content]
    for done, item in enumerate(draft.evidence, start=1):
        run.advance(done, draft.steps)
        yield listed_item(item).path, _original(run, item)
    run.advance(draft.steps, draft.steps)


def _original(run: Run, item: EvidenceRead) -> Iterator[bytes]:
    """The bytes of an item, if they are the ones that were recorded; its reading is audited."""
    digest = hashlib.sha256()
    try:
        with run.database.write(run.tenant_id) as session:
            content = evidence.open_content(session, run.principal, run.case_id, item.id)
        for piece in content.pieces:
            digest.update(piece)
            yield piece
    except (NotFound, crypto.DecryptionFailed):
        raise WorkFailed("evidence_damaged") from None
    if digest.hexdigest() != item.sha256:
        raise WorkFailed("evidence_damaged")
