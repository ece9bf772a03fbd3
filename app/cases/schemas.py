"""Bodies of `/v1/cases` and its legal holds."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.core.schemas import Day, Id, Line, Prose, Schema, Version

HardshipReason = Literal[
    "job_loss",
    "income_drop",
    "wage_arrears",
    "illness",
    "family_illness",
    "disability",
    "pregnancy_childbirth",
    "bereavement",
    "divorce",
    "family_emergency",
    "business_failure",
    "disaster",
    "fraud_victim",
    "identity_misuse",
    "natural_person_guarantee",
    "debt_spiral",
    "other",
]
CaseStatus = Literal["open", "paused", "closed"]
RegionCode = Annotated[
    str,
    StringConstraints(pattern=r"^[1-9]\d{5}$", max_length=6),
    Field(description="Six-digit division code (GB/T 2260).", examples=["310000"]),
]
Count = Annotated[int, Field(ge=0, le=50)]


class Household(Schema):
    """Who lives on the budget."""

    adults: Annotated[Count, Field(description="Adults, the person included.", examples=[2])]
    children: Annotated[Count, Field(description="Children.", examples=[1])]


class Hardship(Schema):
    """Why the payments can no longer be kept."""

    reason: Annotated[HardshipReason, Field(description="The main reason.", examples=["job_loss"])]
    additional_reasons: Annotated[
        list[HardshipReason],
        Field(max_length=16, description="Further reasons.", examples=[[]]),
    ] = []
    since: Annotated[Day | None, Field(description="Since when.", examples=["2026-08-01"])] = None
    description: Annotated[
        Prose | None,
        Field(
            description="In the person's own words; sealed under the case's key.",
            examples=["公司裁员，八月起失业，正在找工作"],
        ),
    ] = None


class Person(Schema):
    """Who the case is about; sealed under the case's key."""

    full_name: Annotated[Line, Field(description="Name.", examples=["李示例"])]
    id_number: Annotated[
        str | None,
        StringConstraints(pattern=r"^\d{17}[\dXx]$", max_length=18),
        Field(description="Identity number; papers show its last four digits.", examples=[None]),
    ] = None
    phone: Annotated[
        str | None,
        StringConstraints(pattern=r"^[+\d][\d -]{4,19}$", max_length=20),
        Field(description="Telephone number.", examples=["13800000001"]),
    ] = None
    domicile_code: RegionCode | None = None
    habitual_residence_code: RegionCode | None = None
    habitual_since: Annotated[Day | None, Field(description="Living there since.")] = None


class CreditRecord(Schema):
    """What the person's credit report says; sealed under the case's key."""

    facts: Annotated[list[Line], Field(max_length=100, description="One fact a line.")]


class CaseCreate(Schema):
    """A new case; only the reference is needed, what is unknown stays null."""

    client_reference: Annotated[
        Line,
        Field(description="Your own reference; sealed, found by exact text.", examples=["A-1024"]),
    ]
    household: Household | None = None
    region_code: RegionCode | None = None
    currency: Annotated[
        Literal["CNY"], Field(description="Currency of every amount.", examples=["CNY"])
    ] = "CNY"
    hardship: Hardship | None = None
    person: Annotated[Person | None, Field(examples=[None])] = None
    credit_record: Annotated[CreditRecord | None, Field(examples=[None])] = None
    assigned_to: Annotated[
        Id | None, Field(description="Key of the adviser in charge.", examples=[None])
    ] = None
    status: Annotated[CaseStatus, Field(description="State.", examples=["open"])] = "open"


class CaseUpdate(Schema):
    """Fields to change; those left out stay, null empties."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"household": {"adults": 2, "children": 1}, "status": "open"}]
        }
    )

    client_reference: Line | None = None
    household: Household | None = None
    region_code: RegionCode | None = None
    hardship: Hardship | None = None
    person: Person | None = None
    credit_record: CreditRecord | None = None
    assigned_to: Id | None = None
    status: Annotated[CaseStatus | None, Field(examples=["open"])] = None


class CaseRead(Schema):
    """A case."""

    id: UUID
    client_reference: Annotated[str, Field(max_length=200)]
    status: CaseStatus
    currency: Literal["CNY"]
    region_code: RegionCode | None
    household: Household | None
    hardship: Hardship | None
    person: Person | None
    credit_record: CreditRecord | None
    assigned_to: UUID | None
    created_at: datetime
    updated_at: datetime
    version: Version


class LegalHoldCreate(Schema):
    """Why the case must not be erased yet."""

    reason: Annotated[Line, Field(description="Why.", examples=["仲裁审理中"])]
    expires_on: Annotated[
        Day | None,
        Field(description="Last day of the hold; null: until lifted.", examples=[None]),
    ] = None


class LegalHoldRead(Schema):
    """A legal hold."""

    id: UUID
    reason: Annotated[str, Field(max_length=200)]
    expires_on: date | None
    created_at: datetime
    version: Version


class LegalHoldRecord(LegalHoldRead):
    """A legal hold with its end and who did what; in the export of a case."""

    in_force: Annotated[bool, Field(description="Whether it still keeps the case.")]
    placed_by: Annotated[UUID | None, Field(description="The key that placed it.")]
    lifted_at: Annotated[datetime | None, Field(description="When it was lifted.")]
    lifted_by: Annotated[UUID | None, Field(description="The key that lifted it.")]
