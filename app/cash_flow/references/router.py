"""`/v1/reference-amounts`: minimum wage and subsistence of a region, entered by the operator."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.cash_flow.living_costs import ReferenceKind
from app.cash_flow.references import service
from app.cash_flow.references.schemas import ReferenceAmountCreate, ReferenceAmountRead
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_REFERENCE, DEMO_SPARE_REFERENCE
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="cash-flow")
Reader = Annotated[Principal, caller("references:read")]
Writer = Annotated[Principal, caller("references:write")]
ReferenceId = Annotated[UUID, Path(description="Id of the row.", examples=[DEMO_REFERENCE])]
SpareReferenceId = Annotated[
    UUID, Path(description="Id of the row.", examples=[DEMO_SPARE_REFERENCE])
]
Kind = Annotated[
    ReferenceKind | None, Query(description="Only of this kind.", examples=["subsistence"])
]
Region = Annotated[
    str | None,
    Query(
        description="Only of this region.",
        pattern=r"^[1-9]\d{5}$",
        max_length=6,
        examples=["990000"],
    ),
]


@router.post(
    "/reference-amounts",
    status_code=201,
    summary="Enter a published amount",
    dependencies=[Depends(optional_key)],
)
def create_reference_amount(
    wanted: ReferenceAmountCreate, session: WriteSession, principal: Writer, response: Response
) -> ReferenceAmountRead:
    """Enters what an authority published for a region: no amount comes with the service.

    Living costs of cases in the region are compared with it from the month it is in force.
    """
    row = service.enter_reference(session, principal, wanted)
    conditional.created(response, f"/v1/reference-amounts/{row.id}", row.version)
    return row


@router.get("/reference-amounts", summary="List published amounts")
def list_reference_amounts(
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    kind: Kind = None,
    region_code: Region = None,
) -> Page[ReferenceAmountRead]:
    """Amounts entered, newest first."""
    found = service.page_of_references(session, paging, kind, region_code)
    return link_next(response, found, ReferenceAmountRead)


@router.get("/reference-amounts/{reference_id}", summary="Read a published amount")
def get_reference_amount(
    reference_id: ReferenceId, session: ReadSession, principal: Reader, response: Response
) -> ReferenceAmountRead:
    """One amount with its day and source."""
    row = service.get_reference(session, reference_id)
    conditional.tag(response, row.version)
    return row


@router.delete(
    "/reference-amounts/{reference_id}", status_code=204, summary="Delete a published amount"
)
def delete_reference_amount(
    reference_id: SpareReferenceId, session: WriteSession, principal: Writer, precondition: IfMatch
) -> None:
    """Takes an amount out; analyses that used it keep it."""
    service.delete_reference(session, principal, reference_id, precondition)
