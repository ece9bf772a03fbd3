"""`POST /v1/calculators/first-check`."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.plan.first_check import service
from app.plan.first_check.schemas import FirstCheckRequest, FirstCheckResult

router = subject_router(tag="plan")
Calculator = Annotated[Principal, caller("calculators:use")]
EXAMPLES: dict[str, Any] = {
    "refused": {
        "summary": "The bank said no (被拒)",
        "value": {
            "monthly_income": "9800.00",
            "essential_expenses": "6200.00",
            "debts": [{"name": "某银行信用卡", "amount": "48000.00", "days_past_due": 35}],
            "refused": {"reasons": ["hardship_not_proven"]},
            "received": ["none"],
        },
    },
    "payment_order": {
        "summary": "A payment order came (支付令)",
        "value": {
            "monthly_income": "5200.00",
            "essential_expenses": "5600.00",
            "received": ["payment_order"],
            "received_on": "2026-11-16",
        },
    },
}


@router.post(
    "/calculators/first-check",
    summary="The first ten minutes: what to do tonight",
    dependencies=[Depends(optional_key)],
)
def compute_first_check(
    request: Annotated[FirstCheckRequest, Body(openapi_examples=EXAMPLES)], principal: Calculator
) -> FirstCheckResult:
    """Two numbers and one tick give three next steps at most, the most urgent first.

    Safety comes before a court's days, those before essential living, that before negotiation.
    Nothing is stored.
    """
    return service.check_first(request)
