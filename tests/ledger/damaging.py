"""A sound ledger, and what somebody might do to it."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.ledger import merkle
from app.ledger.entries import UNREADABLE, Entry, Opening, canonical_json, leaf_fields
from app.ledger.verification import verify_chain
from tests.ledger.chains import build_chain

CHAIN = build_chain(9)
SIZE = len(CHAIN)
OTHER_CASE = UUID(int=1)


def changed(chain: list[Entry], at: int, /, **columns: Any) -> list[Entry]:
    """The chain with some columns of one row overwritten."""
    rows = list(chain)
    rows[at - 1] = dataclasses.replace(rows[at - 1], **columns)
    return rows


def rehashed(entry: Entry, **columns: Any) -> Entry:
    """The entry as someone who knows the format would rewrite it."""
    entry = dataclasses.replace(entry, **columns)
    leaf = canonical_json(
        leaf_fields(
            case_id=entry.case_id,
            sequence=entry.sequence,
            kind=entry.kind,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            previous_hash=entry.previous_hash,
            committed=entry.commitment,
        )
    )
    return dataclasses.replace(entry, leaf_input=leaf, entry_hash=merkle.leaf_hash(leaf))


def first_bad(entries: list[Entry], **options: Any) -> tuple[int, str] | None:
    verdict = verify_chain(entries, **options)
    assert verdict.valid is (verdict.first_bad is None)
    assert verdict.entries == len(entries)
    found = verdict.first_bad
    return None if found is None else (found.sequence, found.reason)


def flipped(value: bytes, bit: int) -> bytes:
    damaged = bytearray(value)
    damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


COLUMN_CHANGES: list[tuple[str, Callable[[Entry], dict[str, Any]], str]] = [
    ("sequence", lambda e: {"sequence": e.sequence + 1}, "sequence_gap"),
    ("kind", lambda _: {"kind": "consent"}, "kind_differs"),
    (
        "occurred_at",
        lambda e: {"occurred_at": e.occurred_at + timedelta(microseconds=1)},
        "occurred_at_differs",
    ),
    (
        "recorded_at",
        lambda e: {"recorded_at": e.recorded_at - timedelta(days=1)},
        "recorded_at_differs",
    ),
    ("commitment", lambda e: {"commitment": flipped(e.commitment, 0)}, "commitment_differs"),
    (
        "previous_hash",
        lambda e: {"previous_hash": flipped(e.previous_hash, 255)},
        "previous_hash_differs",
    ),
    ("entry_hash", lambda e: {"entry_hash": flipped(e.entry_hash, 9)}, "leaf_hash_differs"),
    ("payload", lambda _: {"opening": Opening(bytes(32), b"{}")}, "payload_differs"),
    ("unreadable", lambda _: {"opening": UNREADABLE}, "payload_differs"),
    ("gone", lambda _: {"opening": None}, "payload_missing"),
    (
        "no zone",
        lambda e: {"occurred_at": e.occurred_at.replace(tzinfo=None)},
        "leaf_malformed",
    ),
]
