"""`/v1/cases/{case_id}/spending-findings`."""

from typing import Annotated

from app.core.auth import Principal, caller
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.statements.unusual import service
from app.statements.unusual.schemas import SpendingFindings

router = subject_router(tag="statements")
Reader = Annotated[Principal, caller("statements:read")]


@router.get("/cases/{case_id}/spending-findings", summary="Find spending that stands out")
def find_unusual_spending(
    case_id: CaseId, session: ReadSession, principal: Reader
) -> SpendingFindings:
    """Categories that cost much more in a month than in the person's other months.

    Compares whole months that the applied statements cover together, after refunds, each payment
    once; names the payments behind each finding. Nobody else's spending is looked at.
    """
    return service.find_unusual(session, case_id)
