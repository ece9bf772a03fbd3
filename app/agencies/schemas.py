"""Bodies of `/v1/agencies`; unknown facts are null and never counted as good."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.core.schemas import Day, Line, MoneyIn, PercentIn, Prose, Schema, Version, WebAddress

AgencyKind = Literal[
    "law_firm",
    "legal_service_office",
    "mediation_body",
    "public_service",
    "consulting_company",
    "information_company",
    "other",
]
AgencyService = Literal[
    "negotiation",
    "negotiation_training",
    "budgeting",
    "document_drafting",
    "complaint_support",
    "mediation",
    "legal_advice",
    "legal_representation",
    "credit_repair",
    "refinancing",
]
AgencyStatus = Literal["active", "suspended"]
LicenceKind = Literal[
    "business_licence",
    "law_firm_licence",
    "legal_service_licence",
    "lawyer_certificate",
    "mediation_registration",
]
RefundTerms = Literal["full_if_nothing_achieved", "partial", "none", "unknown"]
ComplaintState = Literal["open", "answered", "upheld", "dismissed"]
ReputationKind = Literal[
    "court_record", "regulator_notice", "register", "news", "review", "word_of_mouth"
]
RedFlagCode = Literal[
    "upfront_fee",
    "guarantee",
    "forge",
    "sim_card",
    "credentials",
    "impersonate_debtor",
    "stop_paying",
    "credit_wash",
    "fake_policy",
    "fake_lawyer",
    "no_contract",
    "blanket_auth",
    "refi_lure",
    "profit_share",
]
SeenIn = Literal["contract", "advertisement", "call", "message", "meeting", "client_report"]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$", max_length=6)]
Practice = Annotated[bool | None, Field(examples=[True])]


class AgencyLicence(Schema):
    """A licence or registration and when somebody looked it up (执业许可、营业执照)."""

    kind: Annotated[LicenceKind, Field(description="What it is.", examples=["law_firm_licence"])]
    number: Annotated[Line, Field(description="Its number.", examples=["23101201810000000"])]
    checked_on: Annotated[
        Day | None,
        Field(description="Day it was found in the public register.", examples=["2026-11-20"]),
    ] = None


class AgencyFees(Schema):
    """What it costs; null: not known, `0.00`: nothing."""

    upfront: Annotated[
        MoneyIn | None, Field(description="Before any result.", examples=["0.00"])
    ] = None
    monthly: Annotated[MoneyIn | None, Field(description="A month.", examples=["0.00"])] = None
    percentage_of_debt: Annotated[
        PercentIn | None, Field(description="Of the debts handed over, %.", examples=["0.00"])
    ] = None
    percentage_of_reduction: Annotated[
        PercentIn | None, Field(description="Of what is waived, %.", examples=["10.00"])
    ] = None
    refund_terms: Annotated[
        RefundTerms,
        Field(description="What is paid back.", examples=["full_if_nothing_achieved"]),
    ] = "unknown"
    note: Annotated[
        Prose | None, Field(description="In the contract's words.", examples=[None])
    ] = None


class AgencyPractice(Schema):
    """How it works; null: nobody asked yet."""

    is_registered: Annotated[
        Practice, Field(description="The register shows it under its credit code.")
    ] = None
    has_written_contract: Annotated[
        Practice, Field(description="Scope, fees and refunds are in a written contract.")
    ] = None
    gives_invoice: Annotated[Practice, Field(description="It gives an invoice (发票).")] = None
    holds_client_money: Annotated[
        Practice,
        Field(description="Repayments go through its accounts.", examples=[False]),
    ] = None
    asks_separate_consent: Annotated[
        Practice, Field(description="It asks for a separate consent that says who gets what.")
    ] = None
    keeps_originals: Annotated[
        Practice,
        Field(description="It keeps identity cards, bank cards or passwords.", examples=[False]),
    ] = None


class AgencyComplaint(Schema):
    """A complaint about it that somebody recorded."""

    received_on: Annotated[Day, Field(description="When.", examples=["2026-09-01"])]
    state: Annotated[ComplaintState, Field(description="What became of it.")]
    summary: Annotated[
        Prose, Field(description="What it was about; no names.", examples=["退费拖延两个月"])
    ]


class ReputationSource(Schema):
    """Where something about it can be read."""

    kind: Annotated[ReputationKind, Field(description="What kind of source.")]
    url: Annotated[
        WebAddress, Field(description="Where.", examples=["https://example.org/register/1"])
    ]
    seen_on: Annotated[Day, Field(description="Day it was read.", examples=["2026-11-20"])]
    summary: Annotated[Prose, Field(description="What it says.", examples=["执业状态正常"])]


class AgencyObservation(Schema):
    """A red flag that somebody saw or heard."""

    flag: Annotated[RedFlagCode, Field(description="Which.", examples=["guarantee"])]
    seen_in: Annotated[SeenIn, Field(description="Where it was seen.", examples=["call"])]
    seen_on: Annotated[Day, Field(description="When.", examples=["2026-11-18"])]
    note: Annotated[
        Prose | None,
        Field(description="In their words.", examples=["电话里说百分之百停息挂账"]),
    ] = None


class AgencyCreate(Schema):
    """An agency as far as it is known; only name and kind are needed."""

    name: Annotated[Line, Field(description="Full registered name.", examples=["某某律师事务所"])]
    kind: Annotated[AgencyKind, Field(description="What it is.", examples=["law_firm"])]
    credit_code: Annotated[
        str | None,
        StringConstraints(pattern=r"^[0-9A-Z]{18}$", max_length=18),
        Field(
            description="Unified social credit code (统一社会信用代码).",
            examples=["31310000MD0000001E"],
        ),
    ] = None
    licences: Annotated[
        list[AgencyLicence], Field(max_length=20, description="Licences and registrations.")
    ] = []
    scope: Annotated[
        Prose | None,
        Field(description="Business scope as registered (经营范围).", examples=["法律服务"]),
    ] = None
    contact: Annotated[
        Line | None,
        Field(description="How to reach it, as a consent must name it.", examples=["021-00000000"]),
    ] = None
    region_codes: Annotated[
        list[RegionCode],
        Field(max_length=50, description="Where it works (GB/T 2260).", examples=[["310000"]]),
    ] = []
    services: Annotated[
        list[AgencyService],
        Field(
            max_length=20,
            description="What it offers; negotiation_training: 谈判技巧培训.",
            examples=[["legal_advice", "negotiation_training"]],
        ),
    ] = []
    fees: Annotated[AgencyFees, Field(description="What it costs.")] = AgencyFees()
    practice: Annotated[AgencyPractice, Field(description="How it works.")] = AgencyPractice()
    complaints: Annotated[
        list[AgencyComplaint],
        Field(max_length=100, description="Complaints recorded.", examples=[[]]),
    ] = []
    complaints_checked_on: Annotated[
        Day | None,
        Field(description="Day somebody last looked for complaints.", examples=["2026-11-20"]),
    ] = None
    reputation_sources: Annotated[
        list[ReputationSource], Field(max_length=100, description="Where one reads about it.")
    ] = []
    observations: Annotated[
        list[AgencyObservation],
        Field(max_length=100, description="Red flags seen.", examples=[[]]),
    ] = []


class AgencyUpdate(Schema):
    """Fields to change; those left out stay. A suspension needs its reason."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"contact": "021-00000001", "complaints_checked_on": "2026-11-25"}]
        }
    )

    name: Line | None = None
    kind: AgencyKind | None = None
    credit_code: Annotated[
        str | None, StringConstraints(pattern=r"^[0-9A-Z]{18}$", max_length=18)
    ] = None
    licences: Annotated[list[AgencyLicence] | None, Field(max_length=20)] = None
    scope: Prose | None = None
    contact: Line | None = None
    region_codes: Annotated[list[RegionCode] | None, Field(max_length=50)] = None
    services: Annotated[list[AgencyService] | None, Field(max_length=20)] = None
    fees: AgencyFees | None = None
    practice: AgencyPractice | None = None
    complaints: Annotated[list[AgencyComplaint] | None, Field(max_length=100)] = None
    complaints_checked_on: Day | None = None
    reputation_sources: Annotated[list[ReputationSource] | None, Field(max_length=100)] = None
    observations: Annotated[list[AgencyObservation] | None, Field(max_length=100)] = None
    status: Annotated[
        AgencyStatus | None,
        Field(description="suspended: no new referral, and those it has end."),
    ] = None
    suspension_reason: Annotated[Line | None, Field(description="Why; needed with suspended.")] = (
        None
    )


class AgencyRead(AgencyCreate):
    """An agency as recorded."""

    id: UUID
    status: AgencyStatus
    suspended_on: date | None
    suspension_reason: Annotated[str | None, Field(max_length=200)]
    credit_code_valid: Annotated[
        bool | None, Field(description="Whether the code's check character fits.")
    ]
    created_at: datetime
    updated_at: datetime
    version: Version
