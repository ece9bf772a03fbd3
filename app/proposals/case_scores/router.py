"""Scores of the case's proposals, and counter-offers for its debts."""

from typing import Annotated

from fastapi import Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.parameters import CaseId
from app.core.routing import WriteSession, subject_router
from app.proposals.case_scores import service
from app.proposals.case_scores.schemas import CaseOffersRequest, CaseView
from app.proposals.offers.schemas import OffersResult
from app.proposals.router import ProposalId
from app.proposals.scores.schemas import ScoreResult

router = subject_router(tag="proposals", shares=("proposals", "cash_flow"))
Reader = Annotated[Principal, caller("proposals:read")]


@router.post(
    "/cases/{case_id}/proposals/{proposal_id}/score",
    summary="Score a proposal of the case",
    dependencies=[Depends(optional_key)],
)
def score_proposal(
    case_id: CaseId,
    proposal_id: ProposalId,
    session: WriteSession,
    principal: Reader,
    view: CaseView | None = None,
) -> ScoreResult:
    """How reasonable the proposal is, on the case's own budget, debts and evidence."""
    return service.score_proposal(session, case_id, proposal_id, view or CaseView())


@router.post(
    "/cases/{case_id}/counter-offers",
    summary="Find counter-offers for a debt of the case",
    dependencies=[Depends(optional_key)],
)
def make_counter_offers(
    case_id: CaseId, wanted: CaseOffersRequest, session: WriteSession, principal: Reader
) -> OffersResult:
    """Plans that can be kept in every month, on the case's own budget, debts and evidence."""
    return service.make_offers(session, case_id, wanted)
