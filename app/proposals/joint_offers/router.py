"""Offers to all creditors of a case at once."""

from typing import Annotated

from fastapi import Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.parameters import CaseId
from app.core.routing import WriteSession, subject_router
from app.proposals.joint_offers import service
from app.proposals.joint_offers.schemas import JointOffersRequest, JointOffersResult

router = subject_router(tag="proposals", shares=("proposals", "cash_flow"))
Reader = Annotated[Principal, caller("proposals:read")]


@router.post(
    "/cases/{case_id}/joint-offers",
    summary="Find offers to all creditors together",
    dependencies=[Depends(optional_key)],
)
def make_joint_offers(
    case_id: CaseId, session: WriteSession, principal: Reader, wanted: JointOffersRequest
) -> JointOffersResult:
    """What to offer each creditor: a plan within its part, so that all can be kept together.

    The amount is what every month carries, unless you give less. How a given amount is divided,
    and when all is paid, is the answer of `allocations`; both divide in the same way.
    """
    return service.make_joint_offers(session, case_id, wanted)
