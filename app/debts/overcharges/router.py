"""`/v1/calculators/overcharge` and `/v1/cases/{case_id}/debts/{debt_id}/overcharge`."""

from typing import Annotated

from fastapi import Depends, Query

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Day
from app.debts.overcharges import service
from app.debts.overcharges.schemas import OverchargeRequest, OverchargeResult
from app.debts.router import DebtId

router = subject_router(tag="debts", shares=("debts",))
Reader = Annotated[Principal, caller("debts:read")]
Calculator = Annotated[Principal, caller("calculators:use")]


@router.post(
    "/calculators/overcharge",
    summary="Measure a loan by the ceilings of its lender",
    dependencies=[Depends(optional_key)],
)
def compute_overcharge(request: OverchargeRequest, principal: Calculator) -> OverchargeResult:
    """What was charged above each ceiling, what would be owed at it, and how sure that is.

    Nothing follows automatically: each measure says what kind of rule it is and what may be done.
    """
    return service.compute_overcharge(request)


@router.get(
    "/cases/{case_id}/debts/{debt_id}/overcharge",
    summary="Measure a debt of the case by the ceilings of its lender",
)
def get_debt_overcharge(
    case_id: CaseId,
    debt_id: DebtId,
    session: ReadSession,
    principal: Reader,
    as_of: Annotated[
        Day | None, Query(description="Day to count to; null: today.", examples=["2026-11-24"])
    ] = None,
) -> OverchargeResult:
    """From the debt's own history; where the contract stands in for a receipt, it is said."""
    return service.overcharge_of_debt(session, case_id, debt_id, as_of)
