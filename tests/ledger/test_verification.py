import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger import merkle
from app.ledger.checkpoint import TreeHead
from app.ledger.entries import Entry
from app.ledger.verification import FirstBad, Verdict, verify_chain
from tests.ledger.chains import build_chain
from tests.ledger.damaging import (
    CHAIN,
    COLUMN_CHANGES,
    OTHER_CASE,
    SIZE,
    changed,
    first_bad,
    flipped,
    rehashed,
)


def head_of(chain: list[Entry], size: int) -> TreeHead:
    return TreeHead(size, merkle.root(entry.entry_hash for entry in chain[:size]))


HEADS = [head_of(CHAIN, size) for size in range(SIZE + 1)]


@pytest.mark.parametrize("length", range(12))
def test_an_untouched_ledger_is_valid(length: int) -> None:
    chain = build_chain(length)
    heads = [head_of(chain, size) for size in range(length + 1)]
    expected = Verdict(valid=True, entries=length, first_bad=None)
    assert verify_chain(chain) == expected
    assert verify_chain(iter(chain), heads=heads) == expected
    assert verify_chain(chain, heads=list(reversed(heads))) == expected


@pytest.mark.parametrize("sequence", range(1, SIZE + 1))
@pytest.mark.parametrize(
    ("change", "reason"),
    [(change, reason) for _, change, reason in COLUMN_CHANGES],
    ids=[name for name, _, _ in COLUMN_CHANGES],
)
def test_a_changed_column_is_named_at_its_entry(
    sequence: int, change: Callable[[Entry], dict[str, Any]], reason: str
) -> None:
    rows = changed(CHAIN, sequence, **change(CHAIN[sequence - 1]))
    assert first_bad(rows) == (sequence, reason)
    assert first_bad(rows, heads=HEADS) == (sequence, reason)


@given(st.integers(1, SIZE), st.data())
@settings(max_examples=200)
def test_any_flipped_bit_is_named_at_its_entry(sequence: int, data: st.DataObject) -> None:
    entry = CHAIN[sequence - 1]
    assert entry.opening is not None
    parts = {
        "leaf_input": entry.leaf_input,
        "entry_hash": entry.entry_hash,
        "previous_hash": entry.previous_hash,
        "commitment": entry.commitment,
        "case_id": entry.case_id.bytes,
        "salt": entry.opening.salt,
        "payload": entry.opening.payload,
    }
    name = data.draw(st.sampled_from(sorted(parts)))
    damaged = flipped(parts[name], data.draw(st.integers(0, len(parts[name]) * 8 - 1)))
    value: object = damaged
    if name == "case_id":
        value = UUID(bytes=damaged)
    if name in {"salt", "payload"}:
        value = dataclasses.replace(entry.opening, **{name: damaged})
        name = "opening"
    found = first_bad(changed(CHAIN, sequence, **{name: value}))
    assert found is not None
    assert found[0] == sequence


def test_a_flipped_first_case_id_differs_from_its_own_bytes() -> None:
    assert first_bad(changed(CHAIN, 1, case_id=OTHER_CASE)) == (1, "case_id_differs")
    assert first_bad(changed(CHAIN, 4, case_id=OTHER_CASE)) == (4, "foreign_case")
    moved = [dataclasses.replace(entry, case_id=OTHER_CASE) for entry in CHAIN]
    assert first_bad(moved) == (1, "case_id_differs")


@pytest.mark.parametrize("sequence", range(1, SIZE + 1))
def test_a_rewritten_and_rehashed_entry_is_named_itself(sequence: int) -> None:
    rows = list(CHAIN)
    rows[sequence - 1] = rehashed(rows[sequence - 1], kind="consent")
    if sequence < SIZE:
        assert first_bad(rows) == (sequence, "entry_rewritten")
        assert first_bad(rows, heads=HEADS[-1:]) == (sequence, "entry_rewritten")
    else:
        assert first_bad(rows) is None
        assert first_bad(rows, heads=HEADS[-1:]) == (1, "checkpoint_differs")
        assert first_bad(rows, heads=HEADS[-2:]) == (sequence, "checkpoint_differs")
    assert first_bad(rows, heads=HEADS) in {
        (sequence, "entry_rewritten"),
        (sequence, "checkpoint_differs"),
    }


def test_the_first_of_two_rehashed_entries_is_named() -> None:
    rows = list(CHAIN)
    for sequence in (3, 6):
        rows[sequence - 1] = rehashed(rows[sequence - 1], kind="consent")
    for heads in ([], HEADS[-1:], HEADS):
        assert first_bad(rows, heads=heads) == (3, "entry_rewritten")


@pytest.mark.parametrize("sequence", range(1, SIZE + 1))
def test_a_rehashed_back_link_is_named_at_its_entry(sequence: int) -> None:
    rows = list(CHAIN)
    rows[sequence - 1] = rehashed(rows[sequence - 1], previous_hash=b"\x07" * 32)
    expected = (sequence, "previous_hash_differs")
    assert first_bad(rows, heads=HEADS[-1:]) == expected
    # the last entry has no successor to clear its predecessor: only a head tells the two apart
    alone = (sequence - 1, "entry_rewritten") if sequence == SIZE else expected
    assert first_bad(rows) == alone


@pytest.mark.parametrize("sequence", range(1, SIZE))
def test_a_history_rewritten_to_its_end_is_seen_only_from_outside(sequence: int) -> None:
    rows = CHAIN[: sequence - 1]
    for entry in CHAIN[sequence - 1 :]:
        previous = rows[-1].entry_hash if rows else bytes(32)
        kind = "consent" if entry.sequence == sequence else entry.kind
        rows = [*rows, rehashed(entry, previous_hash=previous, kind=kind)]
    assert first_bad(rows) is None
    assert first_bad(rows, heads=HEADS) == (sequence, "checkpoint_differs")
    assert first_bad(rows, heads=HEADS[:sequence]) is None
    assert first_bad(rows, heads=HEADS[-1:]) == (1, "checkpoint_differs")


@pytest.mark.parametrize("kept", range(SIZE))
def test_a_truncated_ledger_is_seen_only_from_outside(kept: int) -> None:
    rows = CHAIN[:kept]
    assert first_bad(rows) is None
    assert first_bad(rows, heads=HEADS) == (kept + 1, "entries_missing")
    assert first_bad(rows, heads=HEADS[: kept + 1]) is None


@pytest.mark.parametrize("sequence", range(1, SIZE))
def test_a_deleted_row_is_named(sequence: int) -> None:
    rows = CHAIN[: sequence - 1] + CHAIN[sequence:]
    for heads in ([], HEADS):
        assert first_bad(rows, heads=heads) == (sequence, "sequence_gap")


@pytest.mark.parametrize("sequence", range(1, SIZE))
def test_a_deletion_renumbered_and_rehashed_is_named(sequence: int) -> None:
    rows = CHAIN[: sequence - 1] + [
        rehashed(entry, sequence=entry.sequence - 1) for entry in CHAIN[sequence:]
    ]
    assert first_bad(rows, heads=HEADS) == (sequence, "previous_hash_differs")
    if sequence < SIZE - 1:
        assert first_bad(rows) == (sequence, "previous_hash_differs")


def test_reordering_is_named() -> None:
    rows = [*CHAIN[:3], CHAIN[4], CHAIN[3], *CHAIN[5:]]
    assert first_bad(rows) == (4, "sequence_gap")
    swapped = [
        *CHAIN[:3],
        rehashed(CHAIN[4], sequence=4),
        rehashed(CHAIN[3], sequence=5),
        *CHAIN[5:],
    ]
    assert first_bad(swapped, heads=HEADS) == (4, "previous_hash_differs")


def test_a_backdated_insertion_is_named() -> None:
    inserted = rehashed(CHAIN[3], kind="consent")
    later = [rehashed(entry, sequence=entry.sequence + 1) for entry in CHAIN[3:]]
    assert first_bad([*CHAIN[:3], inserted, *later]) == (5, "previous_hash_differs")
    assert first_bad([*CHAIN[:3], inserted, *later], heads=HEADS) == (4, "checkpoint_differs")


def test_two_payloads_exchanged_are_named_at_the_first() -> None:
    rows = changed(CHAIN, 2, opening=CHAIN[6].opening)
    rows = changed(rows, 7, opening=CHAIN[1].opening)
    assert first_bad(rows) == (2, "payload_differs")


def test_the_earliest_of_several_faults_is_named() -> None:
    rows = changed(CHAIN, 8, opening=None)
    rows = changed(rows, 6, kind="consent")
    assert first_bad(rows) == (6, "kind_differs")
    rows = changed(rows, 3, opening=None)
    assert first_bad(rows) == (3, "payload_missing")
    rows[1] = rehashed(rows[1], kind="consent")
    assert first_bad(rows) == (2, "entry_rewritten")
    assert first_bad(rows, heads=HEADS[:2]) == (2, "entry_rewritten")
    assert first_bad(rows, heads=[TreeHead(1, bytes(32))]) == (1, "checkpoint_differs")


def test_split_views_of_one_size_cannot_both_hold() -> None:
    other = TreeHead(SIZE, bytes(32))
    for heads in ([*HEADS, other], [other, *HEADS]):
        assert first_bad(CHAIN, heads=heads) == (SIZE, "checkpoint_differs")
    assert first_bad(CHAIN, heads=[TreeHead(0, bytes(32))]) == (1, "checkpoint_differs")


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"v":1}',
        CHAIN[3].leaf_input.replace(b'"v":1', b'"v":1 '),
        CHAIN[3].leaf_input.replace(b'"v":1', b'"v":true'),
        CHAIN[3].leaf_input.replace(b'"v":1}', b'"v":1,"w":1}'),
    ],
)
def test_leaf_bytes_of_another_form_are_refused_even_when_hashed(leaf: bytes) -> None:
    rows = changed(CHAIN, 4, leaf_input=leaf, entry_hash=merkle.leaf_hash(leaf))
    assert first_bad(rows) == (4, "leaf_malformed")


def test_another_format_version_is_named() -> None:
    leaf = CHAIN[3].leaf_input.replace(b'"v":1', b'"v":2')
    rows = changed(CHAIN, 4, leaf_input=leaf, entry_hash=merkle.leaf_hash(leaf))
    assert first_bad(rows) == (4, "v_differs")


def without_payloads(chain: list[Entry]) -> list[Entry]:
    return [dataclasses.replace(entry, opening=None) for entry in chain]


def test_missing_payloads_are_valid_only_in_an_erased_case() -> None:
    erased = without_payloads(build_chain(5, last="case_erased"))
    assert first_bad(erased) is None
    assert first_bad(erased, heads=[head_of(erased, 5)]) is None
    living = without_payloads(CHAIN)
    assert first_bad(living) == (1, "payload_missing")
    assert first_bad(living, payloads_required=False) is None


def test_an_erased_ledger_still_shows_every_other_change() -> None:
    erased = without_payloads(build_chain(5, last="case_erased"))
    assert first_bad(changed(erased, 2, kind="consent")) == (2, "kind_differs")
    assert first_bad(erased[:4]) == (1, "payload_missing")


def test_calling_the_last_entry_an_erasure_does_not_excuse_a_lost_payload() -> None:
    rows = changed(changed(CHAIN, 3, opening=None), SIZE, kind="case_erased")
    assert first_bad(rows) == (SIZE, "kind_differs")


def test_nothing_follows_an_erasure() -> None:
    chain = build_chain(4, last="case_erased")
    late = rehashed(
        chain[-1],
        sequence=5,
        kind="contact",
        previous_hash=chain[-1].entry_hash,
        recorded_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert first_bad([*chain, late]) == (5, "entry_after_erasure")


def test_entries_are_read_once_and_not_kept() -> None:
    def source() -> Iterator[Entry]:
        yield from CHAIN

    assert verify_chain(source(), heads=HEADS).first_bad is None
    bad = changed(CHAIN, 2, kind="consent")
    assert verify_chain(iter(bad)) == Verdict(
        valid=False, entries=SIZE, first_bad=FirstBad(2, "kind_differs")
    )
