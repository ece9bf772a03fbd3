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
    share_anonymously: Annotated[
        bool,
        Field(
            description="Whether result and what helped may be counted with those of others "
            "(`GET /v1/outcome-statistics`): no words, no days, nothing of a small group.",
            examples=[False],
        ),
    ] = False


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


class ResultCount(Schema):
    """How many ended like this."""

    result: Annotated[Result, Field(description="How it ended.")]
    count: Annotated[int, Field(ge=0, description="How many, rounded down.")]


class HelpedCount(Schema):
    """How many named this as help."""

    helped: Annotated[Helped, Field(description="What helped.")]
    count: Annotated[int, Field(ge=0, description="How many, rounded down.")]


class OutcomeStatistics(Schema):
    """Outcomes of those who agreed, as far as nobody can be recognised in them."""

    told: Annotated[bool, Field(description="False: too few agreed for anything to be said.")]
    results: Annotated[list[ResultCount], Field(max_length=8, description="The largest first.")]
    others: Annotated[
        int, Field(ge=0, description="How many ended otherwise, in groups too small to name.")
    ]
    helped: Annotated[
        list[HelpedCount], Field(max_length=12, description="What helped, where that is safe.")
    ]
    smallest_group: Annotated[int, Field(ge=2, description="No group below this is told.")]
    notice: Annotated[str, Field(max_length=500, description="What it says and what not.")]
