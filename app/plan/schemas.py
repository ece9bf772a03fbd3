"""The body of the plan."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Code, Schema
from app.evidence.checklists.schemas import Purpose

Text = Annotated[str, Field(max_length=500)]


class RungNeedRead(Schema):
    """Something a rung asks for before one steps on it."""

    code: Code
    text: Text
    met: Annotated[bool, Field(description="Whether the case has it.")]


class RungRead(Schema):
    """One level of the road."""

    code: Code
    title: Text
    state: Literal["done", "current", "ahead"]
    needs: Annotated[
        list[RungNeedRead], Field(max_length=10, description="What it asks for beforehand.")
    ]
    checklist: Annotated[
        Purpose | None,
        Field(description="Purpose of the evidence checklist it needs; null: none."),
    ]
    clocks: Annotated[
        list[Code], Field(max_length=20, description="Codes of the clocks that matter on it.")
    ]


class ActionRead(Schema):
    """One thing to do: what, why, until when, through which endpoint, held up by what."""

    code: Code
    rung: Code
    title: Text
    why: Text
    due_on: date | None
    endpoint: Annotated[str, Field(max_length=200, description="An operation of this API.")]
    blocked_by: Annotated[list[Text], Field(max_length=20, description="What is missing first.")]


class ClockRead(Schema):
    """A last day; `rule_id` is null for a promise."""

    code: Code
    title: Annotated[Text, Field(description="What is due by that day.")]
    due_on: date
    overdue: bool
    rule_id: Annotated[str | None, Field(max_length=64)]


class PlanRead(CalculationResult):
    """Where the person stands and what to do next, the most urgent first."""

    rung: Code
    rungs: Annotated[list[RungRead], Field(max_length=20)]
    next_actions: Annotated[list[ActionRead], Field(max_length=50)]
    clocks: Annotated[list[ClockRead], Field(max_length=100)]
    progress_percent: Annotated[int, Field(ge=0, le=100)]
    warnings: Annotated[list[Text], Field(max_length=20)]
