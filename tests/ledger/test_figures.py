"""Every consistency proof up to 512 entries, and what one changed bit does to it."""

import hashlib
import random  # noqa: TID251 - seeded bits
from collections.abc import Iterator
from functools import cache

import pytest

from app.ledger import merkle

LARGEST = 512
EXHAUSTIVE = 16
LEAVES = [hashlib.sha256(number.to_bytes(2, "big")).digest() for number in range(LARGEST)]


@cache
def root_of(low: int, high: int) -> bytes:
    return merkle.root(LEAVES[low:high])


def proof_of(first: int, second: int) -> list[bytes]:
    return [root_of(low, high) for low, high in merkle.consistency_ranges(second, first)]


def holds(first: int, second: int, parts: list[bytes]) -> bool:
    """`parts`: the earlier root, the later root, and the proof."""
    return merkle.verify_consistency(first, parts[0], second, parts[1], parts[2:])


def flipped(parts: list[bytes], bit: int) -> list[bytes]:
    at, bit = divmod(bit, 256)
    changed = bytearray(parts[at])
    changed[bit // 8] ^= 1 << bit % 8
    return [*parts[:at], bytes(changed), *parts[at + 1 :]]


def pairs(least: int, most: int) -> Iterator[tuple[int, int, list[bytes]]]:
    for second in range(least, most + 1):
        for first in range(1, second + 1):
            roots = [root_of(0, first), root_of(0, second)]
            yield first, second, [*roots, *proof_of(first, second)]


def test_every_single_bit_counts_in_small_trees() -> None:
    tried = 0
    for first, second, parts in pairs(1, EXHAUSTIVE):
        assert holds(first, second, parts)
        assert parts[2:] == list(merkle.consistency_proof(LEAVES[:second], first))
        for bit in range(256 * len(parts)):
            assert not holds(first, second, flipped(parts, bit)), (first, second, bit)
            tried += 1
    assert tried > 100_000


@pytest.mark.parametrize("least", range(EXHAUSTIVE + 1, LARGEST + 1, 124))
def test_every_proof_holds_and_a_seeded_bit_breaks_it(least: int) -> None:
    chance = random.Random(least)  # noqa: S311 - seeded bits
    most = min(least + 123, LARGEST)
    count = 0
    for first, second, parts in pairs(least, most):
        assert holds(first, second, parts)
        assert not holds(first, second, flipped(parts, chance.randrange(256 * len(parts))))
        assert len(parts) - 2 <= (second - 1).bit_length() + 1
        count += 1
    assert count == sum(range(least, most + 1))


def test_the_ranges_are_those_of_the_proofs() -> None:
    for first, second in ((1, 512), (300, 511), (384, 500), (512, 512), (255, 256)):
        assert proof_of(first, second) == list(merkle.consistency_proof(LEAVES[:second], first))
