"""`/v1/cases/{case_id}/referrals`; an agency sees and answers its own."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Response

from app.agencies.referrals import service
from app.agencies.referrals.answers import service as answers
from app.agencies.referrals.reading import service as reading
from app.agencies.referrals.schemas import (
    ConsentText,
    ReferralAccept,
    ReferralComplete,
    ReferralCreate,
    ReferralCreated,
    ReferralRead,
    ReferralReject,
    ReferralRevoke,
    ReferralUpdate,
)
from app.agencies.router import AgencyId
from app.core import conditional
from app.core.access import PARTS, REFERRAL
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key, require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import (
    DEMO_AGENCY,
    DEMO_DEBT,
    DEMO_DONE_REFERRAL,
    DEMO_OFFERED_REFERRAL,
    DEMO_REFERRAL,
    DEMO_SPARE_REFERRAL,
    DEMO_UNWANTED_REFERRAL,
    CaseId,
)
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Line, Page

router = subject_router(tag="agencies")
shared_router = subject_router(tag="agencies", shares=REFERRAL)
Reader = Annotated[Principal, caller("referrals:read")]
Writer = Annotated[Principal, caller("referrals:write")]


def _referral_id(example: str) -> Any:
    return Path(description="Id of the referral.", examples=[example])


ReferralId = Annotated[UUID, _referral_id(DEMO_REFERRAL)]
OfferedId = Annotated[UUID, _referral_id(DEMO_OFFERED_REFERRAL)]
UnwantedId = Annotated[UUID, _referral_id(DEMO_UNWANTED_REFERRAL)]
DoneId = Annotated[UUID, _referral_id(DEMO_DONE_REFERRAL)]
SpareId = Annotated[UUID, _referral_id(DEMO_SPARE_REFERRAL)]
Purpose = Annotated[Line, Query(description="What for.", examples=["协助协商信用卡个性化分期"])]
ONE_PART = f"({'|'.join(PARTS)})"
Parts = Annotated[
    str,
    Query(
        pattern=f"^{ONE_PART}(,{ONE_PART})*$",
        max_length=100,
        description="Parts to share, with commas.",
        examples=["household,debts,proposals,contacts"],
    ),
]
REFERRAL_EXAMPLES: dict[str, Any] = {
    "law_firm": {
        "summary": "转介给律师事务所：分享债务、方案和沟通记录，本人已看过同意书",
        "value": {
            "agency_id": DEMO_AGENCY,
            "purpose": "协助协商信用卡个性化分期",
            "debt_ids": [DEMO_DEBT],
            "scope": ["household", "debts", "proposals", "contacts"],
            "expires_at": "2099-12-31T23:59:59+08:00",
            "consent": {"text_version": "2026-11-26", "given": True},
            "sensitive_consent": {"text_version": "2026-11-26", "given": True},
            "acknowledge": ["limitation"],
        },
    }
}


@router.get("/agencies/{agency_id}/consent-text", summary="Read what a person is to agree to")
def get_consent_text(
    agency_id: AgencyId,
    session: ReadSession,
    principal: Reader,
    purpose: Purpose,
    scope: Parts,
) -> ConsentText:
    """Who gets which parts, for what, how and until when; sensitive parts have their own text."""
    return reading.consent_text(session, agency_id, purpose, scope.split(","))


@router.post(
    "/cases/{case_id}/referrals",
    status_code=201,
    summary="Refer a case to an agency",
    dependencies=[Depends(require_key)],
)
def create_referral(
    case_id: CaseId,
    wanted: Annotated[ReferralCreate, Body(openapi_examples=REFERRAL_EXAMPLES)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ReferralCreated:
    """Offers exactly these parts; the agency sees them from its acceptance until the end.

    The consent goes into the ledger of the case. Sensitive parts need a separate consent.
    """
    made = service.refer(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/referrals/{made.id}", made.version)
    return made


@shared_router.get("/referrals", summary="List referrals of all cases")
def list_all_referrals(
    session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[ReferralRead]:
    """The inbox of an agency: what it was offered or accepted; for the tenant all, newest first."""
    return link_next(response, reading.inbox(session, paging), ReferralRead)


@shared_router.get("/cases/{case_id}/referrals", summary="List referrals")
def list_referrals(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[ReferralRead]:
    """Referrals of the case, newest first; an agency sees its own."""
    found = reading.page_of_referrals(session, case_id, paging)
    return link_next(response, found, ReferralRead)


@shared_router.get("/cases/{case_id}/referrals/{referral_id}", summary="Read a referral")
def get_referral(
    case_id: CaseId,
    referral_id: ReferralId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ReferralRead:
    """How it stands now, with today's verdict on the agency and on the agreement."""
    found = reading.get_referral(session, case_id, referral_id)
    conditional.tag(response, found.version, shown=found)
    return found


@router.patch("/cases/{case_id}/referrals/{referral_id}", summary="Record a service agreement")
def update_referral(
    case_id: CaseId,
    referral_id: ReferralId,
    changes: ReferralUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> ReferralRead:
    """Keeps what was signed, and says what to settle before relying on it."""
    changed = service.change_referral(
        session, principal, case_id, referral_id, changes, precondition
    )
    conditional.tag(response, changed.version, shown=changed)
    return changed


@shared_router.post(
    "/cases/{case_id}/referrals/{referral_id}/accept",
    summary="Accept a referral",
    dependencies=[Depends(optional_key)],
)
def accept_referral(
    case_id: CaseId,
    referral_id: OfferedId,
    wanted: ReferralAccept,
    session: WriteSession,
    principal: Writer,
) -> ReferralRead:
    """The agency sees the parts from now on."""
    return answers.accept(session, principal, case_id, referral_id, wanted)


@shared_router.post(
    "/cases/{case_id}/referrals/{referral_id}/reject",
    summary="Reject a referral",
    dependencies=[Depends(optional_key)],
)
def reject_referral(
    case_id: CaseId,
    referral_id: UnwantedId,
    wanted: ReferralReject,
    session: WriteSession,
    principal: Writer,
) -> ReferralRead:
    """The agency does not take it on, and says why; it sees nothing more of it."""
    return answers.end(session, principal, case_id, referral_id, "rejected", wanted)


@shared_router.post(
    "/cases/{case_id}/referrals/{referral_id}/complete",
    summary="Complete a referral",
    dependencies=[Depends(optional_key)],
)
def complete_referral(
    case_id: CaseId,
    referral_id: DoneId,
    wanted: ReferralComplete,
    session: WriteSession,
    principal: Writer,
) -> ReferralRead:
    """The matter is done; the agency sees nothing of the case any more."""
    return answers.end(session, principal, case_id, referral_id, "completed", wanted)


@router.post(
    "/cases/{case_id}/referrals/{referral_id}/revoke",
    summary="Take a consent back",
    dependencies=[Depends(optional_key)],
)
def revoke_referral(
    case_id: CaseId,
    referral_id: SpareId,
    wanted: ReferralRevoke,
    session: WriteSession,
    principal: Writer,
) -> ReferralRead:
    """No reason is needed; from the next request on the agency sees nothing of the case."""
    return answers.end(session, principal, case_id, referral_id, "revoked", wanted)
