"""What the ledger hands out: new entries with receipts, opened events, heads, examinations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.ledger.receipts import Receipt
from app.ledger.rows import OpenedEvent
from app.ledger.verification import FirstBad


@dataclass(frozen=True, slots=True)
class Appended:
    """A new entry and the receipt that the person keeps."""

    sequence: int
    entry_hash: bytes
    recorded_at: datetime
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Event:
    """An entry with what it says."""

    sequence: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    entry_hash: bytes
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Examination:
    """What a check of a case's entries found; `events` are those that could be opened."""

    entries: int
    first_bad: FirstBad | None
    events: Mapping[int, OpenedEvent]
    is_erased: bool


@dataclass(frozen=True, slots=True)
class StoredHead:
    """The tree of a case as the database has it: size, perfect subtrees, signed checkpoint."""

    case_id: UUID
    size: int
    subtrees: bytes
    checkpoint: str


@dataclass(frozen=True, slots=True)
class SealedPayload:
    """What an entry says, sealed for the row `id`, and the commitment it must open."""

    id: UUID
    sequence: int
    kind: str
    occurred_at: datetime
    commitment: bytes
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Link:
    """What a next entry needs to know of one before it."""

    case_id: UUID
    sequence: int
    kind: str
    leaf_input: bytes
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The newest checkpoint of a case."""

    checkpoint: str
    size: int
    root: bytes
