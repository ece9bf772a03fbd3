"""Old workbooks (BIFF8, MS-XLS): cells as text, sheet by sheet.

Only what a statement needs: numbers, dates, texts and the last results of formulas.
"""

import re
import struct
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from app.statements.cells import spreadsheet_text
from app.statements.layouts import Limits
from app.statements.refusals import Seen, StatementFormatUnknown, StatementRefused
from app.statements.shared_strings import plain_string, shared_strings
from app.statements.tables import Row
from app.statements.transactions import SHANGHAI
from app.statements.workbook_sizes import check_area

_BEGIN, _END, _CONTINUE, _STRINGS, _LOCKED = 0x0809, 0x000A, 0x003C, 0x00FC, 0x002F
_SHEET = 0x0010
_VERSION = 0x0600
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_DATE_FORMAT = re.compile(r"[ymdhs年月日时分秒]", re.IGNORECASE)
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_EPOCH_1900 = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=SHANGHAI)
_LAST_SERIAL = 2_958_465  # 9999-12-31


def _records(book: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(book):
        record, length = struct.unpack_from("<HH", book, at)
        yield record, book[at + 4 : at + 4 + length]
        at += 4 + length


def _rk(value: int) -> float:
    """A number in 32 bits: an integer or the upper part of a double, perhaps of hundredths."""
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0])
    return number / 100 if value & 1 else number


class _Reader:
    """Walks the records of a workbook and keeps the cells of its sheets."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[dict[int, dict[int, str]]] = []
        self._limits = limits
        self._depth = 0
        self._is_sheet = False
        self._strings: list[str] = []
        self._epoch = _EPOCH_1900
        self._date_formats = set(_BUILT_IN_DATES)
        self._formats: list[int] = []
        self._characters = 0
        self._formula_cell = (0, 0)
        self._actions: dict[int, Callable[[bytes], None]] = {
            _BEGIN: self._begin,
            _END: self._finish,
            0x0022: self._date_mode,
            0x041E: self._format,
            0x00E0: self._cell_format,
            0x0203: self._number,
            0x027E: self._short_number,
            0x00BD: self._short_numbers,
            0x00FD: self._shared,
            0x0204: self._label,
            0x0006: self._formula,
            0x0207: self._formula_text,
        }

    def read(self, book: bytes) -> None:
        """Takes in all records; strings are gathered with their continuations first."""
        segments = []
        last = 0
        for record, body in _records(book):
            if record == _LOCKED:
                raise StatementFormatUnknown(
                    Seen("encrypted_workbook", "binary"), "workbook_locked"
                )
            last = last if record == _CONTINUE else record
            if last == _STRINGS:
                segments.append(body)
        self._strings = shared_strings(segments)
        for record, body in _records(book):
            action = self._actions.get(record)
            if action is not None:
                action(body)

    def _begin(self, body: bytes) -> None:
        version, kind = struct.unpack_from("<HH", body)
        if version != _VERSION:
            raise StatementFormatUnknown(Seen("old_workbook", "binary"), "export_as_csv")
        self._depth += 1
        if self._depth == 1:
            self._is_sheet = kind == _SHEET
            if self._is_sheet:
                self.sheets.append({})

    def _finish(self, _: bytes) -> None:
        self._depth = max(0, self._depth - 1)

    def _date_mode(self, body: bytes) -> None:
        if struct.unpack_from("<H", body)[0]:
            self._epoch = _EPOCH_1904

    def _format(self, body: bytes) -> None:
        number = struct.unpack_from("<H", body)[0]
        text = _LITERALS.sub("", plain_string(body[2:]))
        if _DATE_FORMAT.search(text):
            self._date_formats.add(number)

    def _cell_format(self, body: bytes) -> None:
        self._formats.append(struct.unpack_from("<2xH", body)[0])

    def _put(self, row: int, column: int, text: str) -> None:
        """Keeps a cell of a sheet; charts drawn inside one have cells of their own."""
        if self._depth != 1 or not self._is_sheet:
            return
        check_area(row + 1, column + 1, self._limits)
        self._characters += len(text)
        if self._characters > self._limits.unpacked_bytes:
            raise StatementRefused("statement_too_large", limit=self._limits.unpacked_bytes)
        self.sheets[-1].setdefault(row, {})[column] = text

    def _value(self, style: int, number: float) -> str:
        is_date = style < len(self._formats) and self._formats[style] in self._date_formats
        if is_date and 0 <= number < _LAST_SERIAL:
            return spreadsheet_text(self._epoch + timedelta(seconds=round(number * 86400)))
        return spreadsheet_text(number)

    def _number(self, body: bytes) -> None:
        row, column, style, number = struct.unpack_from("<HHHd", body)
        self._put(row, column, self._value(style, number))

    def _short_number(self, body: bytes) -> None:
        row, column, style, number = struct.unpack_from("<HHHI", body)
        self._put(row, column, self._value(style, _rk(number)))

    def _short_numbers(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for place in range((len(body) - 6) // 6):
            style, number = struct.unpack_from("<HI", body, 4 + 6 * place)
            self._put(row, first + place, self._value(style, _rk(number)))

    def _shared(self, body: bytes) -> None:
        row, column, number = struct.unpack_from("<HH2xI", body)
        if number < len(self._strings):
            self._put(row, column, self._strings[number])

    def _label(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        self._put(row, column, plain_string(body[6:]))

    def _formula(self, body: bytes) -> None:
        row, column, style, mark = struct.unpack_from("<HHH6xH", body)
        self._formula_cell = row, column
        if mark != 0xFFFF:  # noqa: PLR2004 - otherwise text, a truth value or an error
            self._put(row, column, self._value(style, struct.unpack_from("<6xd", body)[0]))

    def _formula_text(self, body: bytes) -> None:
        self._put(*self._formula_cell, plain_string(body))


def old_sheets(book: bytes, limits: Limits) -> list[list[Row]]:
    """The rows of each sheet; only rows and cells that are there, in order.

    Raises:
        StatementFormatUnknown: a version before 1997, or locked with a password.
        StatementRefused: damaged or beyond a limit.
    """
    reader = _Reader(limits)
    try:
        reader.read(book)
    except struct.error as error:
        raise StatementRefused("statement_damaged") from error
    return [
        [
            Row(row + 1, [cells.get(column, "") for column in range(max(cells) + 1)])
            for row, cells in sorted(sheet.items())
        ]
        for sheet in reader.sheets
    ]
