"""Bodies of `/v1/cases/{case_id}/outcome`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.schemas import Day, Prose, Schema, Version

Result = Literal[
    "paid_off",
    "settled",
    "instalments_agreed",
    "deferred",
    "refused",
    "court_decided",
    "withdrawn",
    "other",
]
Helped = Literal[
    "budget",
    "proposal",
    "counter_offer",
    "contact_log",
    "documents",
    "complaint",
    "mediation",
    "agency",
    "lawyer",
    "family",
    "time",
    "other",
]


class CaseOutcomeFacts(Schema):
    """How it ended; only the result is needed."""

    result: Annotated[Result, Field(description="How it ended.", examples=["instalments_agreed"])]
    ended_on: Annotated[Day | None, Field(description="Day it ended.", examples=["2026-11-24"])] = (
        None
    )
    helped: Annotated[
        list[Helped], Field(max_length=12, description="What helped.", examples=[["budget"]])
    ] = []
    lessons: Annotated[
        Prose | None,
        Field(
            description="What to do differently, in the person's own words; also after a loss.",
            examples=["先把收支表做清楚，再打电话；每次都记下工号。"],
        ),
    ] = None


class CaseOutcomeInput(CaseOutcomeFacts):
    """How it ended, as it is noted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "result": "instalments_agreed",
                    "ended_on": "2026-11-24",
                    "helped": ["budget", "contact_log"],
                    "lessons": "先把收支表做清楚，再打电话；每次都记下工号。",
                }
            ]
        }
    )


class CaseOutcomeRead(CaseOutcomeFacts):
    """The outcome as it was noted."""

    id: UUID
    created_at: datetime
    updated_at: datetime
    version: Version
