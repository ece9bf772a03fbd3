"""The calculator of counter-offers."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.proposals.offers import service
from app.proposals.offers.schemas import OffersRequest, OffersResult
from app.proposals.scores.router import CARD, CASH_FLOW

router = subject_router(tag="proposals", shares=("proposals", "cash_flow"))
Calculator = Annotated[Principal, caller("calculators:use")]
OFFER_EXAMPLES: dict[str, Any] = {
    "credit_card": {
        "summary": "为一张信用卡寻找还得起的方案",
        "value": {
            "debt": CARD,
            "cash_flow": CASH_FLOW,
            "constraints": {"max_payment": None, "max_instalments": 60, "max_upfront": "2000.00"},
            "max_options": 5,
        },
    }
}


@router.post(
    "/calculators/counter-offers",
    summary="Find counter-offers",
    dependencies=[Depends(optional_key)],
)
def compute_counter_offers(
    request: Annotated[OffersRequest, Body(openapi_examples=OFFER_EXAMPLES)],
    principal: Calculator,
) -> OffersResult:
    """Plans that can be kept in every month, stressed too; none beats another in everything."""
    return service.compute_offers(request)
