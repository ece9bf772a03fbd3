"""`/v1/cases/{case_id}/follow-ups`."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.contacts.follow_ups import service
from app.contacts.follow_ups.schemas import FollowUpRead, FollowUpUpdate, Kind
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_FOLLOW_UP, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="contacts", shares=("contacts",))
Reader = Annotated[Principal, caller("contacts:read")]
Writer = Annotated[Principal, caller("contacts:write")]
FollowUpId = Annotated[UUID, Path(description="Id of the follow-up.", examples=[DEMO_FOLLOW_UP])]


@router.get("/cases/{case_id}/follow-ups", summary="List follow-ups")
def list_follow_ups(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    *,
    done: Annotated[bool | None, Query(description="Only done, or only open ones.")] = None,
    kind: Annotated[Kind | None, Query(description="Only this kind.")] = None,
    overdue: Annotated[bool, Query(description="Only what is past its day and open.")] = False,
) -> Page[FollowUpRead]:
    """What is due, the newest first: promises, answers waited for, complaints, courts' last days.

    `no_answer_since` names silence; days of complaint clocks say how far they were checked.
    """
    found = service.list_follow_ups(session, case_id, paging, done=done, kind=kind, overdue=overdue)
    return link_next(response, found, FollowUpRead)


@router.patch("/cases/{case_id}/follow-ups/{follow_up_id}", summary="Mark a follow-up as done")
def update_follow_up(
    case_id: CaseId,
    follow_up_id: FollowUpId,
    changes: FollowUpUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> FollowUpRead:
    """`done: true` when it happened, `false` opens it again.

    A court's last day ends when the proceedings say that its paper was answered.
    """
    changed = service.change_follow_up(
        session, principal, case_id, follow_up_id, changes, precondition
    )
    conditional.tag(response, changed.version)
    return changed
