"""Recognises a large file by its head and reads its rows in batches."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar

from app.statements.bulk.chunks import (
    CHUNK_BYTES,
    HEAD_BYTES,
    LONGEST_RECORD,
    encoding_of,
    line_chunks,
    plain_ends,
)
from app.statements.bulk.classes import decoded
from app.statements.bulk.reader import Batch, BulkReader
from app.statements.detection import Detected, detect
from app.statements.generic import ColumnMapping
from app.statements.layouts import Limits, catalogue, fold_name
from app.statements.refusals import StatementRefused
from app.statements.summaries import bill_day, holder
from app.statements.tables import DELIMITERS, records

OpenPieces = Callable[[], Iterable[bytes]]
"""Gives the file's bytes from the start, piece by piece, each time it is called."""
_HEAD_LINES: Final = 400
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A recognised file: `above` are its lines before the header, rows start on `first_line`.

    `encoding` is how it was written, `bytes_encoding` that of its chunks.
    """

    open_pieces: OpenPieces
    detected: Detected
    encoding: str
    delimiter: str
    above: tuple[str, ...]
    holder: str
    first_line: int
    limits: Limits
    chunk_bytes: int

    @property
    def bytes_encoding(self) -> str:
        """UTF-16 is read as UTF-8."""
        return "utf-8" if self.encoding == "utf-16" else self.encoding

    def reader(self) -> BulkReader:
        """A reader for the rows below the header."""
        header = self.detected.table.rows[self.detected.header]
        return BulkReader(
            layout=self.detected.layout,
            names=[fold_name(cell) for cell in header.cells],
            words=catalogue().vocabulary,
            delimiter=self.delimiter,
            encoding=self.bytes_encoding,
            own_names=(self.holder,) if self.holder else (),
            bill=bill_day(self.above),
        )

    def batches(self, reader: BulkReader) -> Iterator[Batch]:
        """The rows, chunk by chunk.

        Raises:
            StatementRefused: damaged, or beyond a limit.
        """
        line, held = self.first_line, b""
        for chunk, is_last in _with_last(self._below_header()):
            batch = reader.read(held + chunk, line, is_last=is_last)
            held = batch.rest
            line += batch.lines
            if len(held) > LONGEST_RECORD:
                raise StatementRefused("statement_damaged")
            if batch.grid.most_delimiters > self.limits.columns:
                raise StatementRefused("statement_too_wide", limit=self.limits.columns)
            if line > self.limits.rows + self.limits.header_rows:
                raise StatementRefused("statement_too_many_rows", limit=self.limits.rows)
            yield batch

    def _below_header(self) -> Iterator[bytes]:
        above = self.first_line - 1
        for chunk in line_chunks(self.open_pieces(), self.encoding, self.chunk_bytes):
            if above:
                lines = plain_ends(chunk).split(b"\n", above)
                chunk = lines[-1] if len(lines) > above else b""  # noqa: PLW2901 - what is left
                above -= len(lines) - 1
            if chunk:
                yield chunk


def _with_last(items: Iterable[Item]) -> Iterator[tuple[Item, bool]]:
    """Each item, and whether it is the last."""
    waiting: list[Item] = []
    for item in items:
        if waiting:
            yield waiting.pop(), False
        waiting.append(item)
    for item in waiting:
        yield item, True


def open_large(
    open_pieces: OpenPieces,
    limits: Limits,
    mapping: ColumnMapping | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> LargeFile:
    """Recognises a text file of any size by its first lines.

    Raises:
        StatementFormatUnknown: no layout fits; says what was seen and what to try.
        StatementRefused: empty, damaged, or beyond a limit.
    """
    encoding = encoding_of(open_pieces())
    chunks = line_chunks(open_pieces(), encoding, HEAD_BYTES)
    first = b"".join(islice(chunks, 2))  # the second may be a last line without an end
    lines = plain_ends(first).split(b"\n", _HEAD_LINES)[:_HEAD_LINES]
    head = decoded(b"\n".join(lines), "utf-8" if encoding == "utf-16" else encoding)
    detected = detect(head.encode(), mapping=mapping, limits=limits)
    rows = detected.table.rows
    below = rows[detected.header + 1 :]
    above = tuple(",".join(row.cells) for row in rows[: detected.header])
    table = replace(detected.table, encoding=encoding, rows=rows[: detected.header + 1])
    return LargeFile(
        open_pieces=open_pieces,
        detected=replace(detected, table=table),
        encoding=encoding,
        delimiter=_delimiter(head.split("\n"), detected),
        above=above,
        holder=holder(above, catalogue().vocabulary),
        first_line=below[0].line if below else len(lines),
        limits=limits,
        chunk_bytes=chunk_bytes,
    )


def _delimiter(lines: list[str], detected: Detected) -> str:
    header = detected.table.rows[detected.header]
    fitting = (
        delimiter
        for delimiter in DELIMITERS
        if next(records(lines[header.line - 1 :], delimiter)).cells == header.cells
    )
    return next(fitting)
