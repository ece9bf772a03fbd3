"""Gathers what a score rests on besides the terms, and says which assumptions were used."""

from dataclasses import fields, replace
from typing import Final

from app.calc.periods import parse_month
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import CashFlowInput, DebtInput
from app.cash_flow.inputs import budget_of_body, debt_line
from app.core.errors import invalid
from app.proposals.gates import Circumstances
from app.proposals.model import LenderAssumptions, Route, scoring_model
from app.proposals.situation import Situation
from app.proposals.situations.schemas import (
    AssumptionsInput,
    AssumptionsRead,
    ScoreContext,
)
from app.proposals.terms import outstanding

_NAMES: Final = [field.name for field in fields(LenderAssumptions) if field.name != "routes"]


def situation_of(debt: DebtInput, flow: CashFlowInput, context: ScoreContext) -> Situation:
    """Everything a score rests on besides the terms.

    Raises:
        InvalidInput: while it is not known how much is owed.
    """
    known = context.circumstances
    line = debt_line(debt)
    if not outstanding(line).total:
        raise invalid("/debt/principal_outstanding", "amount_owed_missing")
    return Situation(
        debt=line,
        budget=budget_of_body(flow),
        start_month=parse_month(flow.start_month),
        months=flow.months,
        stress=analyses.stress_from_input(flow.stress),
        assumptions=_assumptions(context.assumptions),
        buffer=flow.safety_buffer,
        known=Circumstances(
            guaranteed=bool(debt.guaranteed),
            limitation_possible=known.limitation_possible,
            payment_order_pending=known.payment_order_pending,
        ),
        evidence_held=frozenset(context.evidence.held),
        efforts=frozenset(context.history.efforts),
        payments_made=context.history.payments_made_last_6_months,
    )


def _assumptions(given: AssumptionsInput) -> LenderAssumptions:
    changed = {name: value for name, value in given if name != "routes" and value is not None}
    if given.routes is not None:
        changed["routes"] = tuple(Route(**dict(route)) for route in given.routes)
    return replace(scoring_model().lender, **changed)


def assumptions_read(assumptions: LenderAssumptions) -> AssumptionsRead:
    """Assumptions about the lender as the contract shows them."""
    shown = {name: getattr(assumptions, name) for name in _NAMES}
    return AssumptionsRead.model_validate({**shown, "routes": list(assumptions.routes)})
