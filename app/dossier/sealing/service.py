"""Notes an archive's manifest in the ledger, seals it, and reads what an archive is filled with."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import crypto
from app.core.errors import NotFound
from app.core.pagination import every
from app.dossier.archive import document
from app.dossier.contents.service import plain
from app.evidence import service as evidence
from app.evidence.schemas import EvidenceRead
from app.ledger import service as ledger
from app.ledger.anchors import service as anchors
from app.ledger.errors import LedgerDamaged
from app.ledger.keys import service as ledger_keys
from app.ledger.proofs import service as proofs
from app.ledger.schemas import LedgerEntryRead
from app.operations.errors import WorkFailed
from app.operations.worker.service import Run

Fields = dict[str, Any]
_IMPORT = "from app.data.archive.signatures import is_signed\n"
_HEADING = "# Ed25519: RFC 8032"


@dataclass(frozen=True, slots=True)
class Seal:
    """The entry that carries the manifest's hash, signed; a time stamp may be asked for."""

    fields: Fields
    anchor_id: UUID | None


def verifier() -> bytes:
    """The script that every archive carries: one file, with the signatures' arithmetic in it."""
    folder = files("app.data").joinpath("archive")
    script, signatures = (
        folder.joinpath(name).read_text(encoding="utf-8") for name in ("verify.py", "signatures.py")
    )
    head, _, arithmetic = signatures.partition(_HEADING)
    if not head or not arithmetic or _IMPORT not in script:
        raise ValueError("the parts of the verifier no longer fit")
    return script.replace(_IMPORT, f"{_HEADING}{arithmetic}").encode()


def anchors_of(session: Session, case_id: UUID) -> bytes:
    """The time stamps over the case's checkpoints, as the archive's `anchors.json`."""
    found = [plain(each) for each in anchors.all_anchors(session, case_id)]
    return document({"anchors": found})


def public_keys(session: Session) -> list[Fields]:
    """The keys that signed, as the manifest names them."""
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


def rows_after(session: Session, case_id: UUID, after: UUID | None) -> Iterator[Any]:
    """Rows of ledger entries in their order, from the one behind `after` on."""
    return every(lambda page: ledger.list_entries(session, case_id, page), after)


def opened_entry(row: Any, key: crypto.DataKey) -> Fields:
    """An entry with what opens its commitment.

    Raises:
        LedgerDamaged: if it can no longer be opened.
    """
    opening = ledger.opening_of(row, key)
    if opening is None or not opening.payload:
        raise LedgerDamaged
    return {
        **plain(LedgerEntryRead.of(row)),
        "salt": base64.b64encode(opening.salt).decode(),
        "payload": base64.b64encode(opening.payload).decode(),
    }


def note_manifest(
    session: Session, run: Run, kind: str, made_at: datetime, written: bytes, last: UUID | None
) -> Seal:
    """Appends the event that carries the manifest's hash; `last` is the entry before it."""
    digest = hashlib.sha256(written).hexdigest()
    facts = {"operation_id": str(run.operation_id), "manifest_sha256": digest}
    ledger.append(session, run.case_id, kind, made_at, facts)
    session.flush()
    key = cases.case_key(session, run.case_id)
    fields = {
        "entries": [opened_entry(row, key) for row in rows_after(session, run.case_id, last)],
        "checkpoint": proofs.get_checkpoint(session, run.case_id).checkpoint,
    }
    anchor_id = anchors.anchor_case(session, run.case_id)
    accounts.record(session, run.principal, kind, "operation", run.operation_id, run.case_id)
    return Seal(fields, anchor_id)


def sealed(run: Run, seal: Seal) -> bytes:
    """The archive's `seal.json`; a time stamp is in it if an authority answered at once."""
    fields = dict(seal.fields)
    if seal.anchor_id is not None:
        anchors.stamp(run.database, run.tenant_id, seal.anchor_id)
        with run.database.read(run.tenant_id) as session:
            fields["anchor"] = plain(anchors.all_anchors(session, run.case_id)[-1])
    return document(fields)


def original(run: Run, item: EvidenceRead, *, is_leaving: bool = True) -> Iterator[bytes]:
    """The bytes of an item, if they are the ones that were recorded.

    What goes into an archive is audited; what is only measured for one is not.

    Raises:
        WorkFailed: if the file is missing or is not what was recorded.
    """
    digest = hashlib.sha256()
    try:
        for piece in _stored(run, item.id, is_leaving=is_leaving):
            digest.update(piece)
            yield piece
    except (NotFound, crypto.DecryptionFailed):
        raise WorkFailed("evidence_damaged") from None
    if digest.hexdigest() != item.sha256:
        raise WorkFailed("evidence_damaged")


def _stored(run: Run, item_id: UUID, *, is_leaving: bool) -> Iterator[bytes]:
    if not is_leaving:
        with run.database.read(run.tenant_id) as session:
            return evidence.read_stored(session, run.case_id, item_id).pieces
    with run.database.write(run.tenant_id) as session:
        return evidence.open_content(session, run.principal, run.case_id, item_id).pieces
