"""Where the lines and cells of a chunk stand, found for all of them at once."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
PADDING: Final = 256
"""Zero bytes before and behind a chunk, so that a window may reach over its ends."""
_AROUND: Final = bytes(PADDING)
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_BLANKS = (9, 32)
_HIGH_BITS = np.uint64(0x8080808080808080)


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
        return sliding_window_view(_octets(self.text), width)[places]

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
        width = -(-min(max(int(lengths.max()), 1), PADDING) // 8) * 8
        octets = self.windows(width) * within(width, lengths)
        high = np.bitwise_or.reduce(octets.view(np.uint64), axis=1) & _HIGH_BITS
        found: Flags = (high == 0) & (lengths <= PADDING)
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
    number of cells and no unusual quoting, `starts` and `ends` are of their cells
    (rows, cells). `unbalanced` numbers the lines with an odd number of quotes.
    """

    text: bytes
    line_starts: Places
    line_ends: Places
    regular: Places
    starts: Places
    ends: Places
    unbalanced: Places
    most_delimiters: int

    @property
    def width(self) -> int:
        """Cells of a regular line."""
        return int(self.starts.shape[1])

    def column(self, place: int) -> Cells:
        """One column of the regular lines."""
        starts, ends = self.starts[:, place], self.ends[:, place]
        return Cells(self.text, np.ascontiguousarray(starts), np.ascontiguousarray(ends))

    def behind(self, line: int) -> bytes:
        """The bytes from the start of a line on; none behind the last."""
        is_inside = line < len(self.line_starts)
        return self.text[self.line_starts[line] : -PADDING] if is_inside else b""

    def line(self, number: int) -> bytes:
        """One line without its end."""
        return self.text[self.line_starts[number] : self.line_ends[number]]


def within(width: int, lengths: Places) -> Flags:
    """(rows, width): which of the first bytes belong to cells of these lengths."""
    least = np.minimum(lengths, width).astype(np.int16)
    found: Flags = np.arange(width, dtype=np.int16) < least[:, None]
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
    if b'"' not in chunk:
        none = np.empty(0, np.int64)
        return Grid(text, line_starts, line_ends, *_cut(marks, counts, line_starts), none, most)
    quotes = np.flatnonzero(octets == _QUOTE)
    of_line = np.bincount(np.searchsorted(line_ends, quotes), minlength=len(line_ends))
    marks, counts = _outside_quotes(marks, counts, quotes, of_line)
    regular, starts, ends = _cut(marks, counts, line_starts)
    is_plain = of_line[regular] % 2 == 0
    rows = np.flatnonzero(is_plain & (of_line[regular] > 0))
    is_plain[rows], starts[rows], ends[rows] = _unquoted(octets, quotes, starts[rows], ends[rows])
    cells = (regular[is_plain], starts[is_plain], ends[is_plain])
    return Grid(text, line_starts, line_ends, *cells, np.flatnonzero(of_line % 2), most)


def _cut(marks: Places, counts: Places, line_starts: Places) -> tuple[Places, Places, Places]:
    """The lines with the commonest number of cells, and where those cells start and end.

    `counts` says how many of the marks are of each line: its delimiters and its end.
    """
    cells = int(np.bincount(counts).argmax())
    regular = np.flatnonzero(counts == cells)
    if len(regular) == len(counts):
        ends = marks.reshape(-1, cells)
    else:
        last = np.cumsum(counts) - 1
        ends = marks[last[regular, None] + np.arange(1 - cells, 1)]
    starts = np.empty_like(ends)
    starts[:, 0] = line_starts[regular]
    starts[:, 1:] = ends[:, :-1] + 1
    return regular, starts, ends


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
) -> tuple[Flags, Places, Places]:
    """Cells without the quotes around them; a row with quotes anywhere else is not plain."""
    inside = np.searchsorted(quotes, ends) - np.searchsorted(quotes, starts)
    around = (inside == 2) & (octets[starts] == _QUOTE) & (octets[ends - 1] == _QUOTE)  # noqa: PLR2004 - both ends
    is_plain = (around | (inside == 0)).all(axis=1)
    return is_plain, starts + around, ends - around
