"""How large an XLSX workbook becomes when it is read, found without building it.

A sheet may name one far cell and make its reader fill the area in between, and every cell may
repeat one long shared string: a few kilobytes then need gigabytes. A stated `count` is reserved
before it is checked, and too large a one ends the whole process. Entities are refused whole.
"""

from collections import Counter
from xml.parsers import expat

from app.statements.layouts import Limits
from app.statements.refusals import StatementRefused

_COUNTS = frozenset(("count", "uniqueCount"))


def check_area(rows: int, columns: int, limits: Limits) -> None:
    """Refuses a sheet that reaches too far.

    Raises:
        StatementRefused: too many rows, columns or cells.
    """
    if rows > limits.rows + limits.header_rows:
        raise StatementRefused("statement_too_many_rows", limit=limits.rows)
    if columns > limits.columns or rows * columns > limits.cells:
        raise StatementRefused("statement_too_wide", limit=limits.columns)


def _place(reference: str) -> tuple[int, int]:
    """Row and column (from 1) of a reference like `AB12`."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :] or "0"), column


class WorkbookSize:
    """Counts cells, their reach and their text over the parts of one workbook."""

    def __init__(self, limits: Limits) -> None:
        """Starts with nothing counted."""
        self._limits = limits
        self._row = self._column = 0
        self._lengths: list[int] = []
        self._uses: Counter[str] = Counter()
        self._element = ""

    def scan(self, xml: bytes) -> None:
        """Counts one part.

        Raises:
            StatementRefused: not well-formed, with a document type, or beyond a limit.
        """
        self._row = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, ValueError) as error:
            if isinstance(error, StatementRefused):
                raise
            raise StatementRefused("statement_damaged") from error

    def check_text(self) -> None:
        """Refuses shared strings that grow beyond the cap when every use is a copy.

        Raises:
            StatementRefused: too large.
        """
        total = 0
        for index, uses in self._uses.items():
            if index.isdecimal() and int(index) < len(self._lengths):
                total += uses * self._lengths[int(index)]
        if total > self._limits.unpacked_bytes:
            raise StatementRefused("statement_too_large", limit=self._limits.unpacked_bytes)

    def _doctype(self, *_: object) -> None:
        raise StatementRefused("statement_damaged")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._element = name.rpartition(":")[2]
        for stated in _COUNTS & attributes.keys():
            if int(attributes[stated]) not in range(self._limits.cells + 1):
                raise StatementRefused("statement_damaged")
        if self._element == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif self._element == "c":
            row, column = _place(attributes.get("r", ""))
            self._row, self._column = row or self._row, column or self._column + 1
        elif self._element == "si":
            self._lengths.append(0)
        check_area(self._row, self._column, self._limits)

    def _text(self, text: str) -> None:
        if self._element == "v":
            self._uses[text.strip()[:16]] += 1
        elif self._lengths:
            self._lengths[-1] += len(text)
