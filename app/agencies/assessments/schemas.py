"""Bodies of `/v1/agencies/{agency_id}/assessments`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.agencies.schemas import AgencyObservation, RedFlagCode
from app.agencies.vetting import Severity, Standing, Verdict
from app.core.results import CalculationResult, Citation
from app.core.schemas import Schema
from app.law.creditors.schemas import ComplaintChannel

Message = Annotated[str, Field(max_length=500)]
CriterionCode = Literal[
    "registered",
    "qualified",
    "written_contract",
    "clear_fees",
    "no_client_money",
    "separate_consent",
    "no_originals",
    "clean_record",
]
VerdictReason = Literal[
    "suspended",
    "critical_flag",
    "several_high_flags",
    "high_flag",
    "medium_flag",
    "not_met",
    "too_little_known",
]
FlagBasis = Literal["recorded", "observed"]


class AssessmentCreate(Schema):
    """What else was seen, beside what the agency's record holds."""

    observations: Annotated[
        list[AgencyObservation],
        Field(max_length=100, description="Red flags seen; kept with the assessment."),
    ] = []


class BeforeYouPay(Schema):
    """What one can do without any agency, for free (先看这里：不一定需要找机构)."""

    message: Annotated[Message, Field(description="That one may not need an agency.")]
    steps: Annotated[list[Message], Field(max_length=10, description="What to do oneself.")]
    free_channels: Annotated[
        list[ComplaintChannel], Field(max_length=20, description="Free help, in order.")
    ]


class CriterionRead(Schema):
    """One weighted criterion."""

    code: Annotated[CriterionCode, Field(description="Which.")]
    standing: Annotated[Standing, Field(description="Whether it is met.")]
    weight: Annotated[int, Field(ge=0, le=100, description="Points it can give.")]
    points: Annotated[int, Field(ge=0, le=100, description="Points it gives.")]
    message: Annotated[Message, Field(description="What it asks, and how to check it.")]
    citations: Annotated[list[Citation], Field(max_length=10, description="Rules behind it.")]


class RedFlagRead(Schema):
    """One red flag and where it shows."""

    code: Annotated[RedFlagCode, Field(description="Which.")]
    severity: Annotated[Severity, Field(description="How much it weighs.")]
    basis: Annotated[
        FlagBasis, Field(description="recorded: the record shows it; observed: somebody saw it.")
    ]
    message: Annotated[Message, Field(description="What it is, and what to do.")]
    citations: Annotated[list[Citation], Field(max_length=10, description="Rules behind it.")]


class ReasonRead(Schema):
    """Why the verdict is what it is."""

    code: Annotated[VerdictReason, Field(description="Which reason.")]
    message: Annotated[Message, Field(description="In words.")]


class AssessmentRead(CalculationResult):
    """The verdict on an agency with every reason; it is no licence and no recommendation."""

    before_you_pay: Annotated[
        BeforeYouPay, Field(description="First of all: what is free and needs nobody.")
    ]
    id: UUID
    agency_id: Annotated[UUID, Field(description="The agency assessed.")]
    verdict: Annotated[Verdict, Field(description="What comes out.")]
    message: Annotated[Message, Field(description="The verdict in words, with the next step.")]
    points: Annotated[int, Field(ge=0, le=100, description="Sum of the criteria met.")]
    reasons: Annotated[list[ReasonRead], Field(max_length=10, description="Why.")]
    criteria: Annotated[list[CriterionRead], Field(max_length=20, description="All criteria.")]
    red_flags: Annotated[list[RedFlagRead], Field(max_length=20, description="Flags raised.")]
    missing: Annotated[
        list[CriterionCode], Field(max_length=20, description="Criteria nobody checked yet.")
    ]
    observations: Annotated[
        list[AgencyObservation], Field(max_length=200, description="What was seen.")
    ]
    vetting_version: Annotated[
        str, Field(max_length=64, description="Version of criteria, weights and flags.")
    ]
    created_at: datetime
