"""Reads a file chunk by chunk: regular rows by columns, every other one by the row reader."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from app.statements.bulk.classes import ClassBook, Codes, RowClass, decoded
from app.statements.bulk.figures import read_amounts, read_moments
from app.statements.bulk.grid import Cells, Flags, Grid, Places, lay_out
from app.statements.bulk.plan import Plan, plan_of
from app.statements.bulk.singles import Singles, open_records, read_singly
from app.statements.classify import classify
from app.statements.layouts import Layout, Vocabulary
from app.statements.rows import RowReader
from app.statements.tables import Row, records
from app.statements.transactions import SHANGHAI, Transaction, Unparsed

EPOCH: Final = datetime(1970, 1, 1, tzinfo=SHANGHAI)
_CURRENCY_MARKS = "¥￥"
_PLUS = 43


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows read by columns.

    Place in the grid, number of the line in the chunk, seconds of civil time since 1970, whether
    only the day is known, fen, and class.
    """

    places: Places
    lines: Places
    seconds: Places
    date_only: Flags
    fen: Places
    classes: Places

    def part(self, rows: Flags | Places) -> "Columns":
        """Some of the rows."""
        return Columns(
            self.places[rows],
            self.lines[rows],
            self.seconds[rows],
            self.date_only[rows],
            self.fen[rows],
            self.classes[rows],
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one chunk; its first line is line `first_line` of the file.

    `columns` holds transactions, `unreadable` rows whose class cannot be read, `singles` those
    read one by one; `rest` is a record that the next chunk continues.
    """

    grid: Grid
    first_line: int
    lines: int
    rest: bytes
    columns: Columns
    unreadable: tuple[Unparsed, ...]
    singles: Singles


@dataclass(slots=True)
class BulkReader:
    """Reads the rows below one header; `names` are the folded cells of the header row."""

    layout: Layout
    names: Sequence[str]
    words: Vocabulary
    delimiter: str
    encoding: str
    own_names: tuple[str, ...]
    bill: date | None = None
    rows: RowReader = field(init=False)
    book: ClassBook = field(default_factory=ClassBook)
    plan: Plan | None = field(init=False)
    _words: Codes = field(init=False)
    _wholes: Codes = field(init=False)
    _marks: tuple[bytes, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Binds the columns."""
        self.rows = RowReader(self.layout, self.names, self.words, self.bill)
        # A bar may be the second byte of a character in GBK, so its columns are not cut in bytes.
        self.plan = plan_of(self.layout, self.names) if self.delimiter != "|" else None
        self._words = Codes(self.encoding, by_words=True, own_names=self.own_names)
        self._wholes = Codes(self.encoding, by_words=False)
        self._marks = tuple(mark.encode(self.encoding) for mark in _CURRENCY_MARKS)

    def read(self, chunk: bytes, first_line: int, *, is_last: bool) -> Batch:
        """The rows of a chunk of whole lines; less than all if it ends inside a record."""
        grid = lay_out(chunk, self.delimiter.encode())
        spans, until = open_records(grid, self.encoding, is_last=is_last)
        is_free = np.ones(len(grid.line_starts), bool)
        for start, end in spans:
            is_free[start:end] = False
        is_free[until:] = False
        columns = self._columns(grid, is_free & ~_rounded(grid, chunk))
        alone = is_free
        alone[columns.lines] = False
        spans += [(line, line + 1) for line in np.flatnonzero(alone).tolist()]
        singles = read_singly(
            grid, sorted(spans), first_line, self.rows, self.delimiter, self.encoding
        )
        columns, unreadable = self._split(columns, first_line)
        return Batch(grid, first_line, until, grid.behind(until), columns, unreadable, singles)

    def _columns(self, grid: Grid, is_free: Flags) -> Columns:
        rows = np.flatnonzero(is_free[grid.regular])
        empty = rows[:0]
        none = Columns(empty, empty, empty, np.zeros(0, bool), empty, empty)
        plan = self.plan
        if plan is None or grid.width < plan.least_width or not rows.size:
            return none
        amounts = read_amounts(_cells(grid, plan.amount, rows), self._marks)
        moments = read_moments(_cells(grid, plan.date, rows))
        are_plain = amounts.is_plain & moments.is_plain
        plain = slice(None) if are_plain.all() else are_plain
        rows, shapes = rows[plain], amounts.shape[plain]
        seconds, fen = moments.seconds[plain], amounts.fen[plain]
        date_only = moments.date_only[plain]
        if not rows.size:
            return none
        self._check_passing(grid, plan, rows)
        codes = self._words.of([_cells(grid, place, rows) for place in plan.texts])
        codes += self._wholes.of([_cells(grid, place, rows) for place in plan.shaping])
        lines = grid.regular[rows]

        def judge(row: int) -> RowClass | None:
            at = EPOCH + timedelta(seconds=int(seconds[row]))
            return self._judge(grid.line(int(lines[row])), at, int(fen[row]))

        classes = self.book.of([*codes, shapes], judge)
        columns = Columns(rows, lines, seconds, date_only, fen, classes)
        return columns if (classes >= 0).all() else columns.part(classes >= 0)

    def _check_passing(self, grid: Grid, plan: Plan, rows: Places) -> None:
        """Refuses a file whose other cells are no text; UTF-8 was checked as a whole."""
        if self.encoding != "gb18030":
            return
        for first, last in plan.passing(grid.width):
            cells = _cells(grid, first, rows)
            cells = Cells(grid.text, cells.starts, _cells(grid, last, rows).ends)
            for row in np.flatnonzero(~cells.are_ascii()).tolist():
                decoded(cells.cell(row), self.encoding)

    def _row_of(self, raw: bytes) -> Row:
        return next(records([decoded(raw, self.encoding)], self.delimiter))

    def _judge(self, raw: bytes, at: datetime, fen: int) -> RowClass | None:
        """The class of a row, as the row reader and the rules see it.

        None if it carries a refund of its own, or anything the figures alone do not tell.
        """
        found = self.rows.read(self._row_of(raw))
        if not isinstance(found, Transaction):
            return RowClass(reason=found.reason_code)
        if (found.occurred_at, found.amount, found.refunded) != (at, fen, 0):
            return None
        (first,) = classify((found,), self.layout.family, self.own_names)
        return RowClass(first) if first.counted in (0, fen) else None

    def _split(self, columns: Columns, first_line: int) -> tuple[Columns, tuple[Unparsed, ...]]:
        """Transactions, and rows whose class cannot be read."""
        is_bad = self.book.unreadable()
        if not is_bad.any():
            return columns, ()
        bad = columns.part(is_bad[columns.classes])
        lines, classes = (bad.lines + first_line).tolist(), bad.classes.tolist()
        unparsed = tuple(
            Unparsed(line, self.book.known[number].reason)
            for line, number in zip(lines, classes, strict=True)
        )
        return columns.part(~is_bad[columns.classes]), unparsed


def _cells(grid: Grid, place: int, rows: Places) -> Cells:
    cells = grid.column(place)
    return cells if len(rows) == len(cells) else cells.part(rows)


def _rounded(grid: Grid, chunk: bytes) -> Flags:
    """Lines in which a spreadsheet may have cut an identifier to `2.02E+27`."""
    found = np.zeros(len(grid.line_starts), bool)
    if b"+" in chunk and (b"E+" in chunk or b"e+" in chunk):
        signs = np.flatnonzero(np.frombuffer(grid.text, np.uint8) == _PLUS)
        found[np.searchsorted(grid.line_starts, signs, side="right") - 1] = True
    return found
