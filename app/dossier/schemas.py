"""Bodies of the dossier: what a verification found."""

from typing import Annotated

from pydantic import Field

from app.core.schemas import Schema

Note = Annotated[
    str,
    Field(
        min_length=1,
        max_length=8000,
        description="A checkpoint as it was given out, signatures included.",
    ),
]


class VerificationRequest(Schema):
    """Checkpoints from receipts the person kept: the ledger must extend each of them."""

    checkpoints: Annotated[
        list[Note],
        Field(
            max_length=100,
            description="`receipt.checkpoint` of any earlier answer, kept outside this service.",
            examples=[[]],
        ),
    ] = []


class FirstBadRead(Schema):
    """Where the ledger is first wrong, and why."""

    sequence: Annotated[int, Field(ge=1, description="Place in the ledger.", examples=[2])]
    reason: Annotated[str, Field(max_length=64, description="Code.", examples=["row_differs"])]
    message: Annotated[str, Field(max_length=500, description="The reason in words.")]


class VerificationRead(Schema):
    """Whether entries, rows, files and checkpoint of a case are what was recorded."""

    valid: bool
    entries: Annotated[int, Field(ge=0, description="Entries read.", examples=[3])]
    first_bad: FirstBadRead | None
