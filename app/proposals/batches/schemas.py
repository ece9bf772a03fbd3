"""Bodies of many scores at once."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.schemas import Schema
from app.proposals.scores.schemas import ScoreRequest, ScoreResult

MOST = 1000
Part = Annotated[dict[str, Any], Field(max_length=20)]


class BatchRequest(Schema):
    """Up to 1,000 proposals; an item that cannot be judged does not stop the others."""

    shared: Annotated[
        Part,
        Field(description="Parts of a score request that items without them take from here."),
    ] = {}
    items: Annotated[
        list[ScoreRequest | Part],
        Field(
            description="Score requests, complete or without what is shared.",
            min_length=1,
            max_length=MOST,
        ),
    ]
    smallest_changes: Annotated[
        bool,
        Field(description="Whether to look for the smallest changes, too.", examples=[True]),
    ] = True


class ItemErrorRead(Schema):
    """One refused field of an item."""

    pointer: Annotated[str, Field(description="JSON pointer inside the item.", max_length=500)]
    code: Annotated[str, Field(description="Why it is refused.", max_length=64)]
    message: Annotated[str, Field(description="In plain words.", max_length=1000)]


class ItemRead(Schema):
    """One item's result, or why it has none."""

    index: Annotated[int, Field(description="Place in `items`, from 0.", ge=0, lt=MOST)]
    status: Annotated[Literal[200, 422], Field(description="As if it had been sent alone.")]
    result: Annotated[ScoreResult | None, Field(description="The score; null: refused.")]
    errors: Annotated[list[ItemErrorRead], Field(description="Refused fields.", max_length=100)]


class BatchResult(Schema):
    """One result for each item, in the order of the request."""

    results: Annotated[list[ItemRead], Field(description="By index.", max_length=MOST)]
    succeeded: Annotated[int, Field(description="Items with a score.", ge=0, le=MOST)]
    failed: Annotated[int, Field(description="Items without one.", ge=0, le=MOST)]
