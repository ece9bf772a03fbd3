"""A statement read whole: bytes in, transactions out, nothing dropped without a word.

Every row below the header becomes a transaction, or an `Unparsed` with its reason, or, for
footers and repeated headers, an explained line that is no row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.statements.detection import detect
from app.statements.findings import Findings
from app.statements.generic import ColumnMapping
from app.statements.layouts import catalogue, fold_name
from app.statements.rows import RowReader
from app.statements.summaries import bill_day, declared_totals, holder
from app.statements.tables import Row
from app.statements.transactions import Statement, Transaction, Unparsed


@dataclass(slots=True)
class Sorted:
    """The rows below the header, sorted by what they turned out to be."""

    transactions: list[Transaction] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
    explained: list[Unparsed] = field(default_factory=list)


def _explanation(row: Row, header: Sequence[str], footers: tuple[str, ...]) -> str | None:
    """Why a row without a date is no transaction; None if it should have been one."""
    names = [fold_name(cell) for cell in row.cells]
    if names[: len(header)] == header:
        return "header_repeated"
    first = next(name for name in names if name)
    return "footer" if first.startswith(footers) else None


def sort_rows(rows: Iterable[Row], reader: RowReader) -> Sorted:
    """Reads each row that is not blank."""
    found = Sorted()
    footers = catalogue().vocabulary.footers
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        result = reader.read(row)
        if isinstance(result, Transaction):
            found.transactions.append(result)
            continue
        dateless = result.reason_code in ("date_missing", "date_unreadable")
        reason = _explanation(row, reader.names, footers) if dateless else None
        if reason is None:
            found.unparsed.append(result)
        else:
            found.explained.append(Unparsed(row.line, reason))
    return found


def parse(
    content: bytes,
    filename: str | None = None,
    password: str | None = None,
    *,
    mapping: ColumnMapping | None = None,
) -> Statement:
    """Reads a bank or wallet statement.

    `password` opens a locked ZIP archive; `mapping` names the columns of a file nobody
    described. `filename` is only compared with what the file turns out to be.

    Raises:
        StatementFormatUnknown: no layout fits; says what was seen and what to try.
        StatementRefused: empty, damaged, locked, or beyond a limit.
    """
    known = catalogue()
    detected = detect(content, password=password, mapping=mapping)
    rows = detected.table.rows
    header = [fold_name(cell) for cell in rows[detected.header].cells]
    above = [",".join(row.cells) for row in rows[: detected.header]]
    reader = RowReader(detected.layout, header, known.vocabulary, bill_day(above))
    found = sort_rows(rows[detected.header + 1 :], reader)
    footers = {entry.line for entry in found.explained}
    below = [",".join(row.cells) for row in rows[detected.header + 1 :] if row.line in footers]
    declared = declared_totals([*above, *below])
    findings = Findings(unparsed=len(found.unparsed), rounded=reader.rounded_identifiers)
    for row in found.transactions:
        findings.add(row)
    return Statement(
        institution=detected.institution,
        format=detected.format,
        encoding=detected.table.encoding,
        family=detected.layout.family,
        sign=detected.layout.sign,
        rows=len(found.transactions) + len(found.unparsed),
        transactions=tuple(found.transactions),
        unparsed=tuple(found.unparsed),
        explained=tuple(found.explained),
        declared_totals=declared,
        period_first=findings.first,
        period_last=findings.last,
        covers=findings.covers(above),
        holder=holder(above, known.vocabulary),
        warnings=findings.notices(detected, declared, filename),
    )
