"""Appends events to the ledger of a case, gives receipts and proofs, verifies what is stored."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core import clock, crypto, keys
from app.core.crypto_signing import SigningKey
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.ledger import entries, merkle, repository
from app.ledger.checkpoint import (
    Checkpoint,
    CheckpointInvalid,
    TreeHead,
    sign_checkpoint,
    verify_checkpoint,
)
from app.ledger.errors import LedgerDamaged
from app.ledger.models import LedgerEntry, LedgerHead
from app.ledger.origins import is_signed_by, origin_of
from app.ledger.receipts import Receipt, build_receipt, receipt_of_append
from app.ledger.records import Appended, Event, Examination, SignedHead
from app.ledger.repository import KnownKey, Row
from app.ledger.rows import OpenedEvent, first_of
from app.ledger.verification import FirstBad, verify_chain


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
    return Appended(row.id, row.sequence, row.entry_hash, row.recorded_at, receipt)


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
        row.sealed = crypto.seal(key, _address(row), entry.opening.salt + entry.opening.payload)
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


def verify_head(session: Session, head: LedgerHead) -> Checkpoint:
    """The stored checkpoint of a case, if a known key signed it for this case.

    Raises:
        CheckpointInvalid: if it was altered.
    """
    signer: SigningKey = session.info["signer"]
    current = is_signed_by(head.checkpoint, signer.name, signer.key_hash)
    vkeys = [signer.verifying] if current else [key.verifying for key in list_keys(session)]
    origins = {origin_of(key.name, head.case_id) for key in vkeys}
    checkpoint = verify_checkpoint(head.checkpoint, vkeys)
    if checkpoint.origin not in origins:
        raise CheckpointInvalid("a checkpoint of another log")
    return checkpoint


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
        plain = crypto.open_sealed({key.key_id: key}, _address(row), row.sealed)
    except crypto.DecryptionFailed:
        return entries.UNREADABLE
    return entries.Opening(plain[: entries.SALT_BYTES], plain[entries.SALT_BYTES :])


def _address(row: LedgerEntry) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, "ledger_entries", row.id, "sealed")


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


def get_checkpoint(session: Session, case_id: UUID) -> SignedHead:
    """The newest signed checkpoint; that of an empty tree before the first entry."""
    cases.require_case(session, case_id)
    head = repository.find_head(session, case_id)
    if head is None:
        if repository.last_entry(session, case_id) is not None:
            raise LedgerDamaged
        signer: SigningKey = session.info["signer"]
        empty = merkle.CompactTree()
        note = sign_checkpoint(origin_of(signer.name, case_id), 0, empty.root(), [signer])
        return SignedHead(note, 0, empty.root())
    try:
        tree = merkle.CompactTree.from_bytes(head.size, head.subtrees)
    except ValueError:
        raise LedgerDamaged from None
    return SignedHead(head.checkpoint, tree.size, tree.root())


def list_entries(session: Session, case_id: UUID, request: PageRequest) -> Slice[LedgerEntry]:
    """Entries of a living case, in their order."""
    cases.require_case(session, case_id)
    return repository.list_entries(session, case_id, request)


def prove_entry(session: Session, case_id: UUID, sequence: int) -> Receipt:
    """The receipt of an entry under the newest checkpoint.

    Raises:
        NotFound: if there is no such entry.
        LedgerDamaged: if the stored entries do not give the signed root.
    """
    head, leaf_hashes = _proven_leaves(session, case_id)
    if not 1 <= sequence <= head.size:
        raise NotFound
    return build_receipt(head.checkpoint, leaf_hashes, sequence - 1)


def prove_consistency(
    session: Session, case_id: UUID, first: int, second: int
) -> tuple[bytes, ...]:
    """The proof that the tree of `second` entries begins with the tree of `first`.

    Raises:
        InvalidInput: unless 1 ≤ first ≤ second ≤ number of entries.
    """
    head, leaf_hashes = _proven_leaves(session, case_id)
    if second > head.size:
        raise invalid("/query/to", "ledger_range")
    if first > second:
        raise invalid("/query/from", "ledger_range")
    return merkle.consistency_proof(leaf_hashes[:second], first)


def _proven_leaves(session: Session, case_id: UUID) -> tuple[SignedHead, Sequence[bytes]]:
    head = get_checkpoint(session, case_id)
    leaf_hashes = repository.entry_hashes(session, case_id, 1, head.size)
    if merkle.root(leaf_hashes) != head.root:
        raise LedgerDamaged
    return head, leaf_hashes


def list_keys(session: Session) -> list[KnownKey]:
    """The keys whose checkpoints this tenant holds, oldest first, the present one among them."""
    signer: SigningKey = session.info["signer"]
    known = repository.known_keys(session)
    if signer.verifying not in [key.verifying for key in known]:
        known.append(KnownKey(signer.verifying, None, None))
    return known


def examine(session: Session, case_id: UUID) -> Examination:
    """Checks every stored entry of a case, erased or not, and its signed head."""
    key = _key_if_any(session, case_id)
    rows, unreadable = repository.in_order(session, LedgerEntry, case_id)
    events: dict[int, OpenedEvent] = {}
    checked = []
    for row in rows:
        entry = to_entry(row, opening_of(row, key))
        checked.append(entry)
        event = _event_of(entry)
        if event is not None:
            events[entry.sequence] = event
    head = repository.find_head(session, case_id)
    heads, head_fault = _known_head(session, head, checked)
    verdict = verify_chain(checked, heads=heads)
    damaged = FirstBad(unreadable, "row_unreadable") if unreadable is not None else None
    faults = [damaged, verdict.first_bad, head_fault]
    is_erased = bool(checked) and checked[-1].kind == entries.ERASED_KIND
    return Examination(len(checked), first_of(faults), events, is_erased)


def _key_if_any(session: Session, case_id: UUID) -> crypto.DataKey | None:
    try:
        return keys.case_key(session, case_id)
    except (NotFound, crypto.DecryptionFailed):
        return None


def _event_of(entry: entries.Entry) -> OpenedEvent | None:
    """What an entry says, if it can be read; its instant stands among the facts."""
    if entry.opening is None:
        return None
    try:
        facts = orjson.loads(entry.opening.payload)
    except orjson.JSONDecodeError:
        return None
    return OpenedEvent(
        entry.kind, {**facts, "occurred_at": entries.instant_text(entry.occurred_at)}
    )


def _known_head(
    session: Session, head: LedgerHead | None, checked: Sequence[entries.Entry]
) -> tuple[list[TreeHead], FirstBad | None]:
    """The signed head to verify against, and what is wrong with the stored one itself."""
    last = max(len(checked), 1)
    if head is None:
        return [], FirstBad(last, "checkpoint_missing") if checked else None
    try:
        signed = verify_head(session, head).head
    except CheckpointInvalid:
        return [], FirstBad(last, "checkpoint_invalid")
    if len(checked) > signed.size:
        return [signed], FirstBad(signed.size + 1, "entry_unsigned")
    if len(checked) < signed.size:
        return [signed], None
    tree = merkle.CompactTree().extend(entry.entry_hash for entry in checked)
    same = (head.size, head.subtrees) == (tree.size, tree.to_bytes())
    return [signed], None if same else FirstBad(last, "head_differs")


def rows_in_order(
    session: Session, model: type[Row], case_id: UUID
) -> tuple[Iterator[Row], int | None]:
    """Rows of a table that stand for entries, and the sequence of the first unreadable one."""
    return repository.in_order(session, model, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Empties what the entries say; leaf inputs, hashes and the signed head stay."""
    repository.drop_payloads(session, case_id)
