"""Applies imports: what the rows of all applied files bear out becomes lines of the budget."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.cash_flow import service as cash_flow
from app.cash_flow.history import AppliedLine, MonthOfSpending
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.debts import service as debts
from app.statements import repository
from app.statements.applications.schemas import AppliedStatement, ProposedLine
from app.statements.applying import is_applied, spending_by_category, spending_by_month
from app.statements.budget_lines import ProposedLine as Proposal
from app.statements.budget_lines import propose_from_accounts
from app.statements.classify import Classified
from app.statements.counting import service as counting
from app.statements.debt_ties import DebtOfCase, debt_of
from app.statements.known_rows import service as known_rows
from app.statements.known_rows.service import State
from app.statements.matching import Account
from app.statements.models import StatementImport
from app.statements.spans import AccountRows
from app.statements.unusual_spending import comparable

Rows = Mapping[UUID, list[Classified]]


@dataclass(frozen=True, slots=True)
class BorneOut:
    """What the rows of several imports bear out.

    `history` is by import; `lines` and `banks` stand beside `proposed`: lines of the file applied
    last, and the banks whose card bills took the payment in.
    """

    import_ids: tuple[UUID, ...]
    proposed: tuple[Proposal, ...]
    history: Mapping[UUID, Sequence[MonthOfSpending]]
    lines: tuple[Sequence[int], ...]
    banks: tuple[Sequence[str], ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the imports to apply bear out, and the state of the case it was found in."""

    state: State
    found: BorneOut


def gather(session: Session, case_id: UUID, import_id: UUID) -> Gathered:
    """Opens the rows before the transaction begins, so that no writer waits while it is done.

    The state is noted first: what changes while the rows are read makes it an old one.
    """
    key = cases.case_key(session, case_id)
    repository.get_import(session, case_id, import_id)
    return Gathered(
        known_rows.state_of(session, case_id), _borne_out(session, case_id, import_id, key)
    )


def _applicable(session: Session, case_id: UUID, import_id: UUID) -> list[StatementImport]:
    return [
        entry
        for entry in repository.all_imports(session, case_id)
        if entry.status == "applied" or entry.id == import_id
    ]


def apply_import(
    session: Session,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    gathered: Gathered | None = None,
) -> AppliedStatement:
    """Puts what all applied imports and this one bear out into the budget.

    Lines from statements are made anew each time, so that a payment told by several files, or a
    month told by two, is budgeted once; lines the caller wrote stay. What was `gathered` before
    the transaction is used if nothing changed since.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    chosen = repository.get_import(session, case_id, import_id)
    if gathered is not None and gathered.state == known_rows.state_of(session, case_id):
        found = gathered.found
    else:
        found = _borne_out(session, case_id, import_id, key)
    version = cash_flow.apply_lines(
        session,
        principal,
        case_id,
        import_id,
        [_budget_line(line) for line in found.proposed if is_applied(line)],
        found.history,
    )
    chosen.status = "applied"
    chosen.updated_at = clock.now()
    session.flush()
    return AppliedStatement(
        import_id=import_id,
        import_ids=list(found.import_ids),
        lines=_tied(session, case_id, found),
        budget_version=version,
    )


def _borne_out(session: Session, case_id: UUID, import_id: UUID, key: crypto.DataKey) -> BorneOut:
    imports = _applicable(session, case_id, import_id)
    rows = _counted(session, case_id, imports, key)
    months = counting.months_covered(imports, key)
    accounts = _accounts(imports, rows, months)
    compared, common = comparable(months)
    proposed = propose_from_accounts(list(accounts.values()))
    here = {id(row) for row in rows[import_id]}
    bank_of = {
        id(row): entry.institution
        for entry in imports
        if entry.family == "card"
        for row in rows[entry.id]
    }
    history = {}
    for entry in imports:
        account = counting.account_of(entry)
        together = common if account in compared else ()
        history[entry.id] = _history(rows[entry.id], months[account], together)
    return BorneOut(
        import_ids=tuple(entry.id for entry in imports),
        proposed=tuple(proposed),
        history=history,
        lines=tuple(
            [row.transaction.line for row in line.rows if id(row) in here] for line in proposed
        ),
        banks=tuple(
            sorted({bank_of[id(row)] for row in line.rows if id(row) in bank_of})
            for line in proposed
        ),
    )


def _counted(
    session: Session, case_id: UUID, imports: Sequence[StatementImport], key: crypto.DataKey
) -> Rows:
    corrections = counting.corrections_of(session, case_id, key)
    links = repository.links(session, case_id)
    within = {entry.id for entry in imports}
    rows = {}
    for entry in imports:
        placed = list(counting.each_placed(session, entry, key, corrections))
        rows[entry.id] = [found.row for found in counting.counted_rows(placed, links, within)]
    return rows


def _accounts(
    imports: Sequence[StatementImport], rows: Rows, months: Mapping[Account, Sequence[date]]
) -> dict[Account, AccountRows]:
    inside: defaultdict[Account, list[Classified]] = defaultdict(list)
    for entry in imports:
        inside[counting.account_of(entry)] += rows[entry.id]
    return {
        account: AccountRows(tuple(inside[account]), tuple(covered))
        for account, covered in months.items()
    }


def _history(
    rows: Sequence[Classified], months: Sequence[date], together: Sequence[date]
) -> list[MonthOfSpending]:
    """The whole months of a file; categories only of those that its account has with others."""
    sums = spending_by_month(rows, months)
    categories = spending_by_category(rows, together)
    return [
        MonthOfSpending(month, *values, categories.get(month)) for month, values in sums.items()
    ]


def _tied(session: Session, case_id: UUID, found: BorneOut) -> list[ProposedLine]:
    """The lines as shown, repayments with the debt they serve."""
    owed = [
        DebtOfCase(
            debt.id,
            tuple(filter(None, (debt.creditor_name, debt.platform_name, debt.lender_legal_name))),
            debt.product_type,
            debt.account_reference or "",
            debt.instalment_amount,
        )
        for debt in debts.list_unsettled_debts(session, case_id)
    ]
    return [
        _shown_line(line, lines, debt_of(line, owed, banks))
        for line, lines, banks in zip(found.proposed, found.lines, found.banks, strict=True)
    ]


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


def _shown_line(line: Proposal, lines: Sequence[int], debt_id: UUID | None) -> ProposedLine:
    same = {name: getattr(line, name) for name in ProposedLine.model_fields if hasattr(line, name)}
    found = line.recurring
    shown = {
        **same,
        "name": _named(line)[:1000],
        "lines": list(lines[:10000]),
        "rows": len(line.rows),
        "applied": is_applied(line),
        "debt_id": debt_id,
        "interval": found.interval if found else None,
        "typical_amount": found.typical_amount if found else None,
        "confidence": found.confidence if found else None,
        "next_date": found.next_date if found else None,
    }
    return ProposedLine.model_validate(shown)
