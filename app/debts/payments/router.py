"""`/v1/cases/{case_id}/debts/{debt_id}/payments`."""

from typing import Annotated

from fastapi import Depends, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import FirstOrMatching, documented_if_none_match
from app.core.parameters import CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.debts.payments import service
from app.debts.payments.schemas import PaymentHistory, PaymentHistoryRead
from app.debts.router import DebtId

router = subject_router(tag="debts", shares=("debts",))
Reader = Annotated[Principal, caller("debts:read")]
Writer = Annotated[Principal, caller("debts:write")]


@router.put(
    "/cases/{case_id}/debts/{debt_id}/payments",
    summary="Set what was received and paid on a debt",
)
def put_debt_payments(
    case_id: CaseId,
    debt_id: DebtId,
    wanted: PaymentHistory,
    session: WriteSession,
    principal: Writer,
    precondition: FirstOrMatching,
    response: Response,
) -> PaymentHistoryRead:
    """Replaces the whole history; the first time freely, later with If-Match."""
    kept = service.put_history(session, principal, case_id, debt_id, wanted, precondition)
    conditional.tag(response, kept.version)
    return kept


@router.get(
    "/cases/{case_id}/debts/{debt_id}/payments",
    summary="Read what was received and paid on a debt",
    dependencies=[Depends(documented_if_none_match)],
)
def get_debt_payments(
    case_id: CaseId, debt_id: DebtId, session: ReadSession, principal: Reader, response: Response
) -> PaymentHistoryRead:
    """By date; empty before anything was entered."""
    history = service.get_history(session, case_id, debt_id)
    conditional.tag(response, history.version)
    return history
