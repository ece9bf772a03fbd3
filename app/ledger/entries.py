"""Ledger entries, format v1: salted commitments in a hash chain whose links are Merkle leaves.

An append-only log cannot be converted later, so the bytes here are fixed for good:
`leaf_input` is the RFC 8785 JSON of `{case_id, commitment, kind, occurred_at, previous_hash,
recorded_at, sequence, v}`; hashes in it are lower-case hex, instants are RFC 3339 in UTC with six
fraction digits and `Z`, the id is a lower-case UUID. `entry_hash` is its RFC 6962 leaf hash.
The first entry has sequence 1 and a `previous_hash` of 64 zeros.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

import orjson

from app.ledger.merkle import HASH_BYTES, leaf_hash

FORMAT_VERSION: Final = 1
SALT_BYTES: Final = 32
NO_PREVIOUS: Final = bytes(HASH_BYTES)
"""The `previous_hash` of a first entry."""
ERASED_KIND: Final = "case_erased"
"""The kind of the entry that ends the ledger of an erased case."""
LARGEST_INTEGER: Final = 2**53 - 1
"""Beyond it RFC 8785, whose numbers are IEEE doubles, has no exact form (RFC 7493)."""
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")


class NotCanonical(ValueError):
    """Raised for a value that has no one byte form here: floats, huge integers, other types."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment hides: a random salt and the canonical payload; kept encrypted."""

    salt: bytes
    payload: bytes


UNREADABLE: Final = Opening(b"", b"")
"""Stands for a stored payload that no longer decrypts; it opens no commitment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a case: its columns, the bytes that were hashed, and the hash.

    `opening` is None where the payload was not read, or is gone with the case's key.
    """

    case_id: UUID
    sequence: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    previous_hash: bytes
    commitment: bytes
    leaf_input: bytes
    entry_hash: bytes
    opening: Opening | None = None


def canonical_json(value: object) -> bytes:
    """The RFC 8785 bytes of str, int, bool, None, lists (or tuples) and str-keyed mappings.

    Keys are ordered by UTF-16 code units, as the RFC asks. Raises `NotCanonical` for floats,
    integers beyond ±(2^53 − 1), lone surrogates, deep nesting and every other type.
    """
    try:
        return orjson.dumps(_ordered(value))
    except orjson.JSONEncodeError:
        raise NotCanonical("a lone surrogate, or nested beyond 254 levels") from None


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC with six fraction digits and `Z`; `NotCanonical` without a zone."""
    if instant.tzinfo is None:
        raise NotCanonical("an instant needs its time zone")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def commitment(salt: bytes, payload: bytes) -> bytes:
    """SHA-256(salt ‖ payload): after erasure of both, the hash tells nothing of the payload."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(salt + payload).digest()


def leaf_fields(
    *,
    case_id: UUID,
    sequence: int,
    kind: str,
    occurred_at: datetime,
    recorded_at: datetime,
    previous_hash: bytes,
    committed: bytes,
) -> dict[str, str | int]:
    """What an entry's leaf says, in its text forms; format v1."""
    return {
        "case_id": str(case_id),
        "commitment": committed.hex(),
        "kind": kind,
        "occurred_at": instant_text(occurred_at),
        "previous_hash": previous_hash.hex(),
        "recorded_at": instant_text(recorded_at),
        "sequence": sequence,
        "v": FORMAT_VERSION,
    }


def leaf_bytes(fields: Mapping[str, str | int]) -> bytes:
    """`canonical_json` of `leaf_fields`, faster: for ASCII keys byte order is the RFC's order."""
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


class Predecessor(Protocol):
    """What an entry takes from the one before it; an `Entry` is one."""

    @property
    def case_id(self) -> UUID:
        """Whose ledger."""

    @property
    def sequence(self) -> int:
        """Its place."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def entry_hash(self) -> bytes:
        """Its leaf hash."""


def append(
    previous: Predecessor | None,
    *,
    case_id: UUID,
    kind: str,
    occurred_at: datetime,
    recorded_at: datetime,
    opening: Opening,
) -> Entry:
    """The next entry of a case's ledger.

    `opening.salt` is 32 fresh random bytes, `opening.payload` the `canonical_json` of the event.
    Raises `ValueError` when `previous` is another case's or ended the ledger, or the kind is
    not lower-case letters, digits and underscores.
    """
    if previous is not None and previous.case_id != case_id:
        raise ValueError("the previous entry belongs to another case")
    if previous is not None and previous.kind == ERASED_KIND:
        raise ValueError("the ledger of an erased case has ended")
    if not _KIND.fullmatch(kind):
        raise ValueError("not the name of a kind")
    sequence = previous.sequence + 1 if previous else 1
    previous_hash = previous.entry_hash if previous else NO_PREVIOUS
    committed = commitment(opening.salt, opening.payload)
    leaf_input = leaf_bytes(
        leaf_fields(
            case_id=case_id,
            sequence=sequence,
            kind=kind,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            previous_hash=previous_hash,
            committed=committed,
        )
    )
    return Entry(
        case_id=case_id,
        sequence=sequence,
        kind=kind,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        previous_hash=previous_hash,
        commitment=committed,
        leaf_input=leaf_input,
        entry_hash=leaf_hash(leaf_input),
        opening=opening,
    )


def _ordered(value: object) -> object:
    """The value with every mapping in the RFC's order; refuses what has no exact form."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical("an integer beyond 2^53 - 1")
        return value
    if isinstance(value, list | tuple):
        return [_ordered(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in _ordered_keys(value)}
    raise NotCanonical(f"a {type(value).__name__}")


def _ordered_keys(members: Mapping[object, object]) -> list[str]:
    keys = [key for key in members if isinstance(key, str)]
    if len(keys) != len(members):
        raise NotCanonical("a key that is not text")
    return sorted(keys, key=None if all(map(str.isascii, keys)) else _utf16_units)


def _utf16_units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
