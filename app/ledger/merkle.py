"""RFC 6962 Merkle trees: roots, inclusion and consistency proofs, and a compact form to append.

Hashes are 32 raw bytes; leaf indices start at 0. Proofs are built as in RFC 6962 section 2.1 and
verified by the iterative algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

HASH_BYTES = 32
Range = tuple[int, int]
"""Leaves from the first index up to, not including, the second."""
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(leaf_input: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf input)."""
    return hashlib.sha256(b"\x00" + leaf_input).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactTree:
    """The roots of the perfect subtrees of a tree, largest first: all that appending needs.

    `hashes` holds as many 32-byte hashes as `size` has one-bits.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuses hashes that cannot belong to a tree of this size."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError("a compact tree has one hash per one-bit of its size")
        if any(len(each) != HASH_BYTES for each in self.hashes):
            raise ValueError("a hash has 32 bytes")

    @classmethod
    def of(cls, leaf_hashes: Iterable[bytes]) -> Self:
        """The tree over all of these leaves, level by level: each node is hashed once."""
        sha256, level = hashlib.sha256, list(leaf_hashes)
        size, subtrees = len(level), []
        while level:
            if len(level) & 1:
                subtrees.append(level.pop())
            leaves = iter(level)
            pairs = zip(leaves, leaves, strict=True)
            level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        return cls(size, tuple(reversed(subtrees)))

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Self:
        """Read what `to_bytes` wrote; `ValueError` when it does not fit the size."""
        pieces = range(0, len(stored), HASH_BYTES)
        return cls(size, tuple(stored[at : at + HASH_BYTES] for at in pieces))

    def to_bytes(self) -> bytes:
        """The hashes one after the other, to store beside the size."""
        return b"".join(self.hashes)

    def append(self, new_leaf_hash: bytes) -> "CompactTree":
        """The tree with one more leaf, in O(log n)."""
        return self.extend((new_leaf_hash,))

    def extend(self, new_leaf_hashes: Iterable[bytes]) -> "CompactTree":
        """The tree with more leaves, in their order."""
        size, stack = self.size, list(self.hashes)
        for each in new_leaf_hashes:
            _push(stack, size, each)
            size += 1
        return CompactTree(size, tuple(stack))

    def root(self) -> bytes:
        """The root hash of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        folded = self.hashes[-1]
        for each in reversed(self.hashes[:-1]):
            folded = node_hash(each, folded)
        return folded

    def next_inclusion_proof(self) -> tuple[bytes, ...]:
        """The inclusion proof of the next leaf in the tree that ends with it.

        The left siblings on the way from the newest leaf up are this tree's perfect subtrees,
        smallest first: a receipt for an append needs no other leaf.
        """
        return self.hashes[::-1]


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes (MTH of RFC 6962 section 2.1).

    Level by level, which is the same tree: a node without a right neighbour rises as it is.
    """
    sha256, level = hashlib.sha256, list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[-1:] if len(level) & 1 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of leaf `index`, lowest sibling first; `IndexError` out of range."""
    ranges = inclusion_ranges(len(leaf_hashes), index)
    return tuple(root(leaf_hashes[low:high]) for low, high in ranges)


def inclusion_ranges(size: int, index: int) -> tuple[Range, ...]:
    """The ranges of leaves whose roots are the audit path of leaf `index`, lowest first."""
    if not 0 <= index < size:
        raise IndexError("no such leaf")
    low, high = 0, size
    path = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether `proof` shows leaf hash `leaf` at `index` of the tree of `size` and root."""
    if not 0 <= index < size:
        return False
    node, last, folded = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            folded = node_hash(sibling, folded)
            node, last = _up_past_left_edges(node, last)
        else:
            folded = node_hash(folded, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and hmac.compare_digest(folded, expected_root)


def consistency_proof(leaf_hashes: Sequence[bytes], from_size: int) -> tuple[bytes, ...]:
    """The proof that the tree of these leaves extends its first `from_size` leaves.

    Raises `IndexError` unless 1 ≤ from_size ≤ number of leaves; equal sizes need no hashes.
    """
    ranges = consistency_ranges(len(leaf_hashes), from_size)
    return tuple(root(leaf_hashes[low:high]) for low, high in ranges)


def consistency_ranges(size: int, from_size: int) -> tuple[Range, ...]:
    """The ranges of leaves whose roots are the proof from `from_size` to `size`, lowest first."""
    if not 1 <= from_size <= size:
        raise IndexError("no such earlier tree")
    low, high = 0, size
    path = []
    while from_size != high:
        middle = low + _split(high - low)
        if from_size <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    if low:
        path.append((low, high))
    return tuple(reversed(path))


def verify_consistency(
    from_size: int, from_root: bytes, to_size: int, to_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the later tree begins with the whole earlier one."""
    if not 1 <= from_size <= to_size:
        return False
    if from_size == to_size:
        return not proof and hmac.compare_digest(from_root, to_root)
    path = list(proof)
    if from_size & (from_size - 1) == 0:
        path.insert(0, from_root)
    if not path:
        return False
    node, last = _up_past_right_edges(from_size - 1, to_size - 1)
    earlier = later = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            earlier, later = node_hash(sibling, earlier), node_hash(sibling, later)
            node, last = _up_past_left_edges(node, last)
        else:
            later = node_hash(later, sibling)
        node, last = node >> 1, last >> 1
    same = hmac.compare_digest(earlier, from_root) and hmac.compare_digest(later, to_root)
    return last == 0 and same


def _push(stack: list[bytes], size: int, new_leaf_hash: bytes) -> None:
    """Add a leaf to the perfect subtrees of a tree of `size`: as a carry runs in a counter."""
    merged = new_leaf_hash
    while size & 1:
        merged = node_hash(stack.pop(), merged)
        size >>= 1
    stack.append(merged)


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (≥ 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def _up_past_left_edges(node: int, last: int) -> tuple[int, int]:
    """Climb while the node is an only child on the tree's right edge."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _up_past_right_edges(node: int, last: int) -> tuple[int, int]:
    """Climb while the node is a right child, whose subtree lies whole in the earlier tree."""
    while node & 1:
        node, last = node >> 1, last >> 1
    return node, last
