"""Equal cells found without sorting, so that what each says is worked out once."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.statements.bulk.grid import Cells, Places, within

Words = list[NDArray[np.uint64]]
_TIERS = ((-1, 32), (32, 256))
"""Cells up to 32 bytes and up to 256; a longer one stands for itself."""
_SLOT_BITS = 15
_SLOT_MASK = np.uint64((1 << _SLOT_BITS) - 1)
_SHIFTS = (49, 34, 19)
_MIXERS = np.array(
    [
        *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93),
        *(0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3),
    ],
    np.uint64,
)
"""Odd numbers with bits all over; which ones has no influence on the result."""


def same_cells(cells: Cells) -> Places:
    """For each cell the number of a cell with the very same bytes, its representative.

    A representative represents itself. Equal cells have one representative but for rare
    collisions: two may then stand for the same bytes, never one for different ones.
    """
    found = np.arange(len(cells))
    lengths = cells.lengths
    for above, upto in _TIERS:
        rows = np.flatnonzero((lengths > above) & (lengths <= upto))
        if rows.size:
            part = cells if rows.size == len(cells) else cells.part(rows)
            width = -(-max(int(part.lengths.max()), 1) // 8) * 8
            found[rows] = rows[_same(list(_words(part, width)))]
    return found


def same_numbers(columns: Sequence[NDArray[Any]]) -> Places:
    """The same for rows of whole numbers or flags."""
    return _same([column.astype(np.uint64) for column in columns])


def _words(cells: Cells, width: int) -> Iterator[NDArray[np.uint64]]:
    """Each cell as numbers of eight bytes, zeros behind its end, and its length."""
    lengths = cells.lengths
    octets = cells.windows(width)
    octets = octets * within(width, lengths)
    yield from octets.view(np.uint64).T
    yield lengths.astype(np.uint64)


def _same(words: Words) -> Places:
    count = len(words[0])
    mixed = np.zeros(count, np.uint64)
    for place, word in enumerate(words):
        mixed = (mixed ^ word) * _MIXERS[place % len(_MIXERS)]
        mixed ^= mixed >> np.uint64(29)
    mixed *= _MIXERS[-1]
    waiting = np.arange(count)
    found = waiting.copy()
    asked = words
    slots = np.empty(1 << _SLOT_BITS, np.int64)  # read only where just written
    for shift in _SHIFTS:
        slot = ((mixed >> np.uint64(shift)) & _SLOT_MASK).astype(np.int64)
        slots[slot] = waiting
        chosen = slots[slot]
        equal = np.ones(len(waiting), bool)
        for word, one in zip(words, asked, strict=True):
            equal &= word[chosen] == one
        if equal.all():
            found[waiting] = chosen
            break
        found[waiting[equal]] = chosen[equal]
        left = ~equal
        waiting, mixed, asked = waiting[left], mixed[left], [one[left] for one in asked]
    return found
