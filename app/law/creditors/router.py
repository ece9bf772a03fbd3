"""`/v1/creditors`."""

from typing import Annotated

from fastapi import Query, Response

from app.core.auth import Principal, caller
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.routing import subject_router
from app.core.schemas import Page
from app.law.creditors import service
from app.law.creditors.schemas import CreditorFact

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
