"""Bodies of the channel ladder."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.results import CalculationResult, Citation
from app.core.schemas import Schema

Text = Annotated[str, Field(max_length=500)]
Texts = Annotated[list[Text], Field(max_length=20)]


class RungClock(Schema):
    """A period of a channel, and how far its figure was checked."""

    code: Annotated[str, Field(max_length=64, examples=["reply_simple"])]
    text: Text
    days: Annotated[int, Field(ge=0, le=3660)]
    unit: Literal["calendar_days", "working_days"]
    verification: Annotated[str, Field(max_length=64)]
    warning: Annotated[str | None, Field(max_length=500)]


class RungChannel(Schema):
    """One place to turn to on a rung."""

    code: Annotated[str, Field(max_length=64, examples=["lender_internal"])]
    name: Text
    what_for: Text
    number: Annotated[str | None, Field(max_length=32, description="Telephone number.")]
    number_warning: Annotated[
        str | None, Field(max_length=500, description="Present where the number was not read.")
    ]
    hours: Text | None
    keep: Annotated[Texts, Field(description="What to keep.")]
    clocks: Annotated[list[RungClock], Field(max_length=10)]
    citations: Annotated[list[Citation], Field(max_length=20)]


class LadderRung(Schema):
    """One rung: what it needs, what to keep, its clocks, and whether it was tried."""

    code: Annotated[str, Field(max_length=64, examples=["hotline"])]
    title: Text
    state: Annotated[
        Literal["tried", "next", "later", "skipped"],
        Field(description="`skipped`: a higher rung was tried already."),
    ]
    contact_ids: Annotated[list[UUID], Field(max_length=100, description="Newest first.")]
    last_on: date | None
    needs: Annotated[Texts, Field(description="What one needs for it.")]
    keep: Annotated[Texts, Field(description="What to keep as evidence.")]
    evidence: Annotated[list[str], Field(max_length=20, description="Checklist items.")]
    evidence_missing: Annotated[list[str], Field(max_length=20, description="Not held yet.")]
    channels: Annotated[list[RungChannel], Field(max_length=20)]


class ChannelLadder(CalculationResult):
    """All rungs, the nearest first. Emergencies (police, help lines) stand outside of it."""

    rungs: Annotated[list[LadderRung], Field(max_length=10)]
    at_any_time: Annotated[
        list[RungChannel], Field(max_length=10, description="Whom to call at any time.")
    ]
    notice: Text
