"""Bodies of follow-ups."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import WrittenBy
from app.core.results import Citation
from app.core.schemas import Schema, Version

Kind = Literal[
    "promise",
    "answer_awaited",
    "complaint_reply",
    "reapply",
    "agreement_gaps",
    "court_clock",
    "instalment_due",
    "renegotiate",
]


class StageRead(Schema):
    """One last day of a complaint's clock, and how far its figure was checked."""

    code: Annotated[str, Field(max_length=64, examples=["reply_simple"])]
    text: Annotated[str, Field(max_length=500)]
    due_on: date
    passed: bool
    verification: Annotated[str, Field(max_length=64)]
    warning: Annotated[str | None, Field(max_length=500)]


class FollowUpRead(Schema):
    """Something due."""

    id: UUID
    kind: Annotated[str, Field(max_length=32, examples=["promise"])]
    contact_id: UUID | None
    proceeding_id: Annotated[
        UUID | None, Field(description="The proceedings whose paper set the day.")
    ] = None
    agreement_id: Annotated[
        UUID | None, Field(description="The agreement that is to be kept, or changed.")
    ] = None
    by: Annotated[str, Field(max_length=32, examples=["creditor"])]
    what: Annotated[str, Field(max_length=200, examples=["三个工作日内回电"])]
    due_on: date
    overdue: Annotated[bool, Field(description="Past its day and not done.")]
    no_answer_since: Annotated[
        date | None, Field(description="The day since which an answer is missing.")
    ] = None
    stages: Annotated[
        list[StageRead], Field(max_length=10, description="All last days of a complaint's clock.")
    ] = []
    basis: Annotated[
        Literal["rule", "court_paper", "creditor_statement", "product_suggestion"] | None,
        Field(description="What the day rests on; null for promises."),
    ] = None
    done: bool
    done_at: datetime | None
    rule_id: Annotated[
        str | None, Field(max_length=64, description="Rule behind a clock; null for promises.")
    ]
    citation: Annotated[Citation | None, Field(description="The rule behind a clock.")] = None
    acted_by: WrittenBy = None
    updated_at: datetime
    version: Version


class FollowUpUpdate(Schema):
    """Marks a follow-up as done, or as open again."""

    done: Annotated[bool, Field(examples=[True])]
