"""Bodies of the dossier: what a verification found."""

from typing import Annotated

from pydantic import Field

from app.core.schemas import Schema


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
