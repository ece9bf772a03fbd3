"""Bodies of the calculators of periods (期间) and of court fees (诉讼费)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Code, Day, DecimalOut, MoneyIn, MoneyOut, Schema
from app.law.schemas import RuleId, Text

Obligation = Literal[
    "lump_sum",
    "instalments",
    "revocation",
    "guarantee",
    "complaint_reply",
    "credit_objection",
    "payment_order_objection",
    "court_answer",
    "jurisdiction_objection",
    "evidence_period",
    "appeal",
    "preservation_reconsideration",
    "enforcement_objection",
    "non_enforcement_award",
    "non_enforcement_notarial",
    "award_set_aside",
    "enforcement_application",
    "docketing",
    "fee_payment",
    "trial_term",
    "mediation_confirmation",
    "credit_complaint",
    "credit_record_deletion",
    "legal_aid_decision",
]
InterruptionKind = Literal[
    "creditor_demand",
    "card_collection_message",
    "account_deduction",
    "public_notice",
    "assignment_notice",
    "mediation_request",
    "debtor_acknowledgement",
    "part_payment",
    "deferral_request",
    "repayment_plan",
    "guarantee_given",
    "lawsuit",
    "payment_order",
    "arbitration",
]
SuspensionKind = Literal[
    "force_majeure",
    "no_legal_representative",
    "no_heir_or_administrator",
    "controlled_by_obligor",
    "other",
]
Ground = Literal["fraud", "duress", "unfairness", "material_mistake"]
Complexity = Literal["simple", "complex", "extended"]
DecisionKind = Literal[
    "judgment",
    "ruling",
    "small_claims",
    "ordinary",
    "summary",
    "enforcement_measure",
    "third_party_ruling",
]
ServiceMethod = Literal["in_person", "post", "electronic", "public_notice", "family_member"]
Procedure = Literal[
    "ordinary",
    "summary",
    "mediation",
    "withdrawal",
    "payment_order",
    "execution",
    "preservation",
]


class InterruptionIn(Schema):
    """An act that restarts a limitation period (诉讼时效中断)."""

    on: Annotated[Day, Field(description="Day of the act.", examples=["2024-08-15"])]
    kind: Annotated[
        InterruptionKind, Field(description="What was done.", examples=["repayment_plan"])
    ]
    ended_on: Annotated[
        Day | None,
        Field(
            description="Suit, arbitration, payment order: the day the procedure ended.",
            examples=[None],
        ),
    ] = None


class SuspensionIn(Schema):
    """An obstacle in the last six months of a period (诉讼时效中止)."""

    from_: Annotated[
        Day, Field(alias="from", description="First day of the obstacle.", examples=["2026-01-10"])
    ]
    to: Annotated[
        Day | None, Field(description="Last day; null while it lasts.", examples=["2026-02-10"])
    ] = None
    kind: Annotated[
        SuspensionKind, Field(description="Which obstacle.", examples=["force_majeure"])
    ] = "other"


class LimitationRequest(Schema):
    """Which period, counted from which days; each obligation needs its own days only."""

    obligation: Annotated[Obligation, Field(description="Which period.", examples=["instalments"])]
    due_dates: Annotated[
        list[Day],
        Field(
            max_length=600,
            description="Due dates of a debt; the last one counts.",
            examples=[["2025-05-20", "2025-06-20"]],
        ),
    ] = []
    known_on: Annotated[
        Day | None,
        Field(description="Revocation: when the ground was known.", examples=[None]),
    ] = None
    contract_date: Annotated[
        Day | None, Field(description="Revocation: day of the contract.", examples=[None])
    ] = None
    received_on: Annotated[
        Day | None,
        Field(description="Day a paper or complaint was received.", examples=[None]),
    ] = None
    ended_on: Annotated[
        Day | None,
        Field(description="Credit record: day the default ended.", examples=[None]),
    ] = None
    service_method: Annotated[
        ServiceMethod | None,
        Field(
            description="How the paper came; after a public notice 30 days are added.",
            examples=[None],
        ),
    ] = None
    ground: Annotated[
        Ground | None, Field(description="Revocation: the ground.", examples=[None])
    ] = None
    complexity: Annotated[
        Complexity | None, Field(description="Complaint: how complex.", examples=[None])
    ] = None
    kind_of_decision: Annotated[
        DecisionKind | None,
        Field(description="Which decision or track the paper is about.", examples=[None]),
    ] = None
    agreed_end: Annotated[
        Day | None, Field(description="Guarantee: agreed last day.", examples=[None])
    ] = None
    interruptions: Annotated[
        list[InterruptionIn],
        Field(max_length=100, description="Acts that restart the period.", examples=[[]]),
    ] = []
    suspensions: Annotated[
        list[SuspensionIn],
        Field(max_length=100, description="Obstacles in its last six months.", examples=[[]]),
    ] = []
    as_of: Annotated[
        Day | None, Field(description="Day to judge on; null: today.", examples=["2026-11-23"])
    ] = None
    roll_weekends: Annotated[
        bool,
        Field(
            description="Move a last day that is no working day to the next one.", examples=[True]
        ),
    ] = False


class ClockStepRead(Schema):
    """One step of the count."""

    code: Annotated[Code, Field(description="Which step.")]
    day: Annotated[date, Field(description="The day it led to, or happened on.")]
    kind: Annotated[Code | None, Field(description="The act, obstacle or variant meant.")]
    text: Annotated[Text, Field(description="The step in words.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class ClockWarning(Schema):
    """What to know beside the date."""

    code: Annotated[Code, Field(description="Which warning.")]
    message: Text


class LimitationResult(CalculationResult):
    """The last day of a period and how it was found; always an estimate."""

    obligation: Annotated[Code, Field(description="The period asked for.")]
    starts_on: Annotated[date, Field(description="The day counted from, itself not counted.")]
    last_day: Annotated[date | None, Field(description="Last day; null where the law gives none.")]
    last_day_before_rolling: Annotated[
        date | None, Field(description="The last day had it not been moved.")
    ]
    days_left: Annotated[
        int | None,
        Field(ge=0, le=4_000_000, description="Days to the last day; null when over."),
    ]
    time_barred: Annotated[bool, Field(description="Whether the last day is past.")]
    provisional: Annotated[
        bool, Field(description="Holidays of that year are not published: weekends only.")
    ]
    steps: Annotated[list[ClockStepRead], Field(max_length=700)]
    warnings: Annotated[list[ClockWarning], Field(max_length=30)]


class CourtFeeRequest(Schema):
    """An amount in dispute and the procedure."""

    claim_amount: Annotated[MoneyIn, Field(description="Amount in dispute.", examples=["50000.00"])]
    procedure: Annotated[
        Procedure, Field(description="Which procedure.", examples=["ordinary"])
    ] = "ordinary"


class FeeBracketRead(Schema):
    """One step of the tariff that the claim reaches."""

    over: Annotated[MoneyOut, Field(description="Lower bound.")]
    to: Annotated[MoneyOut | None, Field(description="Upper bound; null in the top bracket.")]
    percent: Annotated[DecimalOut | None, Field(description="Null: a fixed sum.")]
    amount: Annotated[MoneyOut, Field(description="Part of the tariff from this step.")]


class CourtFeeResult(CalculationResult):
    """A court fee and how it came about."""

    fee: Annotated[MoneyOut, Field(description="What is due.")]
    tariff_fee: Annotated[MoneyOut, Field(description="Sum of the brackets.")]
    share: Annotated[
        str, Field(max_length=9, pattern=r"^\d/\d$", description="Share of the tariff due.")
    ]
    capped: Annotated[bool, Field(description="Whether the legal maximum was reached.")]
    prepaid: Annotated[bool, Field(description="Whether the applicant pays first.")]
    brackets: Annotated[
        list[FeeBracketRead], Field(max_length=20, description="The steps of the tariff reached.")
    ]
    explanation: Annotated[Text, Field(description="Who pays, when, and what may be asked.")]
    relief: Annotated[
        list[Text], Field(max_length=20, description="When a court waives, cuts or defers fees.")
    ]
