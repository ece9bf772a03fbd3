"""The calculators of periods and of court fees."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.law.calculators import service
from app.law.calculators.schemas import (
    CourtFeeRequest,
    CourtFeeResult,
    LimitationRequest,
    LimitationResult,
)

router = subject_router(tag="law")
Calculator = Annotated[Principal, caller("calculators:use")]
AS_OF = {"as_of": "2026-11-23", "roll_weekends": True}
LIMITATION_EXAMPLES: dict[str, Any] = {
    "instalments": {
        "summary": "Instalments: three years from the last due date (诉讼时效)",
        "value": {
            "obligation": "instalments",
            "due_dates": ["2025-05-20", "2025-06-20"],
            "interruptions": [],
            **AS_OF,
        },
    },
    "acknowledged": {
        "summary": "An acknowledgement restarts the three years (时效中断)",
        "value": {
            "obligation": "lump_sum",
            "due_dates": ["2023-05-31"],
            "interruptions": [{"on": "2024-08-15", "kind": "debtor_acknowledgement"}],
            **AS_OF,
        },
    },
    "revocation": {
        "summary": "Revocation for fraud: one year, five at most (撤销权)",
        "value": {
            "obligation": "revocation",
            "known_on": "2026-10-01",
            "contract_date": "2021-11-30",
            **AS_OF,
        },
    },
    "payment_order": {
        "summary": "Objecting to a payment order (支付令异议)",
        "value": {
            "obligation": "payment_order_objection",
            "received_on": "2026-11-16",
            **AS_OF,
        },
    },
    "complaint": {
        "summary": "A complaint's answer, complex case (投诉答复)",
        "value": {
            "obligation": "complaint_reply",
            "received_on": "2026-11-02",
            "complexity": "complex",
            **AS_OF,
        },
    },
}


@router.post(
    "/calculators/limitation",
    summary="Count a period",
    dependencies=[Depends(optional_key)],
)
def compute_limitation(
    request: Annotated[LimitationRequest, Body(openapi_examples=LIMITATION_EXAMPLES)],
    principal: Calculator,
) -> LimitationResult:
    """Limitation, revocation, guarantee, replies, and periods after a court's paper.

    The steps name their articles. Always an estimate: a date printed on the paper comes first.
    """
    return service.compute_limitation(request)


@router.post(
    "/calculators/court-fee",
    summary="Compute a court fee",
    dependencies=[Depends(optional_key)],
)
def compute_court_fee(request: CourtFeeRequest, principal: Calculator) -> CourtFeeResult:
    """The fee by bracket, who pays it first, and when a court waives, cuts or defers it."""
    return service.compute_court_fee(request)
