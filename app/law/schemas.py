"""Bodies of `/v1/legal/…` and of the interest-ceiling calculator."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult, Citation
from app.core.schemas import Code, Day, DecimalOut, PercentIn, Schema

CreditorType = Literal[
    "bank",
    "consumer_finance",
    "auto_finance",
    "trust",
    "microloan_company",
    "guarantee_company",
    "pawn",
    "finance_lease",
    "factoring",
    "local_amc",
    "private_person",
    "unlicensed_company",
    "unlicensed_professional_lender",
    "other",
    "unknown",
]
ProductType = Literal[
    "credit_card",
    "revolving_consumer_credit",
    "consumer_loan",
    "instalment_purchase",
    "cash_loan",
    "business_loan",
    "education_loan",
    "rent_loan",
    "car_loan",
    "mortgage",
    "private_loan",
]
Text = Annotated[str, Field(max_length=2000)]
RuleId = Annotated[str, Field(max_length=64, description="Id in the law data.")]


class LegalRule(Schema):
    """One dated rule with its source and how far its text was verified."""

    rule_id: RuleId
    topic: Annotated[str, Field(max_length=64)]
    title: Text
    article: Text
    summary: Text
    effective_from: date | None
    effective_to: date | None
    verification: Annotated[str, Field(max_length=64)]
    verified_on: date
    source: Text
    warning: Annotated[str | None, Field(max_length=500)]


class ClaimElement(Schema):
    """One fact a claim needs, who must prove it, and by what."""

    code: Code
    title: Text
    burden: Annotated[str, Field(max_length=32)]
    burden_text: Annotated[Text, Field(description="The burden of proof in words.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=100)]
    items: Annotated[list[Code], Field(max_length=100, description="Evidence items.")]


class Defence(Schema):
    """What the other side usually says, and what answers it."""

    title: Text
    answer: Text
    rule_ids: Annotated[list[RuleId], Field(max_length=100)]


class ClaimPeriod(Schema):
    """The period a claim is under, and how to count it."""

    obligation: Annotated[
        Code, Field(description="Obligation of `POST /v1/calculators/limitation`.")
    ]
    text: Annotated[Text, Field(description="From when, and what to mind.")]


class ClaimCost(Schema):
    """What a claim costs."""

    procedure: Annotated[Code, Field(description="Procedure of `POST /v1/calculators/court-fee`.")]
    note: Annotated[Text, Field(description="Who pays, and what else it costs.")]
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class Downside(Schema):
    """What to think through before making a claim."""

    title: Text
    rule_ids: Annotated[list[RuleId], Field(max_length=20)]


class Claim(Schema):
    """One claim of the catalogue; lower `strength` stands on firmer ground."""

    code: Code
    title: Text
    remedy: Annotated[Text, Field(description="What may be asked for.")]
    strength: Annotated[int, Field(ge=1, le=100)]
    clock: Code
    period: Annotated[ClaimPeriod, Field(description="The period it is under.")]
    cost: Annotated[ClaimCost, Field(description="What it costs.")]
    downsides: Annotated[
        list[Downside], Field(max_length=20, description="What speaks against making it.")
    ]
    applies_from: date | None
    elements: Annotated[list[ClaimElement], Field(max_length=100)]
    defences: Annotated[list[Defence], Field(max_length=100)]
    citations: Annotated[list[Citation], Field(max_length=100)]


class InterestCeilingRequest(Schema):
    """A creditor, a product and a contract date."""

    creditor_type: Annotated[
        CreditorType, Field(description="Kind of lender.", examples=["private_person"])
    ]
    product_type: Annotated[
        ProductType, Field(description="Kind of product.", examples=["private_loan"])
    ]
    contract_date: Annotated[
        Day, Field(description="Day the contract was made.", examples=["2024-10-21"])
    ]
    as_of: Annotated[Day, Field(description="Day to judge on.", examples=["2026-11-23"])]
    annual_rate_percent: Annotated[
        PercentIn | None,
        Field(description="True annual rate to compare, in percent.", examples=["15.00"]),
    ] = None
    platform_assisted: Annotated[
        bool, Field(description="Arranged through a platform (助贷).", examples=[False])
    ] = False


class Ceiling(Schema):
    """One ceiling looked at; `automatic` is always false: it must be claimed or complained of."""

    rule_id: RuleId
    ceiling_percent: DecimalOut | None
    applies: bool
    exceeded: bool | None
    since: date
    force: Literal["statute", "judicial_interpretation", "judicial_policy", "regulator_guidance"]
    effect: Literal["void_above", "reduced_on_request", "supervisory_only"]
    automatic: Literal[False]
    explanation: Text
    provisional: Annotated[
        bool, Field(description="The LPR was last checked for an earlier day: look it up.")
    ]
    verification: Annotated[str, Field(max_length=64, description="How far the text was read.")]
    warning: Annotated[
        Text | None, Field(description="Present where text or rate must be checked first.")
    ]
    citation: Citation


class InterestCeilingResult(CalculationResult):
    """Which ceilings apply to this creditor, since when, by which article."""

    ceilings: Annotated[list[Ceiling], Field(max_length=100)]
    advice: Annotated[Text | None, Field(description="What to do where no ceiling is known.")]
