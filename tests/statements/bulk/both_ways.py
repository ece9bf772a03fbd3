"""The same file read row by row and in bulk, as values that can be compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.statements.bulk.chunks import pieces_of
from app.statements.bulk.opening import open_large
from app.statements.bulk.statement import rows_in_full, summarise
from app.statements.classify import classify
from app.statements.layouts import catalogue
from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown, StatementRefused
from app.statements.totals import counted, totals

Outcome = Mapping[str, Any]
LIMITS = replace(catalogue().limits, rows=2_000_000, file_bytes=1 << 30)


def _refused(error: StatementRefused) -> Outcome:
    hint = error.hint if isinstance(error, StatementFormatUnknown) else ""
    return {"refused": error.code, "hint": hint}


def row_by_row(content: bytes) -> Outcome:
    try:
        found = parse(content, "a.csv")
    except StatementRefused as error:
        return _refused(error)
    own_names = (found.holder,) if found.holder else ()
    rows = classify(found.transactions, found.family, own_names)
    return {
        "format": (found.institution, found.format, found.encoding, found.family, found.sign),
        "rows": list(rows),
        "count": (found.rows, len(found.transactions), len(found.explained)),
        "unparsed": found.unparsed[:1000],
        "declared": found.declared_totals,
        "period": (found.period_first, found.period_last, found.covers),
        "holder": found.holder,
        "warnings": found.warnings,
        "totals": totals(found.transactions),
        "counted": counted(rows),
    }


def in_bulk(content: bytes, chunk_bytes: int = 1 << 20) -> Outcome:
    try:
        file = open_large(lambda: pieces_of(content, 1000), LIMITS, chunk_bytes=chunk_bytes)
        found = summarise(file, "a.csv")
        rows = [row for batch in rows_in_full(found) for row in batch]
    except StatementRefused as error:
        return _refused(error)
    detected, layout = file.detected, file.detected.layout
    return {
        "format": (
            *(detected.institution, detected.format, file.encoding),
            *(layout.family, layout.sign),
        ),
        "rows": rows,
        "count": (found.rows, found.transactions, found.explained),
        "unparsed": found.unparsed,
        "declared": found.declared_totals,
        "period": (found.period_first, found.period_last, found.covers),
        "holder": file.holder,
        "warnings": found.warnings,
        "totals": totals([row.transaction for row in found.sums]),
        "counted": counted(found.sums),
    }
