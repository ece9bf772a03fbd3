"""Imports statements into a case: preflight, rows once each, and lines for the budget."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow import service as cash_flow
from app.cash_flow.history import AppliedLine, MonthOfSpending
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.statements import repository
from app.statements.applying import is_applied, spending_by_month
from app.statements.budget_lines import ProposedLine as Proposal
from app.statements.budget_lines import covered_months, propose_budget_lines
from app.statements.classify import Classified, classify
from app.statements.errors import refusal
from app.statements.matching import fingerprints
from app.statements.models import StatementImport, StatementRow
from app.statements.parsing import parse
from app.statements.refusals import StatementRefused
from app.statements.schemas import (
    AppliedStatement,
    CountedTotals,
    DeclaredTotals,
    Notice,
    Period,
    PlainTotals,
    ProposedLine,
    StatementImportRead,
    TransactionRead,
    UnparsedRow,
)
from app.statements.totals import counted, totals
from app.statements.transactions import Statement, Transaction

_SHOWN_UNPARSED = 1000
_TOKEN = "statement.row"  # noqa: S105 - names what the token is for


def require_case(session: Session, case_id: UUID) -> None:
    """Refuses a case that is foreign, unknown or erased before its file is looked at."""
    cases.require_case(session, case_id)


def read_statement(content: bytes, filename: str | None, password: str | None) -> Statement:
    """Reads a file; nothing is stored.

    Raises:
        InvalidInput: if it cannot be read; says why and what to export instead.
    """
    try:
        return parse(content, filename, password)
    except StatementRefused as error:
        raise refusal(error) from error


def import_statement(
    session: Session,
    principal: Principal,
    case_id: UUID,
    statement: Statement,
    *,
    import_id: UUID | None = None,
) -> StatementImportRead:
    """Stores a statement's rows that the case does not have yet, and its preflight."""
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    classified = classify(statement.transactions, statement.family, _own_names(statement))
    prints = fingerprints(statement.transactions, statement.institution)
    tokens = [crypto.token(key, _TOKEN, print_) for print_ in prints]
    seen = repository.known_tokens(session, case_id, tokens)
    fresh: list[tuple[Classified, bytes]] = []
    for row, token in zip(classified, tokens, strict=True):
        if token not in seen:
            seen.add(token)
            fresh.append((row, token))
    imported = _store(
        session, case_id, key, statement, classified, len(fresh), import_id or new_id()
    )
    repository.add_rows(session, [_row_values(key, imported, row, token) for row, token in fresh])
    accounts.record(
        session, principal, "statement_imported", "statement_import", imported.id, case_id
    )
    return _read(imported, key)


def _own_names(statement: Statement) -> tuple[str, ...]:
    return (statement.holder,) if statement.holder else ()


def _store(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    statement: Statement,
    classified: Sequence[Classified],
    fresh: int,
    import_id: UUID,
) -> StatementImport:
    imported = StatementImport(
        tenant_id=tenant_of(session),
        id=import_id,
        case_id=case_id,
        institution=statement.institution,
        format=statement.format,
        family=statement.family,
        rows=statement.rows,
        duplicates=len(statement.transactions) - fresh,
        status="preflight",
        period_first=statement.period_first,
        period_last=statement.period_last,
    )
    preflight = {
        "encoding": statement.encoding,
        "covers": statement.covers,
        "holder": statement.holder,
        "totals": [asdict(entry) for entry in totals(statement.transactions)],
        "counted": [asdict(entry) for entry in counted(classified)],
        "declared": asdict(statement.declared_totals) if statement.declared_totals else None,
        "warnings": [asdict(notice) for notice in statement.warnings],
        "unparsed": [asdict(row) for row in statement.unparsed[:_SHOWN_UNPARSED]],
    }
    imported.sealed = crypto.seal(key, _address(imported), orjson.dumps(preflight))
    session.add(imported)
    session.flush()
    return imported


def _address(row: StatementImport | StatementRow) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, row.__tablename__, row.id, "sealed")


def _row_values(
    key: crypto.DataKey, imported: StatementImport, row: Classified, token: bytes
) -> dict[str, Any]:
    row_id = new_id()
    address = crypto.FieldAddress(imported.tenant_id, StatementRow.__tablename__, row_id, "sealed")
    return {
        "tenant_id": imported.tenant_id,
        "id": row_id,
        "case_id": imported.case_id,
        "import_id": imported.id,
        "line": row.transaction.line,
        "token": token,
        "sealed": crypto.seal(key, address, orjson.dumps(asdict(row))),
        "created_at": clock.now(),
    }


def _opened(row: StatementImport | StatementRow, key: crypto.DataKey) -> dict[str, Any]:
    opened: dict[str, Any] = orjson.loads(
        crypto.open_sealed({key.key_id: key}, _address(row), row.sealed)
    )
    return opened


def _reopened_row(row: StatementRow, key: crypto.DataKey) -> Classified:
    stored = _opened(row, key)
    transaction = stored["transaction"]
    transaction["occurred_at"] = datetime.fromisoformat(transaction["occurred_at"])
    return Classified(**{**stored, "transaction": Transaction(**transaction)})


def get_import(session: Session, case_id: UUID, import_id: UUID) -> StatementImportRead:
    """One import with its preflight."""
    key = cases.case_key(session, case_id)
    return _read(repository.get_import(session, case_id, import_id), key)


def list_imports(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[StatementImportRead]:
    """Imports of the case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.list_imports(session, case_id, request)
    items = [_read(row, key) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def list_transactions(
    session: Session, case_id: UUID, import_id: UUID, request: PageRequest
) -> Slice[TransactionRead]:
    """Rows of an import that the case did not have before."""
    key = cases.case_key(session, case_id)
    repository.get_import(session, case_id, import_id)
    found = repository.list_rows(session, case_id, import_id, request)
    items = [_read_row(row, key) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def delete_import(
    session: Session,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes an import and its rows back; budget lines already applied stay."""
    cases.require_case(session, case_id)
    imported = repository.get_import(session, case_id, import_id)
    precondition.check(imported.version)
    repository.delete_rows(session, case_id, import_id)
    session.delete(imported)
    accounts.record(session, principal, "statement_deleted", "statement_import", import_id, case_id)


def apply_import(
    session: Session, principal: Principal, case_id: UUID, import_id: UUID
) -> AppliedStatement:
    """Puts the lines an import bears out into the budget; applying again replaces them."""
    key = cases.case_key(session, case_id)
    imported = repository.get_import(session, case_id, import_id)
    rows = [_reopened_row(row, key) for row in repository.all_rows(session, case_id, import_id)]
    months = _whole_months(imported, key)
    proposed = propose_budget_lines(rows, months)
    version = cash_flow.apply_lines(
        session,
        principal,
        case_id,
        import_id,
        [_budget_line(line) for line in proposed if is_applied(line)],
        [MonthOfSpending(month, *sums) for month, sums in spending_by_month(rows, months).items()],
    )
    imported.status = "applied"
    imported.updated_at = clock.now()
    session.flush()
    return AppliedStatement(
        import_id=import_id,
        lines=[_shown_line(line) for line in proposed],
        budget_version=version,
    )


def _whole_months(imported: StatementImport, key: crypto.DataKey) -> tuple[date, ...]:
    covers = _opened(imported, key)["covers"]
    if covers is not None:
        first, last = (date.fromisoformat(day) for day in covers)
        return covered_months(first, last)
    if imported.period_first is None or imported.period_last is None:
        return ()
    return covered_months(imported.period_first, imported.period_last)


def _named(line: Proposal) -> str:
    for table in ("categories", "credit_products"):
        if i18n.has_text(f"statements.{table}.{line.name}"):
            return i18n.text(f"statements.{table}.{line.name}")
    return line.name


def _budget_line(line: Proposal) -> AppliedLine:
    return AppliedLine(
        name=_named(line),
        category=line.category,
        direction="income" if line.direction == "income" else "expense",
        kind=line.kind,
        essential=line.essential,
        monthly_amount=line.monthly_amount,
    )


def _shown_line(line: Proposal) -> ProposedLine:
    return ProposedLine(
        name=_named(line)[:1000],
        category=line.category,
        direction=line.direction,
        kind=line.kind,
        essential=line.essential,
        monthly_amount=line.monthly_amount,
        observed_amount=line.observed_amount,
        basis=line.basis,
        lines=list(line.lines)[:10000],
        applied=is_applied(line),
    )


def erase_case(session: Session, case_id: UUID) -> None:
    """Deletes the imports of a case that is being erased, and their rows."""
    repository.delete_case(session, case_id)


def _read(imported: StatementImport, key: crypto.DataKey) -> StatementImportRead:
    preflight = _opened(imported, key)
    first, last = imported.period_first, imported.period_last
    return StatementImportRead(
        id=imported.id,
        institution=imported.institution,
        format=imported.format,
        encoding=preflight["encoding"],
        rows=imported.rows,
        duplicates=imported.duplicates,
        period=Period(first=first, last=last) if first and last else None,
        totals=[PlainTotals(**entry) for entry in preflight["totals"]],
        counted=[CountedTotals(**entry) for entry in preflight["counted"]],
        declared_totals=(
            DeclaredTotals.model_validate(preflight["declared"]) if preflight["declared"] else None
        ),
        warnings=[
            Notice(
                code=notice["code"],
                message=i18n.text(f"statements.notices.{notice['code']}", **notice["params"]),
            )
            for notice in preflight["warnings"]
        ],
        unparsed=[
            UnparsedRow(
                line=row["line"],
                reason=row["reason_code"],
                message=i18n.text(f"statements.reasons.{row['reason_code']}"),
            )
            for row in preflight["unparsed"]
        ],
        status=imported.status,  # type: ignore[arg-type]  # only this service writes it
        created_at=imported.created_at,
        version=imported.version,
    )


def _read_row(row: StatementRow, key: crypto.DataKey) -> TransactionRead:
    classified = _reopened_row(row, key)
    stated = asdict(classified.transaction)
    shown = {name: stated[name] for name in TransactionRead.model_fields if name in stated}
    for name in ("counterparty", "description", "payment_method", "status"):
        shown[name] = shown[name][:1000]
    return TransactionRead(
        id=row.id,
        **shown,
        kind=classified.kind,
        category=classified.category,
        counted=classified.counted,
        on_credit=classified.on_credit,
    )
