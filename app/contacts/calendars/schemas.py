"""Bodies of calendar links."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Schema, Version

Detail = Annotated[
    Literal["days", "kinds", "everything"],
    Field(
        description="What the calendar shows: only that something is due, also of what kind, or "
        "also its text. Calendars are often shared and stored elsewhere; start with little.",
        examples=["days"],
    ),
]


class CalendarLinkCreate(Schema):
    """How much the calendar shows."""

    detail: Detail = "days"


class CalendarLinkRead(Schema):
    """A link to the case's calendar; its address was shown once, when it was made."""

    id: UUID
    detail: Detail
    created_at: datetime
    revoked: bool
    revoked_at: datetime | None
    version: Version


class CalendarLinkCreated(CalendarLinkRead):
    """A new link with its address. Whoever has the address reads the calendar: keep it private."""

    url: Annotated[
        str,
        Field(
            max_length=500,
            description="Secret address for a calendar application; shown only now.",
            examples=["http://127.0.0.1:8000/v1/calendars/cal_….ics"],
        ),
    ]
