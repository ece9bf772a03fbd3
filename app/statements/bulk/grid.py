"""Where the lines and cells of a chunk stand, found for all of them at once."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
PADDING: Final = 256
"""Zero bytes before and behind a chunk, so that a window may reach over its ends."""
_AROUND: Final = bytes(PADDING)
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_BLANKS = (9, 32)
_NONE = np.uint64(0)
_HIGH_BITS = np.uint64(0x8080808080808080)


@lru_cache(maxsize=PADDING // 8)
def _masks(width: int, *, at_end: bool) -> NDArray[np.uint64]:
    """Which bytes of a window belong to a cell, by its length; (lengths, width / 8)."""
    places = np.arange(width)
    places = places[::-1] if at_end else places
    is_inside = places < np.arange(width + 1)[:, None]
    return (is_inside * np.uint8(255)).view("<u8")


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of some rows: where each cell starts and ends in the padded bytes."""

    text: bytes
    starts: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def lengths(self) -> Places:
        """Bytes of each cell."""
        return self.ends - self.starts

    def windows(self, width: int, *, at_end: bool = False) -> NDArray[np.uint8]:
        """`width` bytes from the start of each cell, or up to its end; (rows, width)."""
        places = self.ends - width if at_end else self.starts
        count = len(self.text) - width + 1
        # Of a type as wide as the window, so that numpy copies a window and not its bytes.
        every = np.ndarray((count,), f"V{width}", self.text, strides=(1,))
        return every[places].view(np.uint8).reshape(-1, width)

    def eights(
        self, width: int, *, at_end: bool = False, flipped: np.uint64 = _NONE
    ) -> NDArray[np.uint64]:
        """Windows as numbers of eight bytes, the first the lowest; (rows, width / 8).

        The bits of `flipped` are turned over in each; bytes outside the cell are zero.
        """
        found = self.windows(width, at_end=at_end).view("<u8")
        if flipped:
            found ^= flipped
        found &= _masks(width, at_end=at_end).take(self.lengths, axis=0, mode="clip")
        return found

    def trimmed(self) -> "Cells":
        """Without blanks and tabs around, which exports glue to numbers."""
        octets, starts, ends = _octets(self.text), self.starts, self.ends
        while (padded := _is_blank(octets[ends - 1]) & (ends > starts)).any():
            ends = ends - padded
        while (padded := _is_blank(octets[starts]) & (ends > starts)).any():
            starts = starts + padded
        return Cells(self.text, starts, ends)

    def are_ascii(self) -> Flags:
        """Which cells surely hold nothing but ASCII; the long ones are not looked at."""
        lengths = self.lengths
        least, most = int(lengths.min()), min(int(lengths.max()), PADDING)
        sure = least // 8 * 8
        found: Flags = lengths <= PADDING
        if sure:
            found &= _have_no_high_bit(self.windows(sure).view("<u8"))
        if most > sure:
            behind = Cells(self.text, self.starts + sure, self.ends)
            found &= _have_no_high_bit(behind.eights(eights_wide(most - sure)))
        return found

    def part(self, rows: Any) -> "Cells":
        """The cells of some of the rows, by mask or number."""
        return Cells(self.text, self.starts[rows], self.ends[rows])

    def lines(self) -> bytes:
        r"""All cells, each ended by `\n`."""
        lengths = self.lengths + 1
        behind = np.cumsum(lengths)
        shift = np.repeat(self.starts - (behind - lengths), lengths)
        octets = _octets(self.text)[np.arange(len(shift)) + shift]
        octets[behind - 1] = _NEWLINE
        return bytes(octets.tobytes())

    def cell(self, row: int) -> bytes:
        """The bytes of one cell."""
        return self.text[self.starts[row] : self.ends[row]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A chunk laid out.

    `line_starts` and `line_ends` are of every line; `regular` numbers those with the commonest
    number of cells and no unusual quoting. `ends` are the places behind their cells, where a
    delimiter or the line's end stands; (rows, cells). `quoted` numbers the rows with quotes,
    `around` tells which of their cells stand in them; (quoted rows, cells). `unbalanced` numbers
    the lines with an odd number of quotes.
    """

    text: bytes
    line_starts: Places
    line_ends: Places
    regular: Places
    ends: Places
    quoted: Places
    around: Flags
    unbalanced: Places
    most_delimiters: int

    @property
    def width(self) -> int:
        """Cells of a regular line."""
        return int(self.ends.shape[1])

    def column(self, place: int) -> Cells:
        """One column of the regular lines."""
        ends = self.ends[:, place].copy()
        starts = self.ends[:, place - 1] + 1 if place else self.line_starts[self.regular]
        if self.quoted.size:
            around = self.around[:, place]
            starts[self.quoted] += around
            ends[self.quoted] -= around
        return Cells(self.text, starts, ends)

    def behind(self, line: int) -> bytes:
        """The bytes from the start of a line on; none behind the last."""
        is_inside = line < len(self.line_starts)
        return self.text[self.line_starts[line] : -PADDING] if is_inside else b""

    def line(self, number: int) -> bytes:
        """One line without its end."""
        return self.text[self.line_starts[number] : self.line_ends[number]]


def eights_wide(length: int) -> int:
    """The bytes of the numbers of eight that hold so many; at least of one."""
    return max(-(-length // 8), 1) * 8


def _have_no_high_bit(eights: NDArray[np.uint64]) -> Flags:
    """Rows of numbers of eight bytes without any byte above 127."""
    high = np.zeros(len(eights), np.uint64)
    for place in range(eights.shape[1]):
        high |= eights[:, place]
    found: Flags = high & _HIGH_BITS == 0
    return found


def _octets(text: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(text, np.uint8)


def _is_blank(octets: NDArray[np.uint8]) -> Flags:
    found: Flags = (octets == _BLANKS[0]) | (octets == _BLANKS[1])
    return found


def lay_out(chunk: bytes, delimiter: bytes) -> Grid:
    r"""The lines and cells of a chunk of whole lines, each ended by `\n` or `\r\n`.

    A carriage return anywhere else ends a line as well.
    """
    text = b"".join((_AROUND, chunk, _AROUND))
    octets = _octets(text)
    marks = np.flatnonzero((octets == delimiter[0]) | (octets == _NEWLINE))
    last = np.flatnonzero(octets[marks] == _NEWLINE)
    behind = marks[last] + 1
    line_starts = np.concatenate(([PADDING], behind[:-1]))
    if b"\r" in chunk:
        is_pair = octets[behind - 2] == _RETURN
        if np.count_nonzero(octets == _RETURN) != np.count_nonzero(is_pair):
            return lay_out(chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), delimiter)
        marks[last] -= is_pair
    line_ends = marks[last]
    counts = np.diff(last, prepend=-1)
    most = int(counts.max()) - 1
    none = np.empty(0, np.int64)
    if b'"' not in chunk:
        regular, ends = _cut(marks, counts)
        quoted, around = none, np.empty((0, ends.shape[1]), bool)
        return Grid(text, line_starts, line_ends, regular, ends, quoted, around, none, most)
    quotes = np.flatnonzero(octets == _QUOTE)
    of_line = np.bincount(np.searchsorted(line_ends, quotes), minlength=len(line_ends))
    regular, ends = _cut(*_outside_quotes(marks, counts, quotes, of_line))
    quoted = np.flatnonzero(of_line[regular])
    starts = np.column_stack((line_starts[regular[quoted]], ends[quoted, :-1] + 1))
    is_plain, around = _unquoted(octets, quotes, starts, ends[quoted])
    unbalanced = np.flatnonzero(of_line % 2)
    if not is_plain.all():
        left = np.delete(np.arange(len(regular)), quoted[~is_plain])
        regular, ends, around = regular[left], ends[left], around[is_plain]
        quoted = np.flatnonzero(of_line[regular])
    return Grid(text, line_starts, line_ends, regular, ends, quoted, around, unbalanced, most)


def _cut(marks: Places, counts: Places) -> tuple[Places, Places]:
    """The lines with the commonest number of cells, and where those cells end.

    `counts` says how many of the marks are of each line: its delimiters and its end.
    """
    cells = int(np.bincount(counts).argmax())
    regular = np.flatnonzero(counts == cells)
    if len(regular) == len(counts):
        return regular, marks.reshape(-1, cells)
    last = np.cumsum(counts) - 1
    return regular, marks[last[regular, None] + np.arange(1 - cells, 1)]


def _outside_quotes(
    marks: Places, counts: Places, quotes: Places, of_line: Places
) -> tuple[Places, Places]:
    """The marks without delimiters that have an odd number of quotes before them in their line.

    `of_line` counts the quotes of each line.
    """
    quoted = np.flatnonzero(of_line)
    delimiters = counts[quoted] - 1
    line = np.repeat(quoted, delimiters)
    behind = np.cumsum(delimiters)
    first_mark = (np.cumsum(counts) - counts)[quoted]
    asked = np.arange(len(line)) + np.repeat(first_mark - (behind - delimiters), delimiters)
    first_quote = np.cumsum(of_line) - of_line
    before = np.searchsorted(quotes, marks[asked]) - first_quote[line]
    is_inside = before % 2 == 1
    fewer = counts - np.bincount(line[is_inside], minlength=len(counts))
    return np.delete(marks, asked[is_inside]), fewer


def _unquoted(
    octets: NDArray[np.uint8], quotes: Places, starts: Places, ends: Places
) -> tuple[Flags, Flags]:
    """Which rows have no quotes but around whole cells, and which cells have them."""
    inside = np.searchsorted(quotes, ends) - np.searchsorted(quotes, starts)
    around = (inside == 2) & (octets[starts] == _QUOTE) & (octets[ends - 1] == _QUOTE)  # noqa: PLR2004 - both ends
    return (around | (inside == 0)).all(axis=1), around
