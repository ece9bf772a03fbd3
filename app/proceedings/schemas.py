"""Bodies of `/v1/cases/{case_id}/legal-proceedings`; unknown facts are null."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.results import Citation
from app.core.schemas import Code, Day, Id, Instant, Line, MoneyIn, MoneyOut, Prose, Schema, Version
from app.law.calculators.schemas import ServiceMethod

ProceedingKind = Literal[
    "pre_suit_mediation",
    "lawsuit",
    "payment_order",
    "arbitration",
    "preservation",
    "notarised_enforcement",
    "enforcement",
    "account_freeze",
    "criminal_inquiry",
]
PaperKind = Literal[
    "payment_order",
    "complaint",
    "summons",
    "evidence_notice",
    "mediation_notice",
    "text_message",
    "judgment",
    "small_claims_judgment",
    "ruling",
    "mediation_agreement",
    "preservation_ruling",
    "arbitration_notice",
    "award",
    "enforcement_notice",
    "enforcement_ruling",
    "asset_report_order",
    "freeze_notice",
    "other",
]
Role = Literal["respondent", "claimant"]
Authenticity = Literal["unchecked", "confirmed_with_court", "suspected_fake"]
FrozenBy = Literal["court", "bank_risk_control", "police", "unknown"]
Status = Literal["open", "decided", "closed"]
Text = Annotated[str, Field(max_length=1000)]
DebtIds = Annotated[
    list[Id],
    Field(
        max_length=100,
        description="Debts it is about; empty: not known yet.",
        examples=[["01930000-0000-7000-8000-000000000201"]],
    ),
]


class PaperIn(Schema):
    """One paper as it came (收到的文书)."""

    kind: Annotated[PaperKind, Field(description="What it is.", examples=["complaint"])]
    received_on: Annotated[
        Day | None,
        Field(
            description="Day it was received; with public notice the day of the notice.",
            examples=["2026-11-20"],
        ),
    ] = None
    service_method: Annotated[
        ServiceMethod | None,
        Field(description="How it came; family_member: 同住成年家属签收.", examples=["post"]),
    ] = None
    stated_deadline: Annotated[
        Day | None, Field(description="Last day printed on it.", examples=[None])
    ] = None
    hearing_at: Annotated[
        Instant | None,
        Field(description="Hearing it calls to.", examples=[None]),
    ] = None
    evidence_id: Annotated[
        Id | None, Field(description="The scan or photo in the vault.", examples=[None])
    ] = None
    responded_on: Annotated[
        Day | None,
        Field(description="Day the answer was handed in; its clocks end.", examples=[None]),
    ] = None


class ProceedingFacts(Schema):
    """What is known of proceedings, besides their kind."""

    debt_ids: DebtIds = []
    role: Annotated[
        Role, Field(description="On which side the person is.", examples=["respondent"])
    ] = "respondent"
    institution: Annotated[
        Line | None, Field(description="Court, arbitrator or police.", examples=["某区人民法院"])
    ] = None
    case_number: Annotated[
        Line | None, Field(description="案号.", examples=["（2026）某民初 128 号"])
    ] = None
    claimant: Annotated[
        Line | None, Field(description="Who claims.", examples=["某银行信用卡中心"])
    ] = None
    claim_amount: Annotated[
        MoneyIn | None, Field(description="Amount claimed.", examples=["49970.00"])
    ] = None
    documents: Annotated[
        list[PaperIn], Field(max_length=50, description="Papers received, oldest first.")
    ] = []
    authenticity: Annotated[
        Authenticity,
        Field(description="Whether the court confirmed it.", examples=["unchecked"]),
    ] = "unchecked"
    frozen_by: Annotated[
        FrozenBy | None, Field(description="Who froze the account.", examples=[None])
    ] = None
    status: Annotated[Status, Field(description="How far it is.", examples=["open"])] = "open"
    note: Annotated[
        Prose | None, Field(description="What else to know.", examples=["快递签收，未拆封"])
    ] = None


class ProceedingCreate(ProceedingFacts):
    """Proceedings to record; only the kind is needed."""

    kind: Annotated[ProceedingKind, Field(description="Which proceedings.", examples=["lawsuit"])]


class ProceedingUpdate(Schema):
    """Fields to change; those left out stay. `documents` replaces the whole list."""

    kind: Annotated[
        ProceedingKind | None, Field(description="Which proceedings.", examples=["lawsuit"])
    ] = None
    debt_ids: Annotated[
        list[Id] | None, Field(max_length=100, description="Debts it is about.", examples=[[]])
    ] = None
    role: Annotated[Role | None, Field(description="On which side.", examples=["respondent"])] = (
        None
    )
    institution: Annotated[
        Line | None, Field(description="Court or other.", examples=["某区人民法院"])
    ] = None
    case_number: Annotated[
        Line | None, Field(description="案号.", examples=["（2026）某民初 128 号"])
    ] = None
    claimant: Annotated[
        Line | None, Field(description="Who claims.", examples=["某银行信用卡中心"])
    ] = None
    claim_amount: Annotated[
        MoneyIn | None, Field(description="Amount claimed.", examples=["49970.00"])
    ] = None
    documents: Annotated[
        list[PaperIn] | None, Field(max_length=50, description="All papers received.")
    ] = None
    authenticity: Annotated[
        Authenticity | None, Field(description="Confirmed?", examples=["confirmed_with_court"])
    ] = None
    frozen_by: Annotated[
        FrozenBy | None, Field(description="Who froze the account.", examples=[None])
    ] = None
    status: Annotated[Status | None, Field(description="How far.", examples=["open"])] = None
    note: Annotated[Prose | None, Field(description="What else.", examples=["已电话核实"])] = None


class CourtClockRead(Schema):
    """A last day; `due_on` is the earlier of the printed and the computed one."""

    code: Annotated[Code, Field(description="The period, or `hearing`, `stated_deadline`.")]
    title: Text
    due_on: Annotated[date, Field(description="Act by this day.")]
    days_left: Annotated[
        int | None, Field(ge=0, le=4_000_000, description="Null when the day has passed.")
    ]
    overdue: Annotated[bool, Field(description="Whether the day has passed.")]
    urgent: Annotated[bool, Field(description="Whether it comes before any negotiation.")]
    basis: Annotated[Literal["stated", "computed"], Field(description="Which day it is.")]
    stated_on: Annotated[date | None, Field(description="Printed on the paper.")]
    computed_on: Annotated[date | None, Field(description="By the rule; an estimate.")]
    computed_before_rolling: Annotated[
        date | None,
        Field(description="`computed_on` had it not been moved past days off; safest to act by."),
    ]
    provisional: Annotated[
        bool, Field(description="Holidays of that year are not published: weekends only.")
    ]
    document: Annotated[int, Field(ge=0, le=49, description="Index in `documents`.")]
    rule_id: Annotated[str | None, Field(max_length=64, description="The first of its rules.")]
    warnings: Annotated[list[Text], Field(max_length=20)]


class ProceedingStep(Schema):
    """One thing to do next, in order."""

    code: Code
    text: Text
    due_on: Annotated[date | None, Field(description="Until when, where a clock runs.")]


class RespondentOption(Schema):
    """Something one may choose: what follows, what it costs, what to bring and where."""

    code: Code
    title: Text
    consequence: Annotated[Text, Field(description="What it does, and what it does not.")]
    cost: Annotated[Text, Field(description="What it costs.")]
    where: Annotated[Text, Field(description="Where to go, in person or how.")]
    needs_ground: Annotated[
        bool, Field(description="Whether it needs a ground about the debt itself.")
    ]
    papers: Annotated[list[Text], Field(max_length=20, description="What to bring.")]
    citations: Annotated[list[Citation], Field(max_length=20)]


class ProceedingWarning(Schema):
    """What to know, first what is not true."""

    code: Code
    message: Text


class OpenClockWarning(ProceedingWarning):
    """An open clock as any other answer repeats it."""

    rule_id: Annotated[str | None, Field(max_length=64, description="The first of its rules.")]


class PaperRead(PaperIn):
    """A paper as recorded."""


class ProceedingRead(Schema):
    """Proceedings with their clocks, the next steps and what one may choose."""

    id: UUID
    kind: ProceedingKind
    debt_ids: Annotated[list[UUID], Field(max_length=100)]
    role: Role
    institution: Line | None
    case_number: Line | None
    claimant: Line | None
    claim_amount: MoneyOut | None
    documents: Annotated[list[PaperRead], Field(max_length=50)]
    authenticity: Authenticity
    frozen_by: FrozenBy | None
    status: Status
    note: Prose | None
    clocks: Annotated[list[CourtClockRead], Field(max_length=250)]
    next_steps: Annotated[list[ProceedingStep], Field(max_length=20)]
    options: Annotated[list[RespondentOption], Field(max_length=20)]
    warnings: Annotated[list[ProceedingWarning], Field(max_length=30)]
    citations: Annotated[list[Citation], Field(max_length=100)]
    created_at: datetime
    updated_at: datetime
    version: Version
