"""`/v1/cases/{case_id}/debts`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_DEBT, DEMO_SPARE_DEBT, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.debts import service
from app.debts.schemas import DebtCreate, DebtRead, DebtUpdate

router = subject_router(tag="debts", shares=("debts",))
Reader = Annotated[Principal, caller("debts:read")]
Writer = Annotated[Principal, caller("debts:write")]
DebtId = Annotated[UUID, Path(description="Id of the debt.", examples=[DEMO_DEBT])]
SpareDebtId = Annotated[UUID, Path(description="Id of the debt.", examples=[DEMO_SPARE_DEBT])]


@router.post(
    "/cases/{case_id}/debts",
    status_code=201,
    summary="Record a debt",
    dependencies=[Depends(optional_key)],
)
def create_debt(
    case_id: CaseId,
    wanted: DebtCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> DebtRead:
    """Adds a debt; only `creditor_name` is needed, `findings` says what to find out next."""
    debt = service.record_debt(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/debts/{debt.id}", debt.version)
    return debt


@router.get("/cases/{case_id}/debts", summary="List debts")
def list_debts(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[DebtRead]:
    """Debts of the case, newest first."""
    return link_next(response, service.page_of_debts(session, case_id, paging), DebtRead)


@router.get("/cases/{case_id}/debts/{debt_id}", summary="Read a debt")
def get_debt(
    case_id: CaseId, debt_id: DebtId, session: ReadSession, principal: Reader, response: Response
) -> DebtRead:
    """One debt."""
    debt = service.get_debt(session, case_id, debt_id)
    conditional.tag(response, debt.version)
    return debt


@router.patch("/cases/{case_id}/debts/{debt_id}", summary="Change a debt")
def update_debt(
    case_id: CaseId,
    debt_id: DebtId,
    changes: DebtUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> DebtRead:
    """Changes the fields given; those left out stay, null empties."""
    debt = service.change_debt(session, principal, case_id, debt_id, changes, precondition)
    conditional.tag(response, debt.version)
    return debt


@router.delete("/cases/{case_id}/debts/{debt_id}", status_code=204, summary="Delete a debt")
def delete_debt(
    case_id: CaseId,
    debt_id: SpareDebtId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Takes a debt off the case; refused while a proposal stands on it."""
    service.delete_debt(session, principal, case_id, debt_id, precondition)
