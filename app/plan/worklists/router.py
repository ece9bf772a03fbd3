"""`/v1/worklist`."""

from typing import Annotated

from fastapi import Query, Response

from app.contacts.follow_ups.schemas import Kind
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Day, Id, Page
from app.plan.worklists import service
from app.plan.worklists.schemas import WorklistEntryRead

router = subject_router(tag="plan", shares=("plan",))
Reader = Annotated[Principal, caller("plan:read")]


@router.get("/worklist", summary="All cases, the most urgent first")
def list_worklist(
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    due_before: Annotated[
        Day | None, Query(description="Only cases in which something is due before this day.")
    ] = None,
    kind: Annotated[
        Kind | None, Query(description="Only what is due of this kind, and cases that have it.")
    ] = None,
    assigned_to: Annotated[
        Id | None, Query(description="Only cases this key of an adviser is in charge of.")
    ] = None,
) -> Page[WorklistEntryRead]:
    """Open cases by what is due in them: pressing court days first, then by day.

    The plan of a case says more; a threat or a visit that it puts first is not looked for here.
    Under grants: the cases whose plan was granted, named where the household was granted as well.
    """
    found = service.page_of_worklist(
        session, paging, due_before=due_before, kind=kind, assigned_to=assigned_to
    )
    page = link_next(response, found, WorklistEntryRead)
    conditional.tag_computed(response, page.model_dump_json().encode())
    return page
