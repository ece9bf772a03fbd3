"""Bodies of follow-ups."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schemas import Schema, Version


class FollowUpRead(Schema):
    """Something due."""

    id: UUID
    kind: Annotated[str, Field(max_length=32, examples=["promise"])]
    contact_id: UUID | None
    by: Annotated[str, Field(max_length=32, examples=["creditor"])]
    what: Annotated[str, Field(max_length=200, examples=["三个工作日内回电"])]
    due_on: date
    overdue: Annotated[bool, Field(description="Past its day and not done.")]
    done: bool
    done_at: datetime | None
    rule_id: Annotated[
        str | None, Field(max_length=64, description="Rule behind a clock; null for promises.")
    ]
    updated_at: datetime
    version: Version


class FollowUpUpdate(Schema):
    """Marks a follow-up as done, or as open again."""

    done: Annotated[bool, Field(examples=[True])]
