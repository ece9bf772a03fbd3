"""Bodies of `/v1/cases/{case_id}/wellbeing-checks`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.results import Citation
from app.core.schemas import Code, Day, Schema, Version
from app.core.support import Support

ScaleCode = Literal["who5", "phq2"]
Answers = Annotated[
    list[Annotated[int, Field(ge=0, le=5)]],
    Field(
        min_length=2,
        max_length=5,
        description="The points of each item, in the order of the official form: who5 five items "
        "from 0 to 5, phq2 two items from 0 to 3.",
        examples=[[2, 2, 1, 3, 2]],
    ),
]
Raw = Annotated[int, Field(ge=0, le=25, description="Sum of the points.")]
Text = Annotated[str, Field(max_length=500)]


class WellbeingCheckCreate(Schema):
    """Answers to one short questionnaire about the last two weeks."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"scale": "who5", "answers": [2, 2, 1, 3, 2]}]}
    )

    scale: Annotated[ScaleCode, Field(description="Which questionnaire.", examples=["who5"])]
    answers: Answers
    taken_on: Annotated[
        Day | None,
        Field(description="Day it was answered; today if left out.", examples=["2026-11-24"]),
    ] = None


class TrendPoint(Schema):
    """One earlier or this check on the same scale."""

    taken_on: Annotated[date, Field(description="Day it was answered.")]
    raw_score: Raw


class WellbeingTrend(Schema):
    """How this check compares with those before it on the same scale, the oldest first."""

    direction: Annotated[
        Literal["first", "better", "same", "worse"],
        Field(description="Compared with the check before; small changes mean little."),
    ]
    points: Annotated[list[TrendPoint], Field(max_length=50, description="The last checks.")]


class Suggestion(Schema):
    """Something small that may help today."""

    code: Code
    text: Text


class Hotline(Schema):
    """Where somebody listens."""

    number: Annotated[str, Field(max_length=16, examples=["12356"])]
    emergency: Annotated[list[str], Field(max_length=5, description="Where life is in danger.")]
    text: Text
    citation: Citation


class WellbeingCheckRead(Schema):
    """A check; help comes first where the answers call for it."""

    support: Annotated[
        Support | None, Field(description="Where to get help now; null where nothing calls for it.")
    ] = None
    id: UUID
    scale: Annotated[ScaleCode, Field(description="Which questionnaire.")]
    answers: Annotated[list[int], Field(max_length=5, description="As they were given.")]
    taken_on: Annotated[date, Field(description="Day it was answered.")]
    raw_score: Raw
    greatest_score: Raw
    percent: Annotated[
        int | None, Field(ge=0, le=100, description="Of the greatest sum; who5 alone has it.")
    ]
    level: Annotated[
        Literal["steady", "watch", "seek_support"],
        Field(description="What the sum calls for; a screening, never a diagnosis."),
    ]
    message: Text
    trend: WellbeingTrend
    suggestions: Annotated[
        list[Suggestion], Field(max_length=10, description="Small things that may help.")
    ]
    hotline: Hotline
    privacy: Annotated[str, Field(max_length=500, description="Who sees this: nobody else.")]
    source: Annotated[str, Field(max_length=500, description="Where the scale's bounds were read.")]
    created_at: datetime
    version: Version
