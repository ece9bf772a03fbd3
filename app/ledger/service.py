"""Appends events to the ledger of a case, each with its receipt, and reads them again."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core import clock, crypto, outbox
from app.core.crypto_signing import SigningKeyring
from app.core.db import after_commit, tenant_of, told_in_group
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import address, address_of
from app.core.signed_heads import SignedHead, SignedHeads, note_digest
from app.ledger import entries, merkle, repository
from app.ledger.checkpoint import CheckpointInvalid, sign_checkpoint
from app.ledger.errors import LedgerDamaged, LedgerRolledBack
from app.ledger.keys.repository import note_keys
from app.ledger.keys.service import verify_head
from app.ledger.models import LedgerEntry
from app.ledger.origins import origin_of, signers_of
from app.ledger.receipts import receipt_of_append
from app.ledger.records import Appended, Event, Link, SealedPayload, StoredHead
from app.ledger.repository import Row

Read = TypeVar("Read")
MOST_CHECKED = 1024
"""The newest perfect subtree is recomputed before it is extended, up to this many entries."""


def append(
    session: Session, case_id: UUID, kind: str, occurred_at: datetime, payload: Mapping[str, Any]
) -> Appended:
    """Adds one event to the ledger of a living case; appends to one case queue up.

    `payload` holds texts, whole numbers, booleans, null, lists and objects of them.

    Raises:
        NotFound: if the case is foreign, unknown or erased.
        LedgerDamaged: if what is stored is not what was signed last; nothing is signed then.
        LedgerRolledBack: if more, or something else, was signed before.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    head, newest = repository.head_and_links(session, case_id, MOST_CHECKED)
    before = _tree_as_signed(session, case_id, head, newest)
    opening = entries.Opening(
        secrets.token_bytes(entries.SALT_BYTES), entries.canonical_json(payload)
    )
    entry = entries.append(
        newest[-1] if newest else None,
        case_id=case_id,
        kind=kind,
        occurred_at=occurred_at,
        recorded_at=clock.now(),
        opening=opening,
    )
    row_id = new_id()
    place = address(LedgerEntry.__tablename__, tenant_of(session), row_id)
    sealed = crypto.seal(key, place, opening.salt + opening.payload)
    repository.add_entry(session, entry, row_id, sealed)
    checkpoint = _sign(session, head, case_id, before.append(entry.entry_hash))
    receipt = receipt_of_append(checkpoint, before, entry.entry_hash)
    return Appended(entry.sequence, entry.entry_hash, entry.recorded_at, receipt)


def append_event(session: Session, event: outbox.Event) -> None:
    """Records what a lower subject left in the outbox, in the same transaction."""
    if event.case_id is None:
        raise ValueError("an event of no case has no ledger")
    payload = {"id": str(event.object_id), **event.facts}
    append(session, event.case_id, event.kind, event.created_at, payload)


def _sign(
    session: Session, head: StoredHead | None, case_id: UUID, tree: merkle.CompactTree
) -> str:
    signers: SigningKeyring = session.info["signer"]
    heads: SignedHeads = session.info["signed_heads"]
    origin = origin_of(signers.name, case_id)
    root = tree.root()
    checkpoint = sign_checkpoint(origin, tree.size, root, signers.keys)
    present = {(key.name, key.key_hash) for key in signers.keys}
    if head is None or signers_of(head.checkpoint) != present:
        note_keys(session, signers)
    signed = StoredHead(case_id, tree.size, tree.to_bytes(), checkpoint)
    repository.put_head(session, signed, is_first=head is None)
    memory = SignedHead(tree.size, root, note_digest(checkpoint))
    told_in_group(session)[origin] = memory
    after_commit(session, lambda: heads.remember(origin, memory))
    return checkpoint


def _tree_as_signed(
    session: Session, case_id: UUID, head: StoredHead | None, newest: Sequence[Link]
) -> merkle.CompactTree:
    """The tree to extend, if it and its newest entries are what was signed last."""
    signers: SigningKeyring = session.info["signer"]
    heads: SignedHeads = session.info["signed_heads"]
    origin = origin_of(signers.name, case_id)
    known = told_in_group(session).get(origin) or heads.last(origin)
    tree = _signed_tree(session, head, known)
    if known is not None:
        _require_extension(session, case_id, tree, known)
    width = tree.size & -tree.size
    if width > MOST_CHECKED:
        width = 1
    if len(newest) != width:
        raise LedgerDamaged
    if not newest:
        return tree
    hashes = [link.entry_hash for link in newest]
    is_whole = width > 1 or tree.size & 1
    if (is_whole and merkle.root(hashes) != tree.hashes[-1]) or (
        hashes[-1] != merkle.leaf_hash(newest[-1].leaf_input)
    ):
        raise LedgerDamaged
    return tree


def _signed_tree(
    session: Session, head: StoredHead | None, known: SignedHead | None
) -> merkle.CompactTree:
    """The stored tree, if a known key signed it; what was signed just now needs no look again."""
    if head is None:
        return merkle.CompactTree()
    try:
        tree = merkle.CompactTree.from_bytes(head.size, head.subtrees)
        if known == SignedHead(tree.size, tree.root(), note_digest(head.checkpoint)):
            return tree
        signed = verify_head(session, head).head
    except (ValueError, CheckpointInvalid):
        raise LedgerDamaged from None
    if (signed.size, signed.root) != (tree.size, tree.root()):
        raise LedgerDamaged
    return tree


def _require_extension(
    session: Session, case_id: UUID, tree: merkle.CompactTree, known: SignedHead
) -> None:
    """Refuses a tree that is shorter than, or differs from, the one signed last.

    Raises:
        LedgerRolledBack: as after an old backup was put back, or the entries were rewritten.
    """
    if tree.size == known.size:
        extends = tree.root() == known.root
    else:
        earlier = repository.entry_hashes(session, case_id, 1, known.size)
        extends = tree.size > known.size and merkle.root(earlier) == known.root
    if not extends:
        raise LedgerRolledBack


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
    return _opening(key, address_of(row), row.sealed)


def opened_payload(
    session: Session, row: SealedPayload, key: crypto.DataKey | None
) -> entries.Opening | None:
    """The same for a row that is not loaded as a whole."""
    return _opening(key, address(LedgerEntry.__tablename__, tenant_of(session), row.id), row.sealed)


def _opening(
    key: crypto.DataKey | None, place: crypto.FieldAddress, sealed: bytes | None
) -> entries.Opening | None:
    if key is None or sealed is None:
        return None
    try:
        plain = crypto.open_sealed(key.find, place, sealed)
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


def events_of_kinds(session: Session, case_id: UUID, kinds: Collection[str]) -> list[Event]:
    """Entries of these kinds with what they say, in their order."""
    found = read_events(session, case_id, repository.sequences_of_kinds(session, case_id, kinds))
    return [found[sequence] for sequence in sorted(found)]


def list_entries(session: Session, case_id: UUID, request: PageRequest) -> Slice[LedgerEntry]:
    """Entries of a living case, in their order."""
    cases.require_case(session, case_id)
    return repository.list_entries(session, case_id, request)


def read_or_none(read: Callable[[], Read]) -> Read | None:
    """What is read, or None where a column no longer holds its type."""
    try:
        return read()
    except repository.UNREADABLE:
        return None


def rows_in_order(
    session: Session, model: type[Row], case_id: UUID
) -> tuple[Iterator[Row], int | None]:
    """Rows of a table that stand for entries, and the sequence of the first unreadable one."""
    return repository.in_order(session, model, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Empties what the entries say; leaf inputs, hashes and the signed head stay."""
    repository.drop_payloads(session, case_id)
