"""The quick look at many entries: sound, or handed to the long one."""

from collections.abc import Callable
from typing import Any

import pytest

from app.ledger.entries import Entry
from app.ledger.verification import sound_hashes
from tests.ledger.chains import CASE, build_chain
from tests.ledger.damaging import (
    CHAIN,
    COLUMN_CHANGES,
    OTHER_CASE,
    SIZE,
    changed,
    first_bad,
    rehashed,
)


def stored(entry: Entry) -> tuple[Any, ...]:
    """The columns of an entry as SQLite gives them."""
    moments = (
        at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        for at in (entry.occurred_at, entry.recorded_at)
    )
    hashes = (entry.previous_hash, entry.commitment, entry.leaf_input, entry.entry_hash)
    return (entry.sequence, entry.kind, *moments, *hashes)


@pytest.mark.parametrize("length", range(6))
def test_sound_entries_give_their_hashes_at_once(length: int) -> None:
    chain = build_chain(length)
    expected = [entry.entry_hash for entry in chain]
    assert sound_hashes(CASE, map(stored, chain)) == expected


@pytest.mark.parametrize("sequence", range(1, SIZE + 1))
@pytest.mark.parametrize(
    "change",
    [change for name, change, _ in COLUMN_CHANGES[:7]],
    ids=[name for name, _, _ in COLUMN_CHANGES[:7]],
)
def test_a_changed_column_is_not_sound(
    sequence: int, change: Callable[[Entry], dict[str, Any]]
) -> None:
    rows = changed(CHAIN, sequence, **change(CHAIN[sequence - 1]))
    assert sound_hashes(CASE, map(stored, rows)) is None


def test_what_the_quick_look_refuses_the_long_one_names() -> None:
    rehashed_entry = rehashed(CHAIN[3], kind="consent")
    for rows in (
        [*CHAIN[:3], rehashed_entry, *CHAIN[4:]],
        [*CHAIN[:3], *CHAIN[4:]],
        [*CHAIN[:3], CHAIN[4], CHAIN[3], *CHAIN[5:]],
        CHAIN[1:],
    ):
        assert sound_hashes(CASE, map(stored, rows)) is None
        assert first_bad(rows) is not None
    assert sound_hashes(OTHER_CASE, map(stored, CHAIN)) is None
