"""Bodies of `/v1/cases/{case_id}/efforts`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import WrittenBy
from app.core.parameters import DEMO_EVIDENCE
from app.core.schemas import Day, Id, MoneyIn, MoneyOut, Prose, Schema, Version

EffortKind = Literal[
    "cut_spending",
    "seeking_work",
    "extra_income",
    "sold_item",
    "family_support",
    "retraining",
    "partial_payment",
    "moved_home",
]
Since = Annotated[Day | None, Field(description="Since when.", examples=["2026-09-01"])]
Effect = Annotated[
    MoneyIn | None,
    Field(description="What it brings or saves a month.", examples=["1200.00"]),
]
Note = Annotated[
    Prose | None,
    Field(
        description="In the person's own words; it stands in papers as it is.",
        examples=["退掉车位，改带饭上班，每月少花约 1200 元"],
    ),
]
EvidenceIds = Annotated[
    list[Id], Field(max_length=50, description="What shows it.", examples=[[DEMO_EVIDENCE]])
]


class EffortCreate(Schema):
    """Something the person did; only its kind is needed."""

    kind: Annotated[EffortKind, Field(description="What was done.", examples=["cut_spending"])]
    since: Since = None
    monthly_effect: Effect = None
    note: Note = None
    evidence_ids: EvidenceIds = []


class EffortUpdate(Schema):
    """Fields to change; those left out stay, null empties."""

    kind: Annotated[
        EffortKind | None, Field(description="What was done.", examples=["cut_spending"])
    ] = None
    since: Since = None
    monthly_effect: Effect = None
    note: Note = None
    evidence_ids: Annotated[
        list[Id] | None,
        Field(max_length=50, description="What shows it.", examples=[[DEMO_EVIDENCE]]),
    ] = None


class EffortRead(Schema):
    """An effort as recorded."""

    id: Annotated[UUID, Field(description="Id.")]
    kind: Annotated[EffortKind, Field(description="What was done.")]
    since: Annotated[date | None, Field(description="Since when.")]
    monthly_effect: Annotated[MoneyOut | None, Field(description="A month.")]
    note: Annotated[str | None, Field(max_length=4000, description="In the person's own words.")]
    evidence_ids: Annotated[list[UUID], Field(max_length=50, description="What shows it.")]
    acted_by: WrittenBy = None
    created_at: Annotated[datetime, Field(description="When it was noted.")]
    updated_at: Annotated[datetime, Field(description="Last change.")]
    version: Version
