"""How an import and its rows are shown: opened, with their words in the caller's language."""

from dataclasses import asdict

from app.core import crypto, i18n
from app.core.sealing import open_row
from app.statements.counting.service import CountedRow
from app.statements.models import StatementImport
from app.statements.schemas import (
    ExplainedRows,
    Notice,
    Period,
    StatementImportRead,
    TransactionRead,
    UnparsedRow,
)


def shown_import(imported: StatementImport, key: crypto.DataKey) -> StatementImportRead:
    """An import with its preflight opened; amounts in fen become decimal strings."""
    preflight = open_row(imported, key)
    first, last = imported.period_first, imported.period_last
    same = ("id", "institution", "format", "rows", "duplicates", "status", "created_at", "version")
    return StatementImportRead.model_validate(
        {
            **{name: getattr(imported, name) for name in same},
            "encoding": preflight["encoding"],
            "period": Period(first=first, last=last) if first and last else None,
            "totals": preflight["totals"],
            "counted": preflight["counted"],
            "counted_rows": imported.rows - sum(preflight["explained"].values()),
            "explained": [_explained(*entry) for entry in preflight["explained"].items()],
            "declared_totals": preflight["declared"],
            "warnings": [_notice(**notice) for notice in preflight["warnings"]],
            "unparsed": [_unparsed(**row) for row in preflight["unparsed"]],
        }
    )


def _notice(code: str, params: dict[str, str]) -> Notice:
    return Notice(code=code, message=i18n.text(f"statements.notices.{code}", **params))


def _explained(reason: str, rows: int) -> ExplainedRows:
    message = i18n.text(f"statements.explained.{reason}")
    return ExplainedRows(reason=reason, rows=rows, message=message)


def _unparsed(line: int, reason_code: str) -> UnparsedRow:
    message = i18n.text(f"statements.reasons.{reason_code}")
    return UnparsedRow(line=line, reason=reason_code, message=message)


def shown_row(entry: CountedRow) -> TransactionRead:
    """A row as it counts; long texts are cut to what is shown."""
    stated = asdict(entry.row.transaction)
    shown = {name: stated[name] for name in TransactionRead.model_fields if name in stated}
    for name in ("counterparty", "description", "payment_method", "status"):
        shown[name] = shown[name][:1000]
    return TransactionRead(
        id=entry.id,
        **shown,
        kind=entry.row.kind,
        category=entry.row.category,
        counted=entry.row.counted,
        on_credit=entry.row.on_credit,
        credit_product=entry.row.credit_product or None,
        same_as=entry.link.same_as if entry.link else None,
        same_as_import=entry.link.same_as_import if entry.link else None,
    )
