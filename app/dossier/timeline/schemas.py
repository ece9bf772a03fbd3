"""Bodies of the timeline."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Schema

Kind = Literal[
    "contact",
    "follow_up",
    "proposal",
    "response",
    "agreement",
    "payment",
    "document",
    "evidence",
    "court_paper",
    "statement_import",
    "legal_hold",
    "grant",
    "referral",
    "effort",
    "creditor_pack",
]


class TimelineEntryRead(Schema):
    """One thing that happened or is due."""

    kind: Annotated[Kind, Field(description="Which part of the case tells it.")]
    id: UUID
    day: Annotated[date, Field(description="Its day in Shanghai.")]
    at: Annotated[datetime | None, Field(description="Its instant, where the hour is known.")]
    title: Annotated[str, Field(max_length=200, description="What it is.")]
    code: Annotated[
        str | None, Field(max_length=64, description="What came of it, or its kind, as a code.")
    ]
    text: Annotated[str | None, Field(max_length=20000, description="Its own words.")]
    debt_ids: Annotated[list[UUID], Field(max_length=100, description="Debts it is about.")]
    path: Annotated[str, Field(max_length=300, description="Where it is read.")]
