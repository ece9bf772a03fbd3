"""Text of a statement as rows of cells, with the line each row stands on."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.statements.layouts import Limits
from app.statements.refusals import StatementRefused

_ROW_STARTS = re.compile(r"\W*(?:\d{1,6}\W+)?\d{4}[-/.年]?\d{1,2}")
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on (from 1) and its cells as printed."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file or sheet; `container` is `csv`, `tsv`, `xlsx` or `xls`."""

    container: str
    encoding: str
    rows: list[Row]


def decode_text(content: bytes) -> tuple[str, str]:
    """Text and encoding: a byte order mark decides, then strict UTF-8, then GB18030.

    GBK lacks `¥` (U+00A5), so its superset GB18030 is used.

    Raises:
        StatementRefused: if it is none of them.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise StatementRefused("statement_encoding_unknown")


def record_end(lines: Sequence[str], start: int) -> tuple[int, bool]:
    """The line after the record that starts on line `start`, and whether it surely ends there.

    A quote left open ends where the next row begins with a date, so that one damaged row never
    swallows those after it. It is unsure only if the lines ran out first.
    """
    end = start + 1
    if lines[start].count('"') % 2 == 0:
        return end, True
    while end < len(lines) and lines[end] and not _ROW_STARTS.match(lines[end]):
        end += 1
        if lines[end - 1].count('"') % 2:
            return end, True
    return end, end < len(lines)


def records(lines: Sequence[str], delimiter: str, first_line: int = 1) -> Iterator[Row]:
    """CSV records with the line each starts on; `lines[0]` is line `first_line` of the file."""
    start = 0
    while start < len(lines):
        end, _ = record_end(lines, start)
        group = [*(f"{text}\n" for text in lines[start : end - 1]), lines[end - 1]]
        reader = csv.reader(group, delimiter=delimiter)
        line = first_line + start
        for cells in reader:
            yield Row(line, cells)
            line = first_line + start + reader.line_num
        start = end


def _rows(lines: list[str], delimiter: str, limits: Limits) -> list[Row]:
    if max(line.count(delimiter) for line in lines) > limits.columns:
        raise StatementRefused("statement_too_wide", limit=limits.columns)
    reader = csv.reader(lines, delimiter=delimiter)
    rows = [Row(line, cells) for line, cells in enumerate(reader, 1)]
    # Fewer records than lines: a quote was left open and took the lines below it along.
    return rows if len(rows) == len(lines) else list(records(lines, delimiter))


def text_tables(content: bytes, limits: Limits) -> Iterator[Table]:
    """The text read with each delimiter that occurs in it, likeliest first.

    Raises:
        StatementRefused: unknown encoding, too many rows or columns, a cell beyond 128 KiB.
    """
    text, encoding = decode_text(content)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    if len(lines) > limits.rows + limits.header_rows:
        raise StatementRefused("statement_too_many_rows", limit=limits.rows)
    for delimiter in DELIMITERS:
        if delimiter in text:
            try:
                rows = _rows(lines, delimiter, limits)
            except csv.Error as error:
                raise StatementRefused("statement_damaged") from error
            yield Table("tsv" if delimiter == "\t" else "csv", encoding, rows)
