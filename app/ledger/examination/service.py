"""Examines what is stored of a ledger: every entry, and the signed head."""

from collections.abc import Sequence
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.core import crypto, keys
from app.core.errors import NotFound
from app.ledger import entries, merkle, repository
from app.ledger.checkpoint import CheckpointInvalid, TreeHead
from app.ledger.examination import repository as streams
from app.ledger.keys.service import verify_head
from app.ledger.models import LedgerEntry
from app.ledger.records import Examination, StoredHead
from app.ledger.rows import OpenedEvent, first_of
from app.ledger.service import opened_payload, opening_of, to_entry
from app.ledger.verification import FirstBad, opens, sound_hashes, verify_chain


def examine(session: Session, case_id: UUID, kept: Sequence[TreeHead] = ()) -> Examination:
    """Checks every stored entry of a case, erased or not, against the signed head.

    `kept` are heads known from outside the database, which it must extend as well. A sound ledger
    is read in one quick pass; only a damaged one is gone through again, to name the first fault.
    """
    key = _key_if_any(session, case_id)
    sound = _examined_quickly(session, case_id, key, kept)
    return sound or _examined(session, case_id, key, kept)


def _examined_quickly(
    session: Session, case_id: UUID, key: crypto.DataKey | None, kept: Sequence[TreeHead]
) -> Examination | None:
    """The examination, if there is nothing to find fault with."""
    try:
        head = repository.find_head(session, case_id)
        hashes = sound_hashes(case_id, streams.quick_rows(session, case_id))
        if head is None or hashes is None:
            return None
        known = [verify_head(session, head).head, *kept]
        tree = merkle.CompactTree.of(hashes)
        is_sound = (
            (head.size, head.subtrees) == (tree.size, tree.to_bytes())
            and max(each.size for each in known) == known[0].size == tree.size
            and all(_root(hashes, each.size, tree) == each.root for each in known)
        )
        return _with_events(session, case_id, key, len(hashes)) if is_sound else None
    except (CheckpointInvalid, *repository.UNREADABLE):
        return None


def _root(hashes: Sequence[bytes], size: int, tree: merkle.CompactTree) -> bytes:
    """The root over the first leaves; that over all of them stands in the tree already."""
    return tree.root() if size == tree.size else merkle.root(hashes[:size])


def _with_events(
    session: Session, case_id: UUID, key: crypto.DataKey | None, count: int
) -> Examination | None:
    """The examination of sound entries with what they say; None if one does not open."""
    events: dict[int, OpenedEvent] = {}
    is_erased = False
    for row in streams.sealed_payloads(session, case_id):
        is_erased = row.kind == entries.ERASED_KIND
        opening = opened_payload(session, row, key)
        if opening is not None:
            if not opens(opening, row.commitment):
                return None
            facts = orjson.loads(opening.payload)
            instant = entries.instant_text(row.occurred_at)
            events[row.sequence] = OpenedEvent(row.kind, {**facts, "occurred_at": instant})
    if len(events) != count and not is_erased:
        return None
    return Examination(count, None, events, is_erased)


def _examined(
    session: Session, case_id: UUID, key: crypto.DataKey | None, kept: Sequence[TreeHead]
) -> Examination:
    """The examination entry by entry, which names the first fault."""
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
    verdict = verify_chain(checked, heads=[*heads, *kept])
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
    session: Session, head: StoredHead | None, checked: Sequence[entries.Entry]
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
    tree = merkle.CompactTree.of(entry.entry_hash for entry in checked)
    same = (head.size, head.subtrees) == (tree.size, tree.to_bytes())
    return [signed], None if same else FirstBad(last, "head_differs")
