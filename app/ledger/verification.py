"""Verification of a case's ledger: names the first bad entry, or none.

Two passes. The first streams the entries and checks each by itself: place, columns against the
hashed bytes, hash, payload against the commitment. The second checks the links between entries
and every known tree head (stored checkpoints, or those of receipts kept outside): without a head
from outside, a chain cut short or rewritten from some entry on still looks whole.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.ledger.checkpoint import TreeHead
from app.ledger.entries import (
    ERASED_KIND,
    FORMAT_VERSION,
    NO_PREVIOUS,
    Entry,
    NotCanonical,
    Opening,
    commitment,
    leaf_bytes,
    leaf_fields,
)
from app.ledger.merkle import CompactTree, leaf_hash, root


@dataclass(frozen=True, slots=True)
class FirstBad:
    """Where the ledger is first wrong, and a reason code.

    Codes: `sequence_gap`, `foreign_case`, `entry_after_erasure`, `leaf_hash_differs`,
    `leaf_malformed`, `<column>_differs`, `payload_differs`, `payload_missing`,
    `previous_hash_differs`, `entry_rewritten`, `checkpoint_differs`, `entries_missing`.
    """

    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid`, how many entries were read, and the first bad one."""

    valid: bool
    entries: int
    first_bad: FirstBad | None


@dataclass(slots=True)
class _Scan:
    """What the first pass keeps: 64 bytes an entry, up to the first fault."""

    hashes: list[bytes] = field(default_factory=list)
    previous: list[bytes] = field(default_factory=list)
    fault: FirstBad | None = None
    first_unopened: int | None = None
    last_kind: str = ""
    entries: int = 0


QuickRow = tuple[int, str, str, str, bytes, bytes, bytes, bytes]
"""Sequence, kind, instants occurred and recorded (`YYYY-MM-DD HH:MM:SS.ffffff`, UTC), previous
hash, commitment, leaf input, entry hash: the columns of an entry as a database gives them."""


def sound_hashes(case_id: UUID, rows: Iterable[QuickRow]) -> list[bytes] | None:
    """The leaf hashes of a case's entries, if nothing is wrong with any of them; None otherwise.

    The same checks as `verify_chain` makes on columns, hashes and links, in one comparison of
    bytes: a sound ledger, which nearly every one is, needs no more. It cannot say what is wrong.
    """
    hashes: list[bytes] = []
    sha256, previous, place, keep = hashlib.sha256, NO_PREVIOUS, 0, hashes.append
    begins, ends = f'{{"case_id":"{case_id}","commitment":"', f',"v":{FORMAT_VERSION}}}'
    for sequence, kind, occurred, recorded, before, committed, leaf, own in rows:
        place += 1  # noqa: SIM113 - enumerate would make another tuple of each row
        expected = (
            f'{begins}{committed.hex()}","kind":"{kind}",'
            f'"occurred_at":"{occurred.replace(" ", "T")}Z","previous_hash":"{before.hex()}",'
            f'"recorded_at":"{recorded.replace(" ", "T")}Z","sequence":{place}{ends}'
        )
        if (
            before != previous
            or sequence != place
            or expected.encode() != leaf
            or sha256(b"\x00" + leaf).digest() != own
        ):
            return None
        keep(own)
        previous = own
    return hashes


def verify_chain(
    entries: Iterable[Entry], *, heads: Sequence[TreeHead] = (), payloads_required: bool = True
) -> Verdict:
    """Check the entries of one case, in the order of their sequence.

    `heads` are tree heads this ledger must extend, in any order. With `payloads_required` an
    entry without its opening is bad, unless the ledger ends with `case_erased`.
    """
    scan = _scan(entries)
    faults = [scan.fault, _history_fault(scan, sorted(heads, key=lambda head: head.size))]
    if payloads_required and scan.first_unopened and scan.last_kind != ERASED_KIND:
        faults.append(FirstBad(scan.first_unopened, "payload_missing"))
    found = [fault for fault in faults if fault is not None]
    first_bad = min(found, key=lambda fault: fault.sequence, default=None)
    return Verdict(first_bad is None, scan.entries, first_bad)


def _scan(entries: Iterable[Entry]) -> _Scan:
    scan = _Scan()
    first: Entry | None = None
    for entry in entries:
        scan.entries += 1
        first = first or entry
        if scan.fault is None:
            reason = _own_fault(entry, scan, first)
            if reason is None:
                scan.hashes.append(entry.entry_hash)
                scan.previous.append(entry.previous_hash)
            else:
                scan.fault = FirstBad(scan.entries, reason)
        if entry.opening is None and scan.first_unopened is None:
            scan.first_unopened = scan.entries
        scan.last_kind = entry.kind
    return scan


def _own_fault(entry: Entry, scan: _Scan, first: Entry) -> str | None:
    """What is wrong with an entry, seen by itself at its place."""
    if entry.sequence != scan.entries:
        return "sequence_gap"
    if entry.case_id != first.case_id:
        return "foreign_case"
    if scan.last_kind == ERASED_KIND:
        return "entry_after_erasure"
    if leaf_hash(entry.leaf_input) != entry.entry_hash:
        return "leaf_hash_differs"
    return _column_fault(entry) or _payload_fault(entry)


def _column_fault(entry: Entry) -> str | None:
    try:
        columns = leaf_fields(
            case_id=entry.case_id,
            sequence=entry.sequence,
            kind=entry.kind,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            previous_hash=entry.previous_hash,
            committed=entry.commitment,
        )
        if leaf_bytes(columns) == entry.leaf_input:
            return None
        recorded = json.loads(entry.leaf_input)
    except (NotCanonical, ValueError):
        return "leaf_malformed"
    if not isinstance(recorded, dict) or recorded.keys() != columns.keys():
        return "leaf_malformed"
    differing = (f"{name}_differs" for name in columns if recorded[name] != columns[name])
    return next(differing, "leaf_malformed")


def _payload_fault(entry: Entry) -> str | None:
    if entry.opening is None or opens(entry.opening, entry.commitment):
        return None
    return "payload_differs"


def opens(opening: Opening, committed: bytes) -> bool:
    """Whether salt and payload are those of a commitment."""
    try:
        return commitment(opening.salt, opening.payload) == committed
    except ValueError:
        return False


def _history_fault(scan: _Scan, heads: Sequence[TreeHead]) -> FirstBad | None:
    """The first place where the links or the known tree heads do not hold."""
    broken = _first_broken_link(scan)
    tree, agreed = CompactTree(), 0
    for head in heads:
        if head.size > len(scan.hashes):
            break
        tree = tree.extend(scan.hashes[tree.size : head.size])
        if tree.root() != head.root:
            if broken is None or (head.size <= broken and not _is_repaired(scan, head)):
                return FirstBad(min(agreed + 1, max(head.size, 1)), "checkpoint_differs")
            break
        agreed = head.size
    if broken is not None:
        return _blame(scan, heads, broken)
    if scan.fault is None and heads and heads[-1].size > len(scan.hashes):
        return FirstBad(len(scan.hashes) + 1, "entries_missing")
    return None


def _first_broken_link(scan: _Scan) -> int | None:
    """The index of the first entry that does not name its predecessor's hash."""
    named = zip(scan.previous, [NO_PREVIOUS, *scan.hashes], strict=False)
    return next((at for at, (previous, actual) in enumerate(named) if previous != actual), None)


def _blame(scan: _Scan, heads: Sequence[TreeHead], broken: int) -> FirstBad:
    """Which side of a broken link was changed: the entry, or the one before it.

    If the hashes that the successors name give a known head's root, the predecessor was
    rewritten. Without a head over it: it was, when the next link holds, because a change of the
    later entry would have broken that one too.
    """
    successor = FirstBad(broken + 1, "previous_hash_differs")
    if broken == 0:
        return successor
    predecessor = FirstBad(broken, "entry_rewritten")
    covering = [head for head in heads if broken <= head.size <= len(scan.hashes)]
    if covering:
        return predecessor if _is_repaired(scan, covering[0]) else successor
    next_holds = scan.previous[broken + 1 : broken + 2] in ([], [scan.hashes[broken]])
    return predecessor if next_holds else successor


def _is_repaired(scan: _Scan, head: TreeHead) -> bool:
    """Whether the hashes that the successors name give this head's root."""
    named = [*scan.previous[1:], scan.hashes[-1]]
    return root(named[: head.size]) == head.root
