"""Lays payments on agreements, and agreements on the budget of the case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.periods import format_month, nearest_month
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import AnalysisRequest, DebtInput
from app.cash_flow.budget_lines import Budget
from app.cash_flow.errors import BudgetMissing
from app.cash_flow.inputs import budget_of_body, debt_line
from app.core import clock
from app.ledger import service as ledger
from app.proposals import repository
from app.proposals.agreements.early_warning import Ahead, look_ahead
from app.proposals.agreements.progress import Payment, instalments_of, progress_of
from app.proposals.agreements.records import AgreedBudget, Kept, as_served
from app.proposals.flows import outlook
from app.proposals.models import Agreement
from app.proposals.payments.schemas import TermsInput
from app.proposals.payments.service import terms_of
from app.proposals.terms import plan_of

Payments = Mapping[UUID, tuple[Payment, ...]]


def kept_of(payload: Mapping[str, Any], agreed_on: date, paid: tuple[Payment, ...]) -> Kept:
    """An agreement from what its event says, as of today."""
    debt = debt_line(DebtInput.model_validate(payload["debt"]))
    terms = terms_of(TermsInput.model_validate(payload["terms"]))
    plan = plan_of(debt, terms)
    progress = progress_of(instalments_of(plan, agreed_on), paid, clock.today())
    return Kept(debt, terms, plan, agreed_on, progress)


def payments_by_agreement(session: Session, case_id: UUID) -> Payments:
    """Every payment of the case on its agreement, as they were recorded."""
    found: dict[UUID, tuple[Payment, ...]] = {}
    for row in repository.payments_in_order(session, case_id):
        made = Payment(row.paid_on, row.amount)
        found[row.agreement_id] = (*found.get(row.agreement_id, ()), made)
    return found


def current_agreements(session: Session, case_id: UUID) -> list[tuple[Agreement, Kept]]:
    """Each debt's newest agreement with its payments laid on it."""
    newest = {row.debt_id: row for row in repository.agreements_in_order(session, case_id)}
    paid = payments_by_agreement(session, case_id)
    events = ledger.read_events(session, case_id, [row.sequence for row in newest.values()])
    return [
        (row, kept_of(events[row.sequence].payload, row.agreed_on, paid.get(row.id, ())))
        for row in newest.values()
    ]


def agreed_budget(session: Session, case_id: UUID) -> AgreedBudget | None:
    """The case's budget with its debts served as agreed, otherwise by contract; None without."""
    request = AnalysisRequest.model_construct(
        start_month=format_month(nearest_month(clock.today())),
        months=1,
        safety_buffer=0,
        stress=None,
        scenario=None,
    )
    try:
        body, read, _names = analyses.cash_flow_input_of(session, case_id, request)
    except BudgetMissing:
        return None
    return AgreedBudget(_as_agreed(session, case_id, budget_of_body(body)), read.as_of)


def ahead_of(kept: Kept, agreed: AgreedBudget | None, *, months: int | None) -> Ahead:
    """Whether the case's budget carries what is still to pay, over all months or the next ones."""
    if agreed is None:
        return Ahead("unknown")
    start = nearest_month(clock.today())
    payments = kept.progress.still_to_pay(start)
    view = outlook(
        agreed.budget,
        kept.debt.debt_ref,
        start_month=start,
        months=min(len(payments), months or len(payments)),
        stress=analyses.stress_from_input(None),
    )
    return look_ahead(view, payments, agreed.as_of)


def _as_agreed(session: Session, case_id: UUID, budget: Budget) -> Budget:
    """The budget with each debt served as its newest agreement says."""
    kept = {str(row.debt_id): found for row, found in current_agreements(session, case_id)}
    served = [
        as_served(line, kept[line.debt_ref]) if line.debt_ref in kept else line
        for line in budget.debts
    ]
    return replace(budget, debts=tuple(served))
