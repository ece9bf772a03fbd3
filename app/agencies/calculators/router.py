"""`/v1/calculators/agency-cost-benefit`."""

from typing import Annotated

from fastapi import Depends

from app.agencies.calculators import service
from app.agencies.calculators.schemas import CostBenefitRequest, CostBenefitResult
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router

router = subject_router(tag="agencies")
Calculator = Annotated[Principal, caller("calculators:use")]


@router.post(
    "/calculators/agency-cost-benefit",
    summary="Compare an agency's fees with its use",
    dependencies=[Depends(optional_key)],
)
def compute_agency_cost_benefit(
    request: CostBenefitRequest, principal: Calculator
) -> CostBenefitResult:
    """Net benefit after fees, the share to settle to lose nothing, and doing it oneself beside it.

    Published figures from elsewhere are context: nothing is computed from them.
    """
    return service.compute_cost_benefit(request)
