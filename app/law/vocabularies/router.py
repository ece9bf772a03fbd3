"""`/v1/vocabularies`."""

from typing import Annotated

from fastapi import Query

from app.core.auth import Principal, caller
from app.core.routing import subject_router
from app.law.vocabularies import service
from app.law.vocabularies.schemas import Vocabularies

router = subject_router(tag="law")
Reader = Annotated[Principal, caller("law:read")]


@router.get("/vocabularies", summary="List vocabularies")
def list_vocabularies(
    principal: Reader,
    name: Annotated[
        str | None,
        Query(
            max_length=64,
            pattern=r"^[a-z0-9_]{1,64}$",
            description="Only the vocabulary of this name.",
            examples=["request_kind"],
        ),
    ] = None,
) -> Vocabularies:
    """Every enum of this API with names, common words and meanings, all on one page."""
    return Vocabularies(items=service.list_vocabularies(name), next_cursor=None)
