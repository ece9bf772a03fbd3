"""Equal cells found without sorting, so that what each says is worked out once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.statements.bulk.grid import Cells, Flags, Places, eights_wide

Words = list[NDArray[np.uint64]]
SHORT: Final = 32
"""Bytes of the cells that a memory takes."""
UNKNOWN: Final = -2
"""What a memory says of a cell that it has not learned or has forgotten."""
_LONG: Final = 256
"""Cells up to here are compared; a longer one stands for itself."""
_SLOT_BITS = 15
_SLOT_MASK = np.uint64((1 << _SLOT_BITS) - 1)
_SHIFTS = (49, 34, 19)
_NO_LENGTH = np.uint64(2**64 - 1)
_MIXERS = np.array(
    [
        *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93),
        *(0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3),
    ],
    np.uint64,
)
"""Odd numbers with bits all over; which ones has no influence on the result."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Rows of numbers to be compared, and a mix of the numbers of each."""

    words: Words
    mixed: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.mixed)

    def part(self, rows: Flags | Places) -> "Keys":
        """Some of the rows."""
        return Keys([word[rows] for word in self.words], self.mixed[rows])

    def slots(self, shift: int = _SHIFTS[0]) -> Places:
        """A number for each row that is equal for equal rows, and rarely for others."""
        return (self.mixed >> np.uint64(shift) & _SLOT_MASK).astype(np.int64)


@dataclass(slots=True)
class Memory:
    """What the short cells of one column were found to be, kept from chunk to chunk.

    A slot holds one cell, that learned last; what is forgotten is found out again.
    """

    _known: NDArray[np.uint64] = field(init=False)

    def __post_init__(self) -> None:
        """Knows nothing: no cell has the length that stands in empty slots."""
        self._known = np.full((1 << _SLOT_BITS, 2 + SHORT // 8), _NO_LENGTH, np.uint64)

    def recall(self, cells: Cells) -> "Recalled":
        """What is known of cells, and of which ones it has to be found out."""
        like = np.arange(len(cells))
        short, long = _by_length(cells)
        keys = keys_of(cells.part(short))
        codes = np.full(len(cells), UNKNOWN)
        codes[short] = found = self._codes(keys)
        left = found == UNKNOWN
        unknown = like[short][left]
        like[unknown] = unknown[same_keys(keys.part(left))]
        if long.size:
            like[long] = long[same_cells(cells.part(long))]
            unknown = np.concatenate([unknown, long])
        return Recalled(codes, like, unknown[like[unknown] == unknown])

    def _codes(self, keys: Keys) -> Places:
        known = self._known.take(keys.slots(), axis=0)
        is_known = np.ones(len(keys), bool)
        for place, word in enumerate(keys.words, start=1):
            is_known &= known[:, place] == word
        return np.where(is_known, known[:, 0].view(np.int64), UNKNOWN)

    def learn(self, cells: Cells, codes: Places) -> None:
        """Keeps what cells were found to be."""
        short, _ = _by_length(cells)
        keys = keys_of(cells.part(short))
        columns = [codes[short].view(np.uint64), *keys.words]
        self._known[keys.slots(), : len(columns)] = np.stack(columns, axis=1)


def _by_length(cells: Cells) -> tuple[Places | slice, Places]:
    """The short cells and all others."""
    is_short = cells.lengths <= SHORT
    if is_short.all():
        return slice(None), np.zeros(0, np.int64)
    return np.flatnonzero(is_short), np.flatnonzero(~is_short)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of cells.

    `codes` by cell, `UNKNOWN` where nothing is; `like` the number of a cell with the same bytes;
    `asked` numbers the cells, one of each, of which it has to be found out.
    """

    codes: Places
    like: Places
    asked: Places

    def completed(self, found: Places) -> Places:
        """By cell what it is, once that of the asked ones is known."""
        self.codes[self.asked] = found
        return self.codes[self.like]


def keys_of(cells: Cells) -> Keys:
    """Length and bytes of each cell; equal keys, equal cells."""
    lengths = cells.lengths
    eights = cells.eights(eights_wide(int(lengths.max(initial=0))))
    words = [lengths.astype(np.uint64), *np.ascontiguousarray(eights.T)]
    return Keys(words, _mix(words))


def same_cells(cells: Cells) -> Places:
    """For each cell the number of a cell with the very same bytes, its representative.

    A representative represents itself. Equal cells have one representative but for rare
    collisions: two may then stand for the same bytes, never one for different ones.
    """
    found = np.arange(len(cells))
    lengths = cells.lengths
    for above, upto in ((-1, SHORT), (SHORT, _LONG)):
        rows = np.flatnonzero((lengths > above) & (lengths <= upto))
        if rows.size:
            found[rows] = rows[same_keys(keys_of(cells.part(rows)))]
    return found


def same_numbers(columns: Sequence[NDArray[Any]]) -> Places:
    """The same for rows of whole numbers or flags."""
    words = [column.astype(np.uint64) for column in columns]
    return same_keys(Keys(words, _mix(words)))


def _mix(words: Words) -> NDArray[np.uint64]:
    mixed: NDArray[np.uint64] = words[0] * _MIXERS[0]
    for place, word in enumerate(words[1:], start=1):
        mixed += word * _MIXERS[place % len(_MIXERS)]
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIXERS[-1]
    return mixed


def same_keys(keys: Keys) -> Places:
    """The same for keys."""
    waiting = np.arange(len(keys))
    found = waiting.copy()
    asked = keys
    owners = np.empty(1 << _SLOT_BITS, np.int64)  # read only where just written
    for shift in _SHIFTS:
        slots = asked.slots(shift)
        owners[slots] = waiting
        chosen = owners[slots]
        equal = np.ones(len(waiting), bool)
        for word, one in zip(keys.words, asked.words, strict=True):
            equal &= word[chosen] == one
        if equal.all():
            found[waiting] = chosen
            break
        found[waiting[equal]] = chosen[equal]
        left = ~equal
        waiting, asked = waiting[left], asked.part(left)
    return found
