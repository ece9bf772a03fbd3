"""Bodies of the calculators of jurisdiction (管辖) and of small claims (小额诉讼)."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Code, Day, Line, MoneyIn, MoneyOut, Schema
from app.law.schemas import RuleId, Text

ClaimKind = Literal["loan_contract", "privacy_tort", "payment_order"]
ClauseKind = Literal["court", "arbitration", "arbitrate_or_sue"]
Connection = Literal[
    "defendant_domicile",
    "performance_place",
    "signing_place",
    "claimant_domicile",
    "subject_matter_place",
    "other",
]
ClauseEffect = Literal[
    "none", "valid", "invalid", "voidable", "uncertain", "ignored", "arbitration"
]
Exclusion = Literal[
    "personal_status_or_title",
    "foreign_element",
    "appraisal_needed",
    "party_missing",
    "counterclaim",
]
SmallClaimsTrack = Literal["mandatory", "by_agreement", "not_available"]
Place = Annotated[Line, Field(max_length=100)]


class ClauseIn(Schema):
    """What the contract says on disputes (争议解决条款)."""

    kind: Annotated[ClauseKind, Field(description="What was agreed.", examples=["court"])]
    places: Annotated[
        list[Place],
        Field(max_length=10, description="Courts named, by place.", examples=[["上海市浦东新区"]]),
    ] = []
    connection: Annotated[
        list[Connection],
        Field(
            max_length=6,
            description="What ties those places to the dispute.",
            examples=[["other"]],
        ),
    ] = []
    connection_proven: Annotated[
        bool | None,
        Field(description="Whether a real connection is proved; null: unknown.", examples=[None]),
    ] = None
    written: Annotated[bool, Field(description="Whether in writing.", examples=[True])] = True
    standard_term: Annotated[
        bool, Field(description="Whether a standard term (格式条款).", examples=[True])
    ] = True
    consumer: Annotated[
        bool, Field(description="Whether the borrower is a consumer.", examples=[True])
    ] = True
    drawn_to_attention: Annotated[
        bool | None,
        Field(description="Whether attention was drawn to it; null: unknown.", examples=[False]),
    ] = None


class JurisdictionBody(Schema):
    """A claim, the places it touches and the clause; places by name or division code."""

    claim: Annotated[
        ClaimKind, Field(description="What the suit is about.", examples=["loan_contract"])
    ]
    as_of: Annotated[
        Day | None, Field(description="Day of the suit; null: today.", examples=["2026-11-23"])
    ] = None
    defendant_domicile: Annotated[
        Place | None,
        Field(description="Domicile of the one sued.", examples=["江西省赣州市章贡区"]),
    ] = None
    defendant_residence: Annotated[
        Place | None,
        Field(
            description="Habitual residence of a year or more, where it differs.",
            examples=["广东省深圳市南山区"],
        ),
    ] = None
    performance_place: Annotated[
        Place | None, Field(description="Agreed place of performance.", examples=[None])
    ] = None
    money_receiver_place: Annotated[
        Place | None,
        Field(description="Where the receiver of the money is.", examples=["重庆市渝中区"]),
    ] = None
    tort_places: Annotated[
        list[Place],
        Field(max_length=10, description="Where a wrong was done or felt.", examples=[[]]),
    ] = []
    victim_domicile: Annotated[
        Place | None, Field(description="Domicile of the one wronged.", examples=[None])
    ] = None
    online: Annotated[bool, Field(description="Made or done online.", examples=[True])] = False
    assigned: Annotated[
        bool, Field(description="Whether the debt was assigned.", examples=[False])
    ] = False
    clause: Annotated[ClauseIn | None, Field(description="Clause on disputes.")] = None
    sued_in: Annotated[
        Place | None,
        Field(description="Where the suit was brought, if it was.", examples=["上海市浦东新区"]),
    ] = None


class CourtRead(Schema):
    """A place whose court may hear the claim."""

    place: Annotated[str, Field(max_length=220, description="The place.")]
    basis: Annotated[Code, Field(description="On which basis.")]
    reason: Annotated[Text, Field(description="The basis in words.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=10)]


class ClauseReasonRead(Schema):
    """One reason for what the clause is worth."""

    code: Annotated[Code, Field(description="Which reason.")]
    text: Annotated[Text, Field(description="The reason in words.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=10)]


class ClauseJudgement(Schema):
    """What the clause changes."""

    effect: Annotated[ClauseEffect, Field(description="What it is worth.")]
    text: Annotated[Text, Field(description="The effect in words.")]
    reasons: Annotated[list[ClauseReasonRead], Field(max_length=20, description="Why.")]


class JurisdictionWarning(Schema):
    """What to know beside the courts."""

    code: Annotated[Code, Field(description="Which warning.")]
    message: Text


class JurisdictionResult(CalculationResult):
    """The courts that may hear a claim, and what the clause changes."""

    courts: Annotated[list[CourtRead], Field(max_length=40, description="Courts, with reasons.")]
    courts_without_clause: Annotated[
        list[CourtRead], Field(max_length=40, description="Courts by law, the clause left out.")
    ]
    clause: Annotated[ClauseJudgement, Field(description="What the clause is worth.")]
    sued_in_fits: Annotated[
        bool | None, Field(description="Whether the court of the suit is among them.")
    ]
    warnings: Annotated[list[JurisdictionWarning], Field(max_length=20)]


class SmallClaimsRequest(Schema):
    """An amount and the province's average annual wage, which the caller looked up."""

    claim_amount: Annotated[MoneyIn, Field(description="Money claimed.", examples=["48000.00"])]
    provincial_wage: Annotated[
        MoneyIn,
        Field(
            gt=0,
            description="Provincial average annual wage, year before (就业人员年平均工资).",
            examples=["120000.00"],
        ),
    ]
    wage_source: Annotated[
        Line | None,
        Field(description="Where the figure was published.", examples=["省统计局年度公报"]),
    ] = None
    exclusions: Annotated[
        list[Exclusion],
        Field(max_length=5, description="What excludes small claims.", examples=[[]]),
    ] = []


class SmallClaimsResult(CalculationResult):
    """Whether a money claim is a small claim."""

    track: Annotated[SmallClaimsTrack, Field(description="Which track.")]
    final: Annotated[bool, Field(description="Whether there is no appeal on this track.")]
    mandatory_up_to: Annotated[MoneyOut, Field(description="Half the wage.")]
    by_agreement_up_to: Annotated[MoneyOut, Field(description="Twice the wage.")]
    explanation: Text
    notes: Annotated[list[Text], Field(max_length=10, description="What to check.")]
