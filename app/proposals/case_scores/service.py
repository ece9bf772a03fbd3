"""Scores proposals of a case, and finds counter-offers, on what the case itself tells."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import AnalysisRequest, CashFlowInput, DebtInput
from app.cash_flow.errors import BudgetMissing
from app.core import clock
from app.core.errors import invalid
from app.core.rules import rule_book
from app.evidence import service as evidence
from app.proposals.case_scores.schemas import CaseOffersRequest, CaseView
from app.proposals.limitation import may_be_time_barred
from app.proposals.offers.schemas import OffersRequest, OffersResult
from app.proposals.offers.service import compute_offers
from app.proposals.payments.schemas import TermsInput
from app.proposals.scores.schemas import ScoreRequest, ScoreResult
from app.proposals.scores.service import compute_score
from app.proposals.service import debt_of_case, require_proposal
from app.proposals.situations.schemas import EvidenceInput


def score_proposal(
    session: Session, case_id: UUID, proposal_id: UUID, view: CaseView
) -> ScoreResult:
    """The score of a proposal on the case's own budget and debts.

    Raises:
        InvalidInput: before there is a budget.
    """
    row = require_proposal(session, case_id, proposal_id)
    debt = debt_of_case(session, case_id, row.debt_id)
    request = ScoreRequest.model_construct(
        debt=debt,
        terms=TermsInput.model_validate(row.terms),
        cash_flow=_flow(session, case_id, view),
        **_context(session, case_id, debt, view),
    )
    return compute_score(request)


def make_offers(session: Session, case_id: UUID, wanted: CaseOffersRequest) -> OffersResult:
    """Counter-offers for a debt of the case, on its own budget; refused as in `score_proposal`."""
    debt = debt_of_case(session, case_id, wanted.debt_id)
    request = OffersRequest.model_construct(
        debt=debt,
        cash_flow=_flow(session, case_id, wanted),
        constraints=wanted.constraints,
        max_options=wanted.max_options,
        **_context(session, case_id, debt, wanted),
    )
    return compute_offers(request)


def _flow(session: Session, case_id: UUID, view: CaseView) -> CashFlowInput:
    request = AnalysisRequest.model_construct(
        start_month=view.start_month or f"{clock.today():%Y-%m}",
        months=view.months,
        safety_buffer=view.safety_buffer,
        stress=view.stress,
        scenario=None,
    )
    try:
        return analyses.cash_flow_input_of(session, case_id, request)[0]
    except BudgetMissing as error:
        raise invalid("/budget", "budget_missing") from error


def _context(session: Session, case_id: UUID, debt: DebtInput, view: CaseView) -> Mapping[str, Any]:
    """The caller's context; what the case itself tells fills the gaps."""
    known, held = view.circumstances, view.evidence
    if "evidence" not in view.model_fields_set:
        held = EvidenceInput(held=sorted(evidence.categories_held(session, case_id)))
    if may_be_time_barred(debt.days_past_due, rule_book()):
        known = known.model_copy(update={"limitation_possible": True})
    return {
        "evidence": held,
        "history": view.history,
        "assumptions": view.assumptions,
        "circumstances": known,
    }
