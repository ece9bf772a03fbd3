"""Keeps the budget of a case, with what imported statements bring into it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.calc.money import format_fen
from app.cases import service as cases
from app.cash_flow import repository
from app.cash_flow.history import AppliedLine, MonthOfSpending, joined_history
from app.cash_flow.models import StoredAnalysis, StoredBudget
from app.cash_flow.schemas import MAX_LINES, BudgetInput, BudgetRead, ExpenseLine, IncomeLine
from app.core import clock, crypto
from app.core.access import acted_by
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, PreconditionFailed, invalid
from app.core.ids import new_id
from app.core.outbox import record_event

BUDGET_CHANGED = "budget_changed"
Shared = TypeVar("Shared", IncomeLine, ExpenseLine)


def put_budget(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: BudgetInput,
    precondition: Precondition,
) -> BudgetRead:
    """Sets the budget: the first time freely, later against the version that was read."""
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    stored = repository.find_budget(session, case_id)
    if stored is not None:
        precondition.check(stored.version)
    elif precondition.header is not None:
        raise PreconditionFailed
    history = repository.opened(stored, key)["history"] if stored is not None else {}
    dated = wanted.model_copy(update={"as_of": wanted.as_of or clock.today()})
    by = acted_by(principal)
    kept = _keep_budget(session, case_id, stored, key, dated, history, by=by)
    accounts.record(session, principal, "budget_set", "budget", kept.id, case_id)
    return _read_budget(kept, key)


def _keep_budget(
    session: Session,
    case_id: UUID,
    stored: StoredBudget | None,
    key: crypto.DataKey,
    budget: BudgetInput,
    history: Mapping[str, Any],
    *,
    by: dict[str, Any] | None = None,
) -> StoredBudget:
    row = stored or StoredBudget(tenant_id=tenant_of(session), id=new_id(), case_id=case_id)
    row.acted_by = by
    contents = {"budget": budget.model_dump(mode="json"), "history": history}
    repository.keep(session, row, key, contents)
    record_event(session, BUDGET_CHANGED, row.id, case_id=case_id)
    return row


def get_budget(session: Session, case_id: UUID) -> BudgetRead:
    """The budget of a case.

    Raises:
        NotFound: before its first PUT.
    """
    key = cases.case_key(session, case_id)
    stored = repository.find_budget(session, case_id)
    if stored is None:
        raise NotFound
    return _read_budget(stored, key)


def apply_lines(
    session: Session,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    lines: Sequence[AppliedLine],
    history: Mapping[UUID, Sequence[MonthOfSpending]],
) -> int:
    """Puts the lines of the applied statements into the budget, made if missing.

    They replace every line and month that came from statements before; `history` holds the
    months of each applied import, `import_id` is the one applied last. With whom a line is
    shared is the person's own word and stays with a line of the same name. Returns the new
    version.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    stored = repository.find_budget(session, case_id)
    opened = repository.opened(stored, key) if stored is not None else {"budget": {}, "history": {}}
    before = BudgetInput.model_validate(opened["budget"])
    incomes, expenses = _applied(import_id, lines)
    budget = before.model_copy(
        update={
            "as_of": before.as_of or clock.today(),
            "incomes": _replaced(before.incomes, incomes),
            "expenses": _replaced(before.expenses, expenses),
        }
    )
    for name in ("incomes", "expenses"):
        if len(getattr(budget, name)) > MAX_LINES:
            raise invalid(f"/{name}", "too_many_lines")
    months = {
        str(applied): [asdict(month) for month in covered] for applied, covered in history.items()
    }
    kept = _keep_budget(session, case_id, stored, key, budget, months)
    accounts.record(session, principal, "statement_applied", "budget", kept.id, case_id)
    return kept.version


def _replaced(before: list[Shared], brought: list[Shared]) -> list[Shared]:
    """Lines that were typed in, and those that statements bring, shared as before."""
    shared = {
        line.name: {"own_parts": line.own_parts, "shared_with": line.shared_with}
        for line in before
        if line.import_id is not None
    }
    kept = [line for line in before if line.import_id is None]
    return kept + [line.model_copy(update=shared.get(line.name, {})) for line in brought]


def _applied(
    import_id: UUID, lines: Sequence[AppliedLine]
) -> tuple[list[IncomeLine], list[ExpenseLine]]:
    incomes, expenses = [], []
    for line in lines:
        same = {
            "name": line.name[:200],
            "category": line.category,
            "amount": format_fen(line.monthly_amount),
            "import_id": import_id,
        }
        if line.direction == "income":
            incomes.append(IncomeLine.model_validate(same))
        else:
            more = {"kind": line.kind, "essential": line.essential}
            expenses.append(ExpenseLine.model_validate({**same, **more}))
    return incomes, expenses


def erase_case(session: Session, case_id: UUID) -> None:
    """Empties budget and analyses, forgets scenarios; what was sealed dies with the case's key."""
    repository.delete_scenarios(session, case_id)
    for row in repository.all_rows(session, case_id):
        row.sealed = b""
        if isinstance(row, StoredAnalysis):
            row.inputs_hash = ""
    session.flush()


def _read_budget(stored: StoredBudget, key: crypto.DataKey) -> BudgetRead:
    opened = repository.opened(stored, key)
    parts = [[MonthOfSpending(**month) for month in part] for part in opened["history"].values()]
    return BudgetRead.model_validate(
        {
            **opened["budget"],
            "spending_history": [_read_month(month) for month in joined_history(parts)],
            "acted_by": stored.acted_by,
            "updated_at": stored.updated_at,
            "version": stored.version,
        }
    )


def _read_month(month: MonthOfSpending) -> dict[str, Any]:
    """A month under the contract's names; a category with more refunds than costs cost nothing."""
    plain = asdict(month)
    if month.categories is not None:
        plain["categories"] = [
            {"category": category, "amount": max(fen, 0)}
            for category, fen in sorted(month.categories.items())
        ]
    return plain


def cases_with_budget(session: Session) -> set[UUID]:
    """Cases of the tenant with a budget."""
    return repository.cases_with_budget(session)
