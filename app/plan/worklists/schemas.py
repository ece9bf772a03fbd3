"""Bodies of the worklist."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schemas import Code, Schema


class NextActionRead(Schema):
    """What to do next in a case."""

    code: Code
    title: Annotated[str, Field(max_length=500)]


class WorklistEntryRead(Schema):
    """One case and what is first in it."""

    case_id: UUID
    client_reference: Annotated[
        str,
        Field(max_length=200, description="Your own reference; empty where it was not granted."),
    ]
    assigned_to: UUID | None
    next_action: NextActionRead
    due_on: Annotated[date | None, Field(description="Its day; null: nothing is due.")]
    overdue: Annotated[bool, Field(description="Whether that day has passed.")]
    urgent: Annotated[
        bool, Field(description="A court's last day that comes before any negotiation.")
    ]
    open_proceedings: Annotated[
        int, Field(ge=0, description="Proceedings against the person that are not closed.")
    ]
    missing_facts: Annotated[
        list[Code], Field(max_length=20, description="What the case does not know yet.")
    ]
    last_contact_on: Annotated[
        date | None, Field(description="Day of the last contact; null: none yet.")
    ]
