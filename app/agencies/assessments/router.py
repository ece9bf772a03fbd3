"""`/v1/agencies/{agency_id}/assessments`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Path, Response

from app.agencies.assessments import service
from app.agencies.assessments.schemas import AssessmentCreate, AssessmentRead
from app.agencies.router import AgencyId
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_ASSESSMENT, DEMO_DOUBTFUL_AGENCY
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="agencies")
Reader = Annotated[Principal, caller("agencies:read")]
Writer = Annotated[Principal, caller("agencies:write")]
DoubtfulAgencyId = Annotated[
    UUID, Path(description="Id of the agency.", examples=[DEMO_DOUBTFUL_AGENCY])
]
AssessmentId = Annotated[
    UUID, Path(description="Id of the assessment.", examples=[DEMO_ASSESSMENT])
]
ASSESSMENT_EXAMPLES: dict[str, Any] = {
    "sales_call": {
        "summary": "推销电话里保证“百分之百停息挂账”",
        "value": {
            "observations": [
                {
                    "flag": "guarantee",
                    "seen_in": "call",
                    "seen_on": "2026-11-18",
                    "note": "电话里说百分之百停息挂账，不成功不收费。",
                }
            ]
        },
    }
}


@router.post(
    "/agencies/{agency_id}/assessments",
    status_code=201,
    summary="Vet an agency",
    dependencies=[Depends(optional_key)],
)
def assess_agency(
    agency_id: DoubtfulAgencyId,
    wanted: Annotated[AssessmentCreate, Body(openapi_examples=ASSESSMENT_EXAMPLES)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> AssessmentRead:
    """First what is free and needs nobody; then criteria, red flags and the verdict with reasons.

    Only what was checked counts. A good verdict is no recommendation and no licence.
    """
    made = service.assess_agency(session, principal, agency_id, wanted)
    conditional.created(response, f"/v1/agencies/{agency_id}/assessments/{made.id}", 1)
    return made


@router.get("/agencies/{agency_id}/assessments", summary="List assessments of an agency")
def list_agency_assessments(
    agency_id: AgencyId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[AssessmentRead]:
    """Assessments as they were made, newest first."""
    found = service.page_of_assessments(session, agency_id, paging)
    return link_next(response, found, AssessmentRead)


@router.get(
    "/agencies/{agency_id}/assessments/{assessment_id}", summary="Read an assessment of an agency"
)
def get_agency_assessment(
    agency_id: AgencyId,
    assessment_id: AssessmentId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> AssessmentRead:
    """One assessment as it was made."""
    found = service.get_assessment(session, agency_id, assessment_id)
    conditional.tag(response, 1)
    return found
