"""Bodies of `/v1/cases/{case_id}/claims`; unknown facts are null."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.claims.elements import Readiness
from app.claims.readings.schemas import (
    AnsweredDefence,
    ClaimApplicability,
    ClaimClock,
    ClaimElementRead,
    ClaimFee,
    ClaimWarning,
    DefenceRoute,
    DisputedAmount,
)
from app.core.results import CalculationResult
from app.core.schemas import (
    Code,
    Day,
    Id,
    Line,
    MoneyIn,
    MoneyOut,
    Prose,
    RatioIn,
    Schema,
    Version,
)
from app.law.courts.schemas import ClauseIn, JurisdictionResult, Place, SmallClaimsResult
from app.law.schemas import Downside, Text

ClaimStatus = Literal[
    "considered",
    "preparing",
    "raised_as_defence",
    "filed",
    "won",
    "partly_won",
    "lost",
    "settled",
    "withdrawn",
]
Months = Annotated[int, Field(ge=0, le=240)]


class ElementAnswer(Schema):
    """What the person says to the question of one element."""

    element: Annotated[
        Code, Field(description="Code of the element.", examples=["amount_received"])
    ]
    holds: Annotated[
        bool | None, Field(description="Yes, no, or null: does not know.", examples=[True])
    ] = None
    note: Annotated[
        Line | None, Field(description="In a sentence.", examples=["合同十万，到账九万四"])
    ] = None


class ClaimPlaces(Schema):
    """Places that decide which court hears it; by name or division code."""

    defendant_domicile: Annotated[
        Place | None, Field(description="Where the lender is.", examples=["浙江省义乌市"])
    ] = None
    performance_place: Annotated[
        Place | None, Field(description="Agreed place of performance.", examples=[None])
    ] = None
    money_receiver_place: Annotated[
        Place | None, Field(description="Where the receiver of the money is.", examples=[None])
    ] = None
    tort_places: Annotated[
        list[Place],
        Field(max_length=10, description="Where a wrong was done or felt.", examples=[[]]),
    ] = []
    online: Annotated[bool, Field(description="Made or done online.", examples=[False])] = False
    clause: Annotated[
        ClauseIn | None, Field(description="Clause on disputes.", examples=[None])
    ] = None


class OwnCosts(Schema):
    """What a dispute costs the person besides the court; null where unknown."""

    lawyer_fee: Annotated[
        MoneyIn | None, Field(description="As agreed in writing.", examples=["3000.00"])
    ] = None
    notary_fee: Annotated[
        MoneyIn | None, Field(description="Preserving evidence.", examples=[None])
    ] = None
    other: Annotated[
        MoneyIn | None, Field(description="Copies, travel, lost days.", examples=["200.00"])
    ] = None


class ClaimAssumptions(Schema):
    """Assumptions of the strategy to replace with one's own; null keeps the published one."""

    payout_share_low: Annotated[
        RatioIn | None, Field(description="Least part of a win received.", examples=[None])
    ] = None
    payout_share_high: Annotated[
        RatioIn | None, Field(description="Most of it.", examples=[None])
    ] = None
    enforcement_months_high: Annotated[
        Months | None, Field(description="Longest enforcement.", examples=[None])
    ] = None


class CaseClaimFacts(Schema):
    """What is known of a claim besides its kind."""

    debt_ids: Annotated[
        list[Id],
        Field(
            max_length=100,
            description="Debts it is about; empty: all of the case.",
            examples=[["01930000-0000-7000-8000-000000000201"]],
        ),
    ] = []
    claim_amount: Annotated[
        MoneyIn | None,
        Field(description="What would be asked for; null: as measured.", examples=["6000.00"]),
    ] = None
    known_on: Annotated[
        Day | None,
        Field(description="Day the person learned of the ground.", examples=["2026-09-20"]),
    ] = None
    answers: Annotated[
        list[ElementAnswer],
        Field(max_length=20, description="Answers to the questions of its elements."),
    ] = []
    places: Annotated[ClaimPlaces | None, Field(description="Places, for the court.")] = None
    provincial_wage: Annotated[
        MoneyIn | None,
        Field(
            gt=0,
            description="Provincial average annual wage, looked up (就业人员年平均工资).",
            examples=["120000.00"],
        ),
    ] = None
    wage_source: Annotated[
        Line | None, Field(description="Where it was published.", examples=["省统计局年度公报"])
    ] = None
    costs: Annotated[OwnCosts | None, Field(description="One's own costs.")] = None
    assumptions: Annotated[ClaimAssumptions | None, Field(description="One's own assumptions.")] = (
        None
    )
    status: Annotated[ClaimStatus, Field(description="How far it is.", examples=["considered"])] = (
        "considered"
    )
    decided_on: Annotated[
        Day | None, Field(description="Day it was decided or settled.", examples=[None])
    ] = None
    lessons: Annotated[
        Prose | None,
        Field(description="What was learned, also from a loss.", examples=[None]),
    ] = None
    note: Annotated[
        Prose | None, Field(description="What else to know.", examples=["先核对还款明细"])
    ] = None


class CaseClaimCreate(CaseClaimFacts):
    """A claim to look into; only its code is needed."""

    code: Annotated[
        Code,
        Field(description="One of `GET /v1/legal/claims`.", examples=["advance_deducted_interest"]),
    ]


class CaseClaimUpdate(Schema):
    """Fields to change; those left out stay, null empties. Lists are replaced whole."""

    debt_ids: Annotated[
        list[Id] | None, Field(max_length=100, description="Debts it is about.", examples=[[]])
    ] = None
    claim_amount: Annotated[
        MoneyIn | None, Field(description="What would be asked for.", examples=["6000.00"])
    ] = None
    known_on: Annotated[
        Day | None, Field(description="Day the ground was known.", examples=["2026-09-20"])
    ] = None
    answers: Annotated[
        list[ElementAnswer] | None, Field(max_length=20, description="All answers.", examples=[[]])
    ] = None
    places: Annotated[
        ClaimPlaces | None, Field(description="Places, for the court.", examples=[None])
    ] = None
    provincial_wage: Annotated[
        MoneyIn | None,
        Field(gt=0, description="Provincial average annual wage.", examples=["120000.00"]),
    ] = None
    wage_source: Annotated[
        Line | None, Field(description="Where it was published.", examples=["省统计局年度公报"])
    ] = None
    costs: Annotated[OwnCosts | None, Field(description="One's own costs.", examples=[None])] = None
    assumptions: Annotated[
        ClaimAssumptions | None, Field(description="One's own assumptions.", examples=[None])
    ] = None
    status: Annotated[
        ClaimStatus | None, Field(description="How far it is.", examples=["preparing"])
    ] = None
    decided_on: Annotated[Day | None, Field(description="Day it was decided.", examples=[None])] = (
        None
    )
    lessons: Annotated[
        Prose | None, Field(description="What was learned.", examples=["要更早保存签约页面"])
    ] = None
    note: Annotated[Prose | None, Field(description="What else.", examples=["已咨询律师"])] = None


class CaseClaimSummary(Schema):
    """A claim in a list."""

    id: UUID
    code: Code
    title: Text
    status: ClaimStatus
    debt_ids: Annotated[list[UUID], Field(max_length=100)]
    strength: Annotated[int, Field(ge=1, le=100)]
    created_at: datetime
    updated_at: datetime
    version: Version


class CaseClaimRead(CalculationResult):
    """A claim on the case as it stands today; no chance of winning, an estimate to ask about."""

    id: UUID
    code: Code
    title: Text
    remedy: Annotated[Text, Field(description="What may be asked for.")]
    strength: Annotated[
        int, Field(ge=1, le=100, description="Rank by burden of proof; 1 is the firmest ground.")
    ]
    status: ClaimStatus
    debt_ids: Annotated[list[UUID], Field(max_length=100)]
    claim_amount: MoneyOut | None
    known_on: Annotated[date | None, Field(description="Day the ground was known.")]
    answers: Annotated[list[ElementAnswer], Field(max_length=20)]
    places: Annotated[ClaimPlaces | None, Field(description="Places, for the court.")]
    provincial_wage: Annotated[MoneyOut | None, Field(description="Average annual wage.")]
    wage_source: Annotated[Line | None, Field(description="Where it was published.")]
    costs: Annotated[OwnCosts | None, Field(description="One's own costs.")]
    assumptions: Annotated[ClaimAssumptions | None, Field(description="One's own assumptions.")]
    decided_on: Annotated[date | None, Field(description="Day it was decided.")]
    lessons: Annotated[Prose | None, Field(description="What was learned.")]
    note: Prose | None
    applicability: Annotated[ClaimApplicability, Field(description="Whether it fits.")]
    readiness: Annotated[Readiness, Field(description="How far the proof is.")]
    readiness_text: Annotated[Text, Field(description="The same in words.")]
    elements: Annotated[list[ClaimElementRead], Field(max_length=100)]
    disputed: Annotated[DisputedAmount | None, Field(description="How much is in dispute.")]
    fees: Annotated[list[ClaimFee], Field(max_length=10, description="Court fees.")]
    cost_note: Annotated[Text, Field(description="Who pays, and what else it costs.")]
    court: Annotated[JurisdictionResult, Field(description="Which court.")]
    small_claims: Annotated[SmallClaimsResult | None, Field(description="Whether a small claim.")]
    clocks: Annotated[list[ClaimClock], Field(max_length=100)]
    as_defence: Annotated[DefenceRoute, Field(description="As a defence.")]
    defences: Annotated[list[AnsweredDefence], Field(max_length=100)]
    downsides: Annotated[list[Downside], Field(max_length=20, description="What speaks against.")]
    warnings: Annotated[list[ClaimWarning], Field(max_length=100)]
    notice: Annotated[Text, Field(description="What this is not.")]
    created_at: datetime
    updated_at: datetime
    version: Version
