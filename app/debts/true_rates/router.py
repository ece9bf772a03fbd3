"""`/v1/cases/{case_id}/debts/{debt_id}/true-rate`."""

from typing import Annotated

from fastapi import Query

from app.core.auth import Principal, caller
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Day
from app.debts.router import DebtId
from app.debts.true_rates import service
from app.debts.true_rates.schemas import DebtTrueRate

router = subject_router(tag="debts", shares=("debts",))
Reader = Annotated[Principal, caller("debts:read")]
AsOf = Annotated[
    Day | None, Query(description="Day to count to; null: today.", examples=["2026-11-24"])
]


@router.get(
    "/cases/{case_id}/debts/{debt_id}/true-rate", summary="Read what a debt really costs a year"
)
def get_debt_true_rate(
    case_id: CaseId,
    debt_id: DebtId,
    session: ReadSession,
    principal: Reader,
    as_of: AsOf = None,
) -> DebtTrueRate:
    """From what was received, paid and is still to pay; null with findings where facts lack."""
    return service.rate_of_debt(session, case_id, debt_id, as_of)
