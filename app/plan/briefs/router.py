"""`/v1/cases/{case_id}/brief`."""

from typing import Annotated

from fastapi import Depends, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import documented_if_none_match
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.plan.briefs import service
from app.plan.briefs.schemas import BriefRead

router = subject_router(tag="plan", shares=("plan",))
Reader = Annotated[Principal, caller("plan:read")]


@router.get(
    "/cases/{case_id}/brief",
    summary="The case on one page",
    dependencies=[Depends(documented_if_none_match)],
    responses={304: {"description": "Unchanged since the ETag you hold."}},
)
def get_brief(
    case_id: CaseId, session: ReadSession, principal: Reader, response: Response
) -> BriefRead:
    """Who, how much, what runs, what next; parts that need another scope are null without it.

    Under a grant of the plan, so are the parts that were not granted, and what is of courts.

    How the person is (wellbeing) is never in it.
    """
    brief = service.brief_of(session, principal.scopes, case_id)
    conditional.tag_computed(response, brief.model_dump_json().encode())
    return brief
