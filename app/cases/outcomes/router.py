"""`/v1/cases/{case_id}/outcome`."""

from typing import Annotated

from fastapi import Depends, Response

from app.cases.outcomes import service
from app.cases.outcomes.schemas import CaseOutcomeInput, CaseOutcomeRead, OutcomeStatistics
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import FirstOrMatching, documented_if_none_match
from app.core.parameters import CaseId
from app.core.routing import ReadSession, WriteSession, subject_router

router = subject_router(tag="cases")
Reader = Annotated[Principal, caller("cases:read")]
Writer = Annotated[Principal, caller("cases:write")]


@router.put(
    "/cases/{case_id}/outcome",
    summary="Note how the case ended",
    responses={201: {"model": CaseOutcomeRead, "description": "The first outcome of the case."}},
)
def put_outcome(
    case_id: CaseId,
    wanted: CaseOutcomeInput,
    session: WriteSession,
    principal: Writer,
    precondition: FirstOrMatching,
    response: Response,
) -> CaseOutcomeRead:
    """How it ended, what helped and what to do differently; it does not close the case."""
    noted = service.put_outcome(session, principal, case_id, wanted, precondition)
    if noted.version == 1:
        response.status_code = 201
        conditional.created(response, f"/v1/cases/{case_id}/outcome", noted.version)
    return noted


@router.get(
    "/cases/{case_id}/outcome",
    summary="Read how the case ended",
    dependencies=[Depends(documented_if_none_match)],
    responses={304: {"description": "Unchanged since the ETag you hold."}},
)
def get_outcome(
    case_id: CaseId, session: ReadSession, principal: Reader, response: Response
) -> CaseOutcomeRead:
    """The outcome; 404 until it was noted."""
    noted = service.get_outcome(session, case_id)
    conditional.tag(response, noted.version)
    return noted


@router.get("/outcome-statistics", summary="Count outcomes of those who agreed")
def get_outcome_statistics(session: ReadSession, principal: Reader) -> OutcomeStatistics:
    """How cases ended and what helped, only of those who agreed and never of a small group."""
    return service.count_outcomes(session)
