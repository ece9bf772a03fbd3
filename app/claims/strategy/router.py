"""`/v1/cases/{case_id}/claims/{claim_id}/strategy`."""

from typing import Annotated

from fastapi import Response

from app.claims.router import ClaimId, TraderCaseId
from app.claims.strategy import service
from app.claims.strategy.schemas import ClaimStrategy
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.routing import ReadSession, subject_router

router = subject_router(tag="claims")
Reader = Annotated[Principal, caller("claims:read")]


@router.get(
    "/cases/{case_id}/claims/{claim_id}/strategy", summary="Read the strategy sheet of a claim"
)
def get_claim_strategy(
    case_id: TraderCaseId,
    claim_id: ClaimId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ClaimStrategy:
    """Ways in order, court, evidence, defences, costs against gains, relief, before and after.

    Ranges with what they rest on. A court may give nothing: losing stands beside every win, and
    no chance of winning is assumed.
    """
    sheet = service.strategy_of(session, case_id, claim_id)
    conditional.tag_computed(response, sheet.model_dump_json().encode())
    return sheet
