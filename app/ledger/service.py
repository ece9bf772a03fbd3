"""Appends events to the ledger of a case, each with its receipt, and reads them again."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core import clock, crypto
from app.core.crypto_signing import SigningKey
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import address_of
from app.ledger import entries, merkle, repository
from app.ledger.checkpoint import CheckpointInvalid, sign_checkpoint
from app.ledger.errors import LedgerDamaged
from app.ledger.keys.service import verify_head
from app.ledger.models import LedgerEntry, LedgerHead
from app.ledger.origins import is_signed_by, origin_of
from app.ledger.receipts import receipt_of_append
from app.ledger.records import Appended, Event
from app.ledger.repository import Row


def append(
    session: Session, case_id: UUID, kind: str, occurred_at: datetime, payload: Mapping[str, Any]
) -> Appended:
    """Adds one event to the ledger of a living case; appends to one case queue up.

    `payload` holds texts, whole numbers, booleans, null, lists and objects of them.

    Raises:
        NotFound: if the case is foreign, unknown or erased.
        LedgerDamaged: if what is stored is not what was signed last; nothing is signed then.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    head = repository.find_head(session, case_id)
    last = repository.last_entry(session, case_id)
    before = _tree_as_signed(session, head, last)
    opening = entries.Opening(
        secrets.token_bytes(entries.SALT_BYTES), entries.canonical_json(payload)
    )
    entry = entries.append(
        to_entry(last) if last is not None else None,
        case_id=case_id,
        kind=kind,
        occurred_at=occurred_at,
        recorded_at=clock.now(),
        opening=opening,
    )
    row = _store(session, entry, key)
    after = before.append(entry.entry_hash)
    checkpoint = _sign(session, case_id, head, after)
    receipt = receipt_of_append(checkpoint, before, entry.entry_hash)
    return Appended(row.sequence, row.entry_hash, row.recorded_at, receipt)


def _store(session: Session, entry: entries.Entry, key: crypto.DataKey) -> LedgerEntry:
    row = LedgerEntry(
        tenant_id=tenant_of(session),
        id=new_id(),
        case_id=entry.case_id,
        sequence=entry.sequence,
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        previous_hash=entry.previous_hash,
        commitment=entry.commitment,
        leaf_input=entry.leaf_input,
        entry_hash=entry.entry_hash,
    )
    if entry.opening is not None:
        row.sealed = crypto.seal(key, address_of(row), entry.opening.salt + entry.opening.payload)
    session.add(row)
    return row


def _sign(
    session: Session, case_id: UUID, head: LedgerHead | None, tree: merkle.CompactTree
) -> str:
    signer: SigningKey = session.info["signer"]
    checkpoint = sign_checkpoint(origin_of(signer.name, case_id), tree.size, tree.root(), [signer])
    if head is None or not is_signed_by(head.checkpoint, signer.name, signer.key_hash):
        repository.note_key(session, signer)
    if head is None:
        head = LedgerHead(tenant_id=tenant_of(session), id=case_id, case_id=case_id)
        session.add(head)
    head.size, head.subtrees, head.checkpoint = tree.size, tree.to_bytes(), checkpoint
    session.flush()
    return checkpoint


def _tree_as_signed(
    session: Session, head: LedgerHead | None, last: LedgerEntry | None
) -> merkle.CompactTree:
    """The tree to extend, if it is the one signed last and ends with the newest entry."""
    if head is None and last is None:
        return merkle.CompactTree()
    if head is None or last is None:
        raise LedgerDamaged
    try:
        tree = merkle.CompactTree.from_bytes(head.size, head.subtrees)
        signed = verify_head(session, head).head
    except (ValueError, CheckpointInvalid):
        raise LedgerDamaged from None
    if (signed.size, signed.root) != (tree.size, tree.root()) or last.sequence != tree.size:
        raise LedgerDamaged
    width = tree.size & -tree.size
    newest = repository.entry_hashes(session, head.case_id, tree.size - width + 1, tree.size)
    if merkle.root(newest) != tree.hashes[-1] or newest[-1] != merkle.leaf_hash(last.leaf_input):
        raise LedgerDamaged
    return tree


def to_entry(row: LedgerEntry, opening: entries.Opening | None = None) -> entries.Entry:
    """The pure form of a stored entry."""
    return entries.Entry(
        case_id=row.case_id,
        sequence=row.sequence,
        kind=row.kind,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        previous_hash=row.previous_hash,
        commitment=row.commitment,
        leaf_input=row.leaf_input,
        entry_hash=row.entry_hash,
        opening=opening,
    )


def opening_of(row: LedgerEntry, key: crypto.DataKey | None) -> entries.Opening | None:
    """Salt and payload; None where they are gone, `UNREADABLE` where they were altered."""
    if key is None or row.sealed is None:
        return None
    try:
        plain = crypto.open_sealed({key.key_id: key}, address_of(row), row.sealed)
    except crypto.DecryptionFailed:
        return entries.UNREADABLE
    return entries.Opening(plain[: entries.SALT_BYTES], plain[entries.SALT_BYTES :])


def read_events(session: Session, case_id: UUID, sequences: Iterable[int]) -> dict[int, Event]:
    """Entries of a living case with what they say, by sequence.

    Raises:
        LedgerDamaged: if one of them can no longer be opened.
    """
    key = cases.case_key(session, case_id)
    found: dict[int, Event] = {}
    for row in repository.get_entries(session, case_id, sorted(set(sequences))):
        opening = opening_of(row, key)
        if opening is None or not opening.payload:
            raise LedgerDamaged
        found[row.sequence] = Event(
            row.sequence,
            row.kind,
            row.occurred_at,
            row.recorded_at,
            row.entry_hash,
            orjson.loads(opening.payload),
        )
    return found


def list_entries(session: Session, case_id: UUID, request: PageRequest) -> Slice[LedgerEntry]:
    """Entries of a living case, in their order."""
    cases.require_case(session, case_id)
    return repository.list_entries(session, case_id, request)


def rows_in_order(
    session: Session, model: type[Row], case_id: UUID
) -> tuple[Iterator[Row], int | None]:
    """Rows of a table that stand for entries, and the sequence of the first unreadable one."""
    return repository.in_order(session, model, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Empties what the entries say; leaf inputs, hashes and the signed head stay."""
    repository.drop_payloads(session, case_id)
