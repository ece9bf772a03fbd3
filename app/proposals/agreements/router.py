"""`/v1/cases/{case_id}/agreements`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_AGREEMENT, DEMO_DEBT, DEMO_PROPOSAL, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.proposals.agreements import service
from app.proposals.agreements.schemas import AgreementCreate, AgreementCreated, AgreementRead

router = subject_router(tag="proposals", shares=("proposals",))
Reader = Annotated[Principal, caller("proposals:read")]
Writer = Annotated[Principal, caller("proposals:write")]
AgreementId = Annotated[UUID, Path(description="Id of the agreement.", examples=[DEMO_AGREEMENT])]
AGREEMENT_EXAMPLES: dict[str, Any] = {
    "oral_card_agreement": {
        "summary": "银行来电口头同意分 48 期，已录音",
        "value": {
            "debt_id": DEMO_DEBT,
            "proposal_id": DEMO_PROPOSAL,
            "form": "oral",
            "agreed_on": "2026-11-24",
            "recorded": True,
            "terms": {
                "upfront_payment": "0.00",
                "instalments": 48,
                "first_due_date": "2027-01-10",
                "annual_rate_percent": "0.00",
                "waive": {"interest": "0.00", "fees": "0.00", "penalty": "320.00"},
                "capitalise_arrears": True,
            },
            "items_present": [
                "balance_structure_currency",
                "schedule_dates_amounts",
                "fees_and_interest_during_plan",
            ],
            "payee": "creditor",
            "note": "客服电话同意：停息分 48 期，减免违约金。",
            "acknowledge": ["limitation"],
        },
    }
}


@router.post(
    "/cases/{case_id}/agreements",
    status_code=201,
    summary="Record and check an agreement",
    dependencies=[Depends(optional_key)],
)
def create_agreement(
    case_id: CaseId,
    wanted: Annotated[AgreementCreate, Body(openapi_examples=AGREEMENT_EXAMPLES)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> AgreementCreated:
    """Records a written or oral agreement for good and checks what it must hold (协议核对)."""
    made = service.record_agreement(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/agreements/{made.id}", made.version)
    return made


@router.get("/cases/{case_id}/agreements", summary="List agreements")
def list_agreements(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    debt_id: Annotated[UUID | None, Query(description="Only about this debt.")] = None,
) -> Page[AgreementRead]:
    """Agreements of the case, newest first."""
    found = service.page_of_agreements(session, case_id, paging, debt_id=debt_id)
    return link_next(response, found, AgreementRead)


@router.get("/cases/{case_id}/agreements/{agreement_id}", summary="Read an agreement")
def get_agreement(
    case_id: CaseId,
    agreement_id: AgreementId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> AgreementRead:
    """One agreement, checked on what is known today."""
    found = service.get_agreement(session, case_id, agreement_id)
    conditional.tag(response, found.version, shown=found)
    return found
