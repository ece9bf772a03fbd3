"""Splitting an amount: the calculator, and `/v1/cases/{case_id}/allocations`."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.parameters import CaseId
from app.core.routing import WriteSession, subject_router
from app.proposals.allocations import service
from app.proposals.allocations.schemas import (
    AllocationRequest,
    AllocationResult,
    CaseAllocationRequest,
    CaseAllocationResult,
)

router = subject_router(tag="proposals", shares=("proposals", "debts"))
Calculator = Annotated[Principal, caller("calculators:use")]
Reader = Annotated[Principal, caller("proposals:read")]
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


@router.post(
    "/cases/{case_id}/allocations",
    summary="Split an amount over the debts of the case",
    dependencies=[Depends(optional_key)],
)
def compute_case_allocation(
    case_id: CaseId, wanted: CaseAllocationRequest, session: WriteSession, principal: Reader
) -> CaseAllocationResult:
    """Each debt's part of an amount you name, how equally that treats all, and when all is paid.

    The way is shown with the plans that debts already have and without. Nothing is stored, and
    no plan is looked for: what to offer each creditor is the answer of `joint-offers`.
    """
    return service.allocate_case(session, case_id, wanted)
