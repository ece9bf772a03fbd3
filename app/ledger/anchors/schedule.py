"""When an authority is asked again, and what a day's anchor is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.ledger import merkle

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One checkpoint under an anchor: its place, and the path to the root."""

    index: int
    path: tuple[bytes, ...]


def wait_after(attempts: int) -> timedelta:
    """The wait after so many (≥ 1) failed attempts: doubled each time, an hour at most."""
    wait: timedelta = FIRST_WAIT * (1 << min(attempts - 1, 10))
    return min(wait, LONGEST_WAIT)


def anchored(checkpoints: Sequence[str]) -> tuple[bytes, list[Leaf]]:
    """The Merkle root (RFC 6962) over checkpoint texts, and each one's place under it."""
    hashes = [merkle.leaf_hash(note.encode()) for note in checkpoints]
    leaves = [Leaf(at, merkle.inclusion_proof(hashes, at)) for at in range(len(hashes))]
    return merkle.root(hashes), leaves


def is_anchored(
    checkpoint: str, index: int, leaves: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether a checkpoint is the leaf `index` of `leaves` under a root."""
    leaf = merkle.leaf_hash(checkpoint.encode())
    return merkle.verify_inclusion(leaf, index, leaves, path, root)
