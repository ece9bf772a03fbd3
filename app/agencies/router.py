"""`/v1/agencies`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Response

from app.agencies import service
from app.agencies.schemas import (
    AgencyCreate,
    AgencyKind,
    AgencyRead,
    AgencyStatus,
    AgencyUpdate,
)
from app.agencies.suspensions import service as suspensions
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_AGENCY, DEMO_SPARE_AGENCY
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="agencies")
Reader = Annotated[Principal, caller("agencies:read")]
Writer = Annotated[Principal, caller("agencies:write")]
AgencyId = Annotated[UUID, Path(description="Id of the agency.", examples=[DEMO_AGENCY])]
SpareAgencyId = Annotated[UUID, Path(description="Id of the agency.", examples=[DEMO_SPARE_AGENCY])]
AGENCY_EXAMPLES: dict[str, Any] = {
    "law_firm": {
        "summary": "一家律师事务所：执业许可查过，收费和退费写在合同里",
        "value": {
            "name": "上海某某律师事务所",
            "kind": "law_firm",
            "credit_code": "31310000MD0000001E",
            "licences": [
                {
                    "kind": "law_firm_licence",
                    "number": "23101201810000000",
                    "checked_on": "2026-11-20",
                }
            ],
            "scope": "法律咨询、诉讼代理",
            "contact": "021-00000000",
            "region_codes": ["310000"],
            "services": ["legal_advice", "legal_representation", "negotiation_training"],
            "fees": {
                "upfront": "2000.00",
                "monthly": "0.00",
                "percentage_of_debt": "0.00",
                "percentage_of_reduction": "0.00",
                "refund_terms": "partial",
            },
            "practice": {
                "is_registered": True,
                "has_written_contract": True,
                "gives_invoice": True,
                "holds_client_money": False,
                "asks_separate_consent": True,
                "keeps_originals": False,
            },
            "complaints_checked_on": "2026-11-20",
        },
    }
}


@router.post(
    "/agencies",
    status_code=201,
    summary="Record an agency",
    dependencies=[Depends(optional_key)],
)
def create_agency(
    wanted: Annotated[AgencyCreate, Body(openapi_examples=AGENCY_EXAMPLES)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> AgencyRead:
    """Licence or credit code, scope, services, fees, complaints; what is unknown stays null."""
    made = service.record_agency(session, principal, wanted)
    conditional.created(response, f"/v1/agencies/{made.id}", made.version)
    return made


@router.get("/agencies", summary="List agencies")
def list_agencies(
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    status: Annotated[AgencyStatus | None, Query(description="Only in this state.")] = None,
    kind: Annotated[AgencyKind | None, Query(description="Only of this kind.")] = None,
) -> Page[AgencyRead]:
    """Agencies of the tenant, newest first."""
    return link_next(response, service.page_of_agencies(session, paging, status, kind), AgencyRead)


@router.get("/agencies/{agency_id}", summary="Read an agency")
def get_agency(
    agency_id: AgencyId, session: ReadSession, principal: Reader, response: Response
) -> AgencyRead:
    """What is known of it; for a verdict make an assessment."""
    found = service.get_agency(session, agency_id)
    conditional.tag(response, found.version)
    return found


@router.patch("/agencies/{agency_id}", summary="Change or suspend an agency")
def update_agency(
    agency_id: AgencyId,
    changes: AgencyUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> AgencyRead:
    """Changes the fields given; `status: suspended` needs its reason and ends all its referrals."""
    changed = suspensions.change_agency(session, principal, agency_id, changes, precondition)
    conditional.tag(response, changed.version)
    return changed


@router.delete("/agencies/{agency_id}", status_code=204, summary="Delete an agency")
def delete_agency(
    agency_id: SpareAgencyId, session: WriteSession, principal: Writer, precondition: IfMatch
) -> None:
    """Takes an agency entered by mistake off the list; suspend one that is not to be trusted."""
    service.delete_agency(session, principal, agency_id, precondition)
