"""Rows that stand for ledger entries: their columns must say what the event says."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.ledger.verification import FirstBad


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What a stored row copies out of its event: `facts` by the payload's own names.

    `occurred_at` among the facts is compared with the entry's instant, as `instant_text`.
    """

    sequence: int
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowClaims:
    """All rows of one table: those that could be read, and the kinds that must have a row.

    `unreadable` is the sequence of the first row whose columns no longer have their types.
    """

    kinds: Collection[str]
    rows: Iterable[LedgerRow]
    unreadable: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """The kind of an entry and what it says."""

    kind: str
    facts: Mapping[str, Any]


def first_row_fault(claims: RowClaims, events: Mapping[int, OpenedEvent]) -> FirstBad | None:
    """The first entry whose row is missing, added, unreadable or different.

    Codes: `row_unreadable`, `row_without_entry`, `row_differs`, `row_missing`.
    """
    faults = []
    if claims.unreadable is not None:
        faults.append(FirstBad(claims.unreadable, "row_unreadable"))
    standing = set()
    for row in claims.rows:
        standing.add(row.sequence)
        reason = _fault_of(row, events.get(row.sequence))
        if reason is not None:
            faults.append(FirstBad(row.sequence, reason))
    expected = {sequence for sequence, event in events.items() if event.kind in claims.kinds}
    faults += [FirstBad(sequence, "row_missing") for sequence in expected - standing]
    return first_of(faults)


def first_of(faults: Iterable[FirstBad | None]) -> FirstBad | None:
    """The fault of the lowest sequence; among equals the one named first."""
    found = [fault for fault in faults if fault is not None]
    return min(found, key=lambda fault: fault.sequence, default=None)


def _fault_of(row: LedgerRow, event: OpenedEvent | None) -> str | None:
    if event is None or event.kind != row.kind:
        return "row_without_entry"
    missing = object()
    same = all(event.facts.get(name, missing) == value for name, value in row.facts.items())
    return None if same else "row_differs"
