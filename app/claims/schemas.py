"""Bodies of `/v1/cases/{case_id}/claims`; unknown facts are null."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.claims.disputed import Basis
from app.claims.elements import Readiness, Standing, Weight
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
from app.evidence.strength import Status
from app.law.calculators.schemas import ClockWarning
from app.law.courts.schemas import ClauseIn, JurisdictionResult, Place, SmallClaimsResult
from app.law.schemas import Defence, Downside, RuleId, Text
from app.proceedings.schemas import ProceedingWarning

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
        Field(
            description="One of `GET /v1/legal/claims`.", examples=["standard_terms_not_explained"]
        ),
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


class FactRead(Schema):
    """A fact of the case that bears on an element, with the ids of what says so."""

    code: Annotated[Code, Field(description="Which fact.")]
    weight: Annotated[
        Weight, Field(description="recorded: by ledger or papers; stated: only entered.")
    ]
    text: Text
    source: Annotated[Code, Field(description="What the ids are: debt, contact, proposal …")]
    ids: Annotated[list[UUID], Field(max_length=20, description="At most twenty of them.")]
    rule_id: Annotated[str | None, Field(max_length=64, description="Rule it rests on.")]


class ElementItem(Schema):
    """One kind of evidence for an element: how it stands, and how to get it."""

    code: Annotated[Code, Field(description="Kind of evidence.")]
    title: Annotated[str, Field(max_length=200)]
    status: Annotated[Status, Field(description="How it stands in the vault.")]
    evidence_ids: Annotated[list[UUID], Field(max_length=1000, description="What stands for it.")]
    needed: Annotated[bool, Field(description="Whether it is the next thing to get.")]
    opposes: Annotated[bool, Field(description="Whether holding it speaks against the element.")]
    why: Annotated[str, Field(max_length=500)]
    how_to_get: Annotated[str, Field(max_length=500)]


class ClaimElementRead(Schema):
    """One element: who must prove it, what supports it, what speaks against it, what is missing."""

    code: Code
    title: Text
    question: Annotated[Text, Field(description="What the person is asked.")]
    holds: Annotated[bool | None, Field(description="What the person answered.")]
    note: Line | None
    burden: Annotated[Code, Field(description="creditor, debtor or debtor_beyond_doubt.")]
    burden_text: Annotated[Text, Field(description="The burden of proof in words.")]
    standing: Annotated[Standing, Field(description="How far the case supports it.")]
    standing_text: Annotated[Text, Field(description="The same in words.")]
    supports: Annotated[list[FactRead], Field(max_length=500, description="Facts for it.")]
    opposes: Annotated[list[FactRead], Field(max_length=500, description="Facts against it.")]
    items: Annotated[list[ElementItem], Field(max_length=100, description="Evidence for it.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=100)]


class ClaimClock(Schema):
    """A last day of the claim, or what must be known to count it."""

    code: Annotated[Code, Field(description="The period, or a court's clock.")]
    title: Text
    last_day: Annotated[date | None, Field(description="Null while a day is missing.")]
    last_day_before_rolling: Annotated[
        date | None, Field(description="The cautious day: not moved past days off.")
    ]
    overdue: bool
    provisional: Annotated[bool, Field(description="Holidays of that year are not published.")]
    missing: Annotated[list[Code], Field(max_length=5, description="Fields it is counted from.")]
    text: Text
    notes: Annotated[list[Text], Field(max_length=10, description="What to fill in, or to mind.")]
    warnings: Annotated[list[ClockWarning], Field(max_length=30)]
    rule_ids: Annotated[list[RuleId], Field(max_length=50)]
    proceeding_id: Annotated[UUID | None, Field(description="Whose clock, if a court's.")]


class ClaimFee(Schema):
    """A court fee of the claim in one procedure."""

    procedure: Annotated[Code, Field(description="Of `POST /v1/calculators/court-fee`.")]
    fee: MoneyOut
    explanation: Text


class DisputedAmount(Schema):
    """How much is in dispute, from what; a range where payments are not all shown."""

    low: Annotated[MoneyOut, Field(description="At least.")]
    high: Annotated[MoneyOut, Field(description="At most.")]
    basis: Annotated[Basis, Field(description="Where it comes from.")]
    rule_id: Annotated[str | None, Field(max_length=64, description="Ceiling it is measured by.")]
    text: Text


class ClaimApplicability(Schema):
    """Whether the claim fits these debts; null: the contract's day is not known."""

    applies: bool | None
    text: Text


class DefenceRoute(Schema):
    """Whether it can be raised against a suit or a payment order, and as which ground."""

    possible: Annotated[bool, Field(description="Whether it can be a defence.")]
    pending: Annotated[bool, Field(description="Whether something is pending about its debts.")]
    ground: Annotated[Code | None, Field(description="Ground of an objection to a payment order.")]
    text: Text
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class ClaimWarning(ProceedingWarning):
    """What to know before anything is sent or filed."""

    rule_id: Annotated[str | None, Field(max_length=64, description="The first of its rules.")]


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
    defences: Annotated[list[Defence], Field(max_length=100)]
    downsides: Annotated[list[Downside], Field(max_length=20, description="What speaks against.")]
    warnings: Annotated[list[ClaimWarning], Field(max_length=100)]
    notice: Annotated[Text, Field(description="What this is not.")]
    created_at: datetime
    updated_at: datetime
    version: Version
