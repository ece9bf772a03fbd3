"""`/v1/cases/{case_id}/channel-ladder`."""

from typing import Annotated

from fastapi import Query, Response

from app.contacts.ladder import service
from app.contacts.ladder.schemas import ChannelLadder
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Id

router = subject_router(tag="contacts", shares=("contacts",))
Reader = Annotated[Principal, caller("contacts:read")]


@router.get("/cases/{case_id}/channel-ladder", summary="Show the channel ladder")
def get_channel_ladder(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    response: Response,
    debt_id: Annotated[Id | None, Query(description="The ladder for this debt alone.")] = None,
) -> ChannelLadder:
    """Whom to turn to next: hotline, in writing, complaint desk, regulator or mediation, law.

    Each rung says what it needs, what to keep, which clocks run and how far they were checked.
    """
    ladder = service.get_ladder(session, case_id, debt_id)
    conditional.tag_computed(response, ladder.model_dump_json().encode())
    return ladder
