"""`/v1/cases/{case_id}/plan`."""

from typing import Annotated

from fastapi import Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.plan import service
from app.plan.schemas import PlanRead

router = subject_router(tag="plan", shares=("plan",))
Reader = Annotated[Principal, caller("plan:read")]


@router.get("/cases/{case_id}/plan", summary="What to do next, and why")
def get_plan(
    case_id: CaseId, session: ReadSession, principal: Reader, response: Response
) -> PlanRead:
    """The next actions in order of urgency, each with its reason, its day and its endpoint."""
    plan = service.plan_case(session, case_id)
    conditional.tag_computed(response, plan.model_dump_json().encode())
    return plan
