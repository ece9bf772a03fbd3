"""Bodies of imports of old records."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schemas import Schema

Rows = Annotated[int, Field(ge=0, le=1000)]


class ContactImportRead(Schema):
    """What a batch of old records brought into the log."""

    rows: Annotated[Rows, Field(description="Rows of the file.")]
    recorded: Annotated[Rows, Field(description="Rows recorded now.")]
    duplicates: Annotated[Rows, Field(description="Rows the log had from an earlier import.")]
    duplicate_rows: Annotated[
        list[int], Field(max_length=1000, description="Their numbers, 1 being the first.")
    ]
    contact_ids: Annotated[
        list[UUID], Field(max_length=1000, description="The new contacts, in the file's order.")
    ]
    first_at: Annotated[datetime | None, Field(description="The earliest one recorded now.")]
    last_at: Annotated[datetime | None, Field(description="The latest one recorded now.")]
