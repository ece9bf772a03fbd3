"""Instalments of an agreement, and the payments on it."""

from typing import Annotated

from fastapi import Depends, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.proposals.agreements.instalments import service
from app.proposals.agreements.instalments.schemas import (
    InstalmentsRead,
    PaymentCreate,
    PaymentCreated,
    PaymentRead,
)
from app.proposals.agreements.router import AgreementId

router = subject_router(tag="proposals", shares=("proposals",))
Reader = Annotated[Principal, caller("proposals:read")]
Writer = Annotated[Principal, caller("proposals:write")]


@router.get(
    "/cases/{case_id}/agreements/{agreement_id}/instalments",
    summary="See how an agreement is kept",
)
def get_agreement_instalments(
    case_id: CaseId, agreement_id: AgreementId, session: ReadSession, principal: Reader
) -> InstalmentsRead:
    """Instalments paid, missed and to come; early warning, and when to ask for a change."""
    return service.read_instalments(session, case_id, agreement_id)


@router.post(
    "/cases/{case_id}/agreements/{agreement_id}/payments",
    status_code=201,
    summary="Record a payment on an agreement",
    dependencies=[Depends(optional_key)],
)
def record_agreement_payment(
    case_id: CaseId,
    agreement_id: AgreementId,
    wanted: PaymentCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> PaymentCreated:
    """Records a payment for good; it counts against the oldest instalment."""
    made = service.record_payment(session, principal, case_id, agreement_id, wanted)
    conditional.created(
        response, f"/v1/cases/{case_id}/agreements/{agreement_id}/payments", made.version
    )
    return made


@router.get(
    "/cases/{case_id}/agreements/{agreement_id}/payments", summary="List payments on an agreement"
)
def list_agreement_payments(
    case_id: CaseId,
    agreement_id: AgreementId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[PaymentRead]:
    """Payments, the one recorded last first."""
    found = service.page_of_payments(session, case_id, agreement_id, paging)
    return link_next(response, found, PaymentRead)
