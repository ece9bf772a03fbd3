"""Scores proposals of a case, and finds counter-offers, on what the case itself tells."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.periods import format_month, nearest_month
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import AnalysisRequest, CashFlowInput, DebtInput
from app.cash_flow.errors import BudgetMissing
from app.core import clock
from app.core.errors import invalid
from app.evidence import service as evidence
from app.proposals.case_scores.schemas import CaseOffersRequest, CaseView
from app.proposals.efforts import service as efforts
from app.proposals.gates import Circumstances
from app.proposals.offers.schemas import OffersRequest, OffersResult
from app.proposals.offers.service import compute_offers
from app.proposals.payments.schemas import TermsInput
from app.proposals.scores.schemas import ScoreRequest, ScoreResult
from app.proposals.scores.service import compute_score
from app.proposals.service import debt_of_case, require_proposal
from app.proposals.situation import Situation
from app.proposals.situations.schemas import EvidenceInput, ScoreContext
from app.proposals.situations.service import situation_of
from app.proposals.warnings.service import CaseStanding, case_standing, case_warnings, known_of


def score_proposal(
    session: Session, case_id: UUID, proposal_id: UUID, view: CaseView
) -> ScoreResult:
    """The score of a proposal on the case's own budget and debts.

    Raises:
        InvalidInput: before there is a budget.
    """
    row = require_proposal(session, case_id, proposal_id)
    debt = debt_of_case(session, case_id, row.debt_id)
    standing = case_standing(session, case_id)
    request = ScoreRequest.model_construct(
        debt=debt,
        terms=TermsInput.model_validate(row.terms),
        cash_flow=flow_of(session, case_id, view),
        **context_of(session, case_id, standing, row.debt_id, debt, view),
    )
    found = compute_score(request)
    return found.model_copy(update={"warnings": [*case_warnings(standing), *found.warnings]})


def make_offers(session: Session, case_id: UUID, wanted: CaseOffersRequest) -> OffersResult:
    """Counter-offers for a debt of the case, on its own budget; refused as in `score_proposal`."""
    debt = debt_of_case(session, case_id, wanted.debt_id)
    standing = case_standing(session, case_id)
    request = OffersRequest.model_construct(
        debt=debt,
        cash_flow=flow_of(session, case_id, wanted),
        constraints=wanted.constraints,
        max_options=wanted.max_options,
        refused_terms=_refused(session, case_id, wanted),
        success_curve=wanted.success_curve,
        **context_of(session, case_id, standing, wanted.debt_id, debt, wanted),
    )
    found = compute_offers(request)
    return found.model_copy(update={"warnings": [*case_warnings(standing), *found.warnings]})


def _refused(session: Session, case_id: UUID, wanted: CaseOffersRequest) -> TermsInput | None:
    if wanted.proposal_id is None:
        return None
    proposal = require_proposal(session, case_id, wanted.proposal_id)
    if proposal.debt_id != wanted.debt_id:
        raise invalid("/proposal_id", "proposal_of_another_debt")
    return TermsInput.model_validate(proposal.terms)


def flow_of(session: Session, case_id: UUID, view: CaseView) -> CashFlowInput:
    """The case's budget and debts as the calculators take them.

    Raises:
        InvalidInput: before there is a budget.
    """
    request = AnalysisRequest.model_construct(
        start_month=view.start_month or format_month(nearest_month(clock.today())),
        months=view.months,
        safety_buffer=view.safety_buffer,
        stress=view.stress,
        scenario=None,
    )
    try:
        return analyses.cash_flow_input_of(session, case_id, request)[0]
    except BudgetMissing as error:
        raise invalid("/budget", "budget_missing") from error


def situation_of_case(
    session: Session,
    case_id: UUID,
    standing: CaseStanding,
    debt_id: UUID,
    debt: DebtInput,
    flow: CashFlowInput,
    view: CaseView,
) -> Situation:
    """What scores of one debt of the case rest on besides the terms.

    Raises:
        InvalidInput: while it is not known how much is owed.
    """
    context = context_of(session, case_id, standing, debt_id, debt, view)
    return situation_of(debt, flow, ScoreContext.model_construct(**context))


def context_of(
    session: Session,
    case_id: UUID,
    standing: CaseStanding,
    debt_id: UUID,
    debt: DebtInput,
    view: CaseView,
) -> Mapping[str, Any]:
    """The caller's context; what the case itself tells fills the gaps."""
    known, held, history = view.circumstances, view.evidence, view.history
    if "evidence" not in view.model_fields_set:
        held = EvidenceInput(held=sorted(evidence.categories_held(session, case_id)))
    if "efforts" not in history.model_fields_set:
        noted = efforts.kinds_of_efforts(session, case_id)
        history = history.model_copy(update={"efforts": noted})
    told = known_of(standing, debt_id, debt, Circumstances(**dict(known)))
    known = known.model_copy(
        update={
            "limitation_possible": told.limitation_possible,
            "payment_order_pending": told.payment_order_pending,
        }
    )
    return {
        "evidence": held,
        "history": history,
        "assumptions": view.assumptions,
        "circumstances": known,
    }
