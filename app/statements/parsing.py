"""A statement read whole: bytes in, transactions out, nothing dropped without a word.

Every row below the header becomes a transaction, or an `Unparsed` with its reason, or, for
footers and repeated headers, an explained line that is no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.statements.detection import Detected, detect
from app.statements.generic import ColumnMapping
from app.statements.layouts import Limits, catalogue, fold_name
from app.statements.rows import RowReader
from app.statements.summaries import (
    bill_day,
    declared_period,
    declared_totals,
    holder,
    reconcile,
)
from app.statements.tables import Row
from app.statements.transactions import Notice, Statement, Transaction, Unparsed


@dataclass(slots=True)
class _Sorted:
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


def _sort(rows: Sequence[Row], reader: RowReader, header: list[str]) -> _Sorted:
    found = _Sorted()
    footers = catalogue().vocabulary.footers
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        result = reader.read(row)
        if isinstance(result, Transaction):
            found.transactions.append(result)
            continue
        dateless = result.reason_code in ("date_missing", "date_unreadable")
        reason = _explanation(row, header, footers) if dateless else None
        if reason is None:
            found.unparsed.append(result)
        else:
            found.explained.append(Unparsed(row.line, reason))
    return found


def _warnings(
    detected: Detected, found: _Sorted, reader: RowReader, filename: str | None
) -> list[Notice]:
    warnings = []
    container = detected.table.container
    suffix = filename.rpartition(".")[2].lower() if filename and "." in filename else ""
    if suffix in ("csv", "xls", "xlsx") and suffix != container:
        warnings.append(Notice("extension_differs", {"container": container}))
    if detected.layout.format in ("generic", "mapped"):
        warnings.append(Notice("layout_generic", {"sign": detected.layout.sign}))
    if reader.rounded_identifiers:
        count = str(reader.rounded_identifiers)
        warnings.append(Notice("identifiers_rounded", {"count": count}))
    currencies = sorted({row.currency for row in found.transactions})
    if len(currencies) > 1:
        warnings.append(Notice("several_currencies", {"currencies": ", ".join(currencies)}))
    if found.unparsed:
        warnings.append(Notice("rows_unreadable", {"count": str(len(found.unparsed))}))
    if not found.transactions:
        warnings.append(Notice("no_transactions"))
    return warnings


def _covers(lines: Sequence[str], days: Sequence[date]) -> tuple[date, date] | None:
    period = declared_period(lines)
    if period is None or any(not period[0] <= day <= period[1] for day in days):
        return None
    return period


def parse(
    content: bytes,
    filename: str | None = None,
    password: str | None = None,
    *,
    mapping: ColumnMapping | None = None,
    limits: Limits | None = None,
) -> Statement:
    """Reads a bank or wallet statement.

    `password` opens a locked ZIP archive; `mapping` names the columns of a file nobody
    described; `limits` replace the shipped caps. `filename` is only compared with what the file
    turns out to be.

    Raises:
        StatementFormatUnknown: no layout fits; says what was seen and what to try.
        StatementRefused: empty, damaged, locked, or beyond a limit.
    """
    known = catalogue()
    detected = detect(content, password=password, mapping=mapping, limits=limits)
    rows = detected.table.rows
    header = [fold_name(cell) for cell in rows[detected.header].cells]
    above = [",".join(row.cells) for row in rows[: detected.header]]
    reader = RowReader(detected.layout, header, known.vocabulary, bill_day(above))
    found = _sort(rows[detected.header + 1 :], reader, header)
    footers = {entry.line for entry in found.explained}
    below = [",".join(row.cells) for row in rows[detected.header + 1 :] if row.line in footers]
    declared = declared_totals([*above, *below])
    days = [row.day for row in found.transactions]
    warnings = _warnings(detected, found, reader, filename)
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
        period_first=min(days, default=None),
        period_last=max(days, default=None),
        covers=_covers(above, days),
        holder=holder(above, known.vocabulary),
        warnings=(*warnings, *reconcile(declared, found.transactions)),
    )
