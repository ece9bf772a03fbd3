"""What is kept of a statement, as plain values to be sealed, and back again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from app.statements.bulk.statement import LargeStatement
from app.statements.classify import Classified
from app.statements.totals import counted, totals
from app.statements.transactions import SHOWN_UNPARSED, Statement, Transaction


def preflight_of(statement: Statement, classified: Sequence[Classified]) -> dict[str, Any]:
    """What a file holds, before anything of it counts; amounts in fen."""
    plain = [asdict(entry) for entry in totals(statement.transactions)]
    return {
        **_said(statement, statement.encoding, statement.holder),
        "totals": plain,
        "counted": [asdict(entry) for entry in counted(classified)],
    }


def preflight_of_large(statement: LargeStatement) -> dict[str, Any]:
    """The same of a file that was read in columns."""
    file = statement.file
    return {
        **_said(statement, file.encoding, file.holder),
        "totals": [asdict(entry) for entry in totals([row.transaction for row in statement.sums])],
        "counted": [asdict(entry) for entry in counted(statement.sums)],
    }


def _said(statement: Statement | LargeStatement, encoding: str, holder: str) -> dict[str, Any]:
    """What the file says of itself, and what is to be said of it."""
    declared = statement.declared_totals
    return {
        "encoding": encoding,
        "covers": statement.covers,
        "holder": holder,
        "explained": {},
        "declared": asdict(declared) if declared is not None else None,
        "warnings": [asdict(notice) for notice in statement.warnings],
        "unparsed": [asdict(row) for row in statement.unparsed[:SHOWN_UNPARSED]],
    }


def reopened(stored: Mapping[str, Any]) -> Classified:
    """A row from what was kept of it (`dataclasses.asdict`, instants as text)."""
    transaction = dict(stored["transaction"])
    transaction["occurred_at"] = datetime.fromisoformat(transaction["occurred_at"])
    return Classified(**{**stored, "transaction": Transaction(**transaction)})


def period_of(
    covers: Sequence[str] | None, first: date | None, last: date | None
) -> tuple[date, date] | None:
    """The period a file covers: the declared one, else from row to row."""
    if covers is not None:
        first, last = (date.fromisoformat(day) for day in covers)
    return (first, last) if first is not None and last is not None else None
