"""Calculators of counter-offers and of allocations."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.proposals.offers import service
from app.proposals.offers.schemas import (
    AllocationRequest,
    AllocationResult,
    OffersRequest,
    OffersResult,
)
from app.proposals.scores.router import CARD, CASH_FLOW

router = subject_router(tag="proposals")
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
ALLOCATION_EXAMPLES: dict[str, Any] = {
    "pro_rata": {
        "summary": "160 元按余额分给三笔债务",
        "value": {
            "monthly_amount": "160.00",
            "method": "pro_rata",
            "floor": "0.00",
            "debts": [
                {
                    "debt_ref": ref,
                    "balance": balance,
                    "contractual_payment": payment,
                    "annual_rate_percent": rate,
                }
                for ref, balance, payment, rate in (
                    ("a", "4550.00", "300.00", "18.00"),
                    ("b", "6700.00", "420.00", "14.00"),
                    ("c", "1200.00", "90.00", "24.00"),
                )
            ],
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


@router.post(
    "/calculators/allocation",
    summary="Split an amount over debts",
    dependencies=[Depends(optional_key)],
)
def compute_allocation(
    request: Annotated[AllocationRequest, Body(openapi_examples=ALLOCATION_EXAMPLES)],
    principal: Calculator,
) -> AllocationResult:
    """Shares that add up exactly; avalanche and snowball with the months until all is paid."""
    return service.compute_allocation(request)
