"""`/v1/creditors` and `/v1/legal/complaint-channels`."""

from typing import Annotated

from fastapi import Query, Response

from app.core.auth import Principal, caller
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.routing import subject_router
from app.core.schemas import Page
from app.law.creditors import service
from app.law.creditors.schemas import ComplaintChannel, CreditorFact
from app.law.schemas import CreditorType

router = subject_router(tag="law")
Reader = Annotated[Principal, caller("law:read")]


@router.get("/creditors", summary="Who really lends")
def list_creditors(
    principal: Reader,
    paging: Paging,
    response: Response,
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=60,
            pattern=r"^[^\u0000-\u001f\u007f]+$",
            description="A product, platform or lender, as people call it.",
            examples=["花呗"],
        ),
    ] = None,
) -> Page[CreditorFact]:
    """Legal lenders seen behind a name, their kind, and where to complain.

    Where nothing is recorded the answer is one fact `unknown`: check the contract, never guess.
    """
    found = paging.slice_in_memory(service.list_creditors(q))
    return link_next(response, found, CreditorFact)


@router.get("/legal/complaint-channels", summary="Where to complain")
def list_complaint_channels(
    principal: Reader,
    creditor_type: Annotated[
        CreditorType | None,
        Query(description="Only the channels for this kind of lender.", examples=["bank"]),
    ] = None,
) -> Page[ComplaintChannel]:
    """Channels from the lender outwards, with periods, numbers and how far they were read."""
    return Page[ComplaintChannel](items=service.list_channels(creditor_type), next_cursor=None)
