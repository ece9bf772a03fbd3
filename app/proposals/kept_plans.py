"""Which plans can be kept within a caller's limits, from the exact schedules of what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.calc.schedules import ScheduleNotComputable, Step
from app.cash_flow.budget_lines import DebtLine
from app.proposals.asks import due_date_in, terms_asking
from app.proposals.best_shapes import BestShapes
from app.proposals.flows import Outlook, is_kept, lender_flows, monthly_payments
from app.proposals.kept_shapes import kept_shapes
from app.proposals.lender_value import lender_of, value_of_plan
from app.proposals.model import ScoringModel
from app.proposals.shapes import Limits, Loan, Shape, room
from app.proposals.situation import Situation
from app.proposals.step_ups import step_ups
from app.proposals.terms import (
    Plan,
    ProposalTerms,
    TermsNotPossible,
    computed_terms,
    outstanding,
    plan_of,
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """The caller's limits: fen and instalments; None sets none, and no payment up front.

    With `keep_principal` nothing of the principal is asked to be waived, with `no_new_interest`
    none runs during the plan.
    """

    max_payment: int | None = None
    max_instalments: int | None = None
    max_upfront: int | None = None
    keep_principal: bool = True
    no_new_interest: bool = False


def best_shapes(
    situation: Situation,
    constraints: Constraints,
    longest: int,
    view: Outlook,
    model: ScoringModel,
) -> BestShapes | None:
    """The plans that can be kept within the constraints and that no other beats; None: no plan."""
    loans = list(_loans(situation.debt, constraints, view, model))
    if not loans:
        return None
    first_months, limit = model.offers.first_month_choices, room(view)
    limits = Limits(longest, first_months, constraints.max_payment, situation.months)
    lender = lender_of(situation.assumptions)
    level, irregular = kept_shapes(loans, limit, limits, lender)
    others: list[Shape] = []
    for loan, count in irregular:
        others += _first_kept(situation, loan, count, constraints, view, model)
    others += step_ups(loans, limit, limits, model.offers.step_up, lender)
    best = BestShapes(level, others)
    return best if len(best) else None


def _loans(
    debt: DebtLine, constraints: Constraints, view: Outlook, model: ScoringModel
) -> Iterator[Loan]:
    """What each ask within the constraints leaves to be paid, with and without money up front."""
    owed = outstanding(debt).total
    spare = max(0, min(view.stressed) - view.buffer)
    upfronts = sorted({0, min(constraints.max_upfront or 0, spare)})
    for ask in model.offers.asks:
        terms = terms_asking(debt, ask, view.start_month, 0, model.offers)
        due, rate, waive = terms.first_due_date, terms.annual_rate_percent, terms.waive
        if waive.principal and constraints.keep_principal:
            continue
        if rate and constraints.no_new_interest:
            continue
        for upfront in upfronts:
            left = owed - waive.total - upfront
            if left > 0:
                asked = ProposalTerms(1, due, rate, upfront, waive=waive) if upfront else terms
                yield Loan(ask, upfront, left, rate, debt.principal_outstanding, asked)


def terms_of_shape(situation: Situation, shape: Shape, model: ScoringModel) -> ProposalTerms:
    """The terms a shape stands for."""
    first = situation.start_month + shape.first_month
    amount: int | None = None
    steps: tuple[Step, ...] = ()
    if shape.step is not None:
        amount, high, from_instalment = shape.step
        steps = (Step(from_instalment, high),)
    return replace(
        shape.loan.terms,
        instalments=shape.instalments,
        first_due_date=due_date_in(situation.debt, first, model.offers),
        instalment_amount=amount,
        steps=steps,
    )


def _first_kept(
    situation: Situation,
    loan: Loan,
    count: int,
    constraints: Constraints,
    view: Outlook,
    model: ScoringModel,
) -> list[Shape]:
    for first in sorted(model.offers.first_month_choices):
        shape = _worked_out(situation, loan, first, count, constraints, view, model)
        if shape is not None:
            return [shape]
    return []


def _worked_out(
    situation: Situation,
    loan: Loan,
    first: int,
    count: int,
    constraints: Constraints,
    view: Outlook,
    model: ScoringModel,
) -> Shape | None:
    """A shape from its exact schedule; None where it cannot be kept within the constraints."""
    late = max(0, first - 1)
    shape = Shape(loan, first, count, 0, count + late, 0, 0)
    if count + late > len(view.base) - max(model.offers.first_month_choices):
        return None
    plan = _fitting(situation, terms_of_shape(situation, shape, model), constraints, view)
    if plan is None:
        return None
    computed = computed_terms(situation.debt, plan, with_rate=False)
    flows = lender_flows(plan, situation.start_month)
    return shape._replace(
        payment=computed.largest_payment,
        total_cost=computed.total_cost,
        lender_value=value_of_plan(flows, situation.assumptions),
    )


def _fitting(
    situation: Situation, terms: ProposalTerms, constraints: Constraints, view: Outlook
) -> Plan | None:
    """The plan of terms that can be kept within the constraints; otherwise None."""
    try:
        plan = plan_of(situation.debt, terms)
    except (TermsNotPossible, ScheduleNotComputable):
        return None
    most = constraints.max_payment
    if most is not None and any(payment > most for payment in plan.payments):
        return None
    payments = monthly_payments(plan, view.start_month)
    return plan if is_kept(payments, view, situation.months) else None
