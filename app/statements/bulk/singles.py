"""Rows that are read one by one: irregular, damaged, quoted over lines, refunded in the cell."""

import csv
from dataclasses import dataclass

from app.statements.bulk.classes import decoded
from app.statements.bulk.grid import Grid
from app.statements.parsing import sort_rows
from app.statements.refusals import StatementRefused
from app.statements.rows import RowReader
from app.statements.tables import record_end, records
from app.statements.transactions import Transaction, Unparsed

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Singles:
    """What rows read one by one turned out to be; `footers` is the text of explained rows."""

    transactions: list[Transaction]
    unparsed: list[Unparsed]
    explained: list[Unparsed]
    footers: list[str]


def open_records(grid: Grid, encoding: str, *, is_last: bool) -> tuple[Spans, int]:
    """Records that may run over lines, as (first line, line behind), and where to stop.

    That is behind the last line, or before a record that the next chunk continues.
    """
    count = len(grid.line_starts)
    if not grid.unbalanced.size:
        return [], count
    whole = decoded(grid.text[grid.line_starts[0] : grid.line_ends[-1]], encoding)
    lines = whole.replace("\r\n", "\n").split("\n")
    spans: Spans = []
    behind = 0
    for line in grid.unbalanced.tolist():
        if line < behind:
            continue
        behind, is_sure = record_end(lines, line)
        if not is_sure and not is_last:
            return spans, line
        spans.append((line, behind))
    return spans, count


def read_singly(
    grid: Grid, spans: Spans, first_line: int, reader: RowReader, delimiter: str, encoding: str
) -> Singles:
    """Reads the records that stand on these lines of a chunk.

    Raises:
        StatementRefused: a line that is no text, or a cell beyond 128 KiB.
    """
    found = Singles([], [], [], [])
    try:
        for start, end in spans:
            lines = [decoded(grid.line(line), encoding) for line in range(start, end)]
            for row in records(lines, delimiter, first_line + start):
                one = sort_rows((row,), reader)
                found.transactions.extend(one.transactions)
                found.unparsed.extend(one.unparsed)
                found.explained.extend(one.explained)
                found.footers.extend(",".join(row.cells) for _ in one.explained)
    except csv.Error as error:
        raise StatementRefused("statement_damaged") from error
    return found
