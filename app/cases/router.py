"""`/v1/cases` and their legal holds (erasure and export are the dossier's)."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.cases import service
from app.cases.holds import service as holds
from app.cases.schemas import (
    CaseCreate,
    CaseRead,
    CaseStatus,
    CaseUpdate,
    LegalHoldCreate,
    LegalHoldRead,
)
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_HOLD, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Line, Page

router = subject_router(tag="cases")
shared_router = subject_router(tag="cases", shares=("household",), is_narrowed=True)
Reader = Annotated[Principal, caller("cases:read")]
Writer = Annotated[Principal, caller("cases:write")]
HoldId = Annotated[UUID, Path(description="Id of the hold.", examples=[DEMO_HOLD])]


@router.post("/cases", status_code=201, summary="Open a case", dependencies=[Depends(optional_key)])
def create_case(
    wanted: CaseCreate, session: WriteSession, principal: Writer, response: Response
) -> CaseRead:
    """Opens a case; only `client_reference` is needed, the rest can follow."""
    case = service.open_case(session, principal, wanted)
    conditional.created(response, f"/v1/cases/{case.id}", case.version)
    return case


@shared_router.get("/cases", summary="List cases")
def list_cases(
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    client_reference: Annotated[
        Line | None, Query(description="Exact reference of a case.")
    ] = None,
    status: Annotated[CaseStatus | None, Query(description="Only cases in this state.")] = None,
) -> Page[CaseRead]:
    """Cases of the tenant, newest first; by a grant, those whose household is shared."""
    found = service.list_cases(session, paging, client_reference=client_reference, status=status)
    return link_next(response, found, CaseRead)


@shared_router.get("/cases/{case_id}", summary="Read a case")
def get_case(
    case_id: CaseId, session: ReadSession, principal: Reader, response: Response
) -> CaseRead:
    """One case; by a grant without identity number and credit record."""
    case = service.get_case(session, case_id)
    conditional.tag(response, case.version)
    return case


@router.patch("/cases/{case_id}", summary="Change a case")
def update_case(
    case_id: CaseId,
    changes: CaseUpdate,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> CaseRead:
    """Changes the fields given; those left out stay as they are."""
    case = service.change_case(session, principal, case_id, changes, precondition)
    conditional.tag(response, case.version)
    return case


@router.post(
    "/cases/{case_id}/legal-holds",
    status_code=201,
    summary="Place a legal hold",
    dependencies=[Depends(optional_key)],
)
def create_legal_hold(
    case_id: CaseId,
    wanted: LegalHoldCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> LegalHoldRead:
    """Keeps the case from being erased, until a day or until lifted."""
    hold = holds.place_hold(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/legal-holds/{hold.id}", hold.version)
    return hold


@router.get("/cases/{case_id}/legal-holds", summary="List legal holds")
def list_legal_holds(
    case_id: CaseId, session: ReadSession, principal: Reader
) -> Page[LegalHoldRead]:
    """Holds in force today."""
    return Page[LegalHoldRead](items=holds.list_holds(session, case_id), next_cursor=None)


@router.delete(
    "/cases/{case_id}/legal-holds/{hold_id}", status_code=204, summary="Lift a legal hold"
)
def lift_legal_hold(
    case_id: CaseId,
    hold_id: HoldId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Ends the hold."""
    holds.lift_hold(session, principal, case_id, hold_id, precondition)
