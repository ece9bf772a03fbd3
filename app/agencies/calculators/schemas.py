"""Bodies of `/v1/calculators/agency-cost-benefit`."""

from typing import Annotated, Literal

from pydantic import Field

from app.agencies.assessments.schemas import BeforeYouPay
from app.core.results import CalculationResult
from app.core.schemas import DecimalOut, MoneyIn, MoneyOut, PercentIn, RatioIn, Schema

Percent = Annotated[PercentIn, Field(examples=["0.00"])]
CostBenefitCode = Literal[
    "no_benefit", "oneself_is_better", "never_breaks_even", "paid_before_result"
]
ContextCode = Literal[
    "settled_share_of_debt",
    "clients_with_any_settlement",
    "write_down_of_settled",
    "share_needed_to_gain",
]


class FeesExpected(Schema):
    """What the agency takes."""

    upfront: Annotated[MoneyIn, Field(description="Before any result.", examples=["5000.00"])] = 0
    monthly: Annotated[MoneyIn, Field(description="A month.", examples=["0.00"])] = 0
    months: Annotated[
        int, Field(ge=0, le=600, description="Months that are paid for.", examples=[0])
    ] = 0
    percentage_of_debt: Annotated[
        Percent | None, Field(description="Of the debts handed over, %.", examples=["0.00"])
    ] = None
    percentage_of_reduction: Annotated[
        Percent | None, Field(description="Of what is waived, %.", examples=["20.00"])
    ] = None
    refund_percent: Annotated[
        Percent | None,
        Field(
            description="Of the upfront fee that comes back for what is not settled, %.",
            examples=["0.00"],
        ),
    ] = None


class OneselfExpected(Schema):
    """What one expects without an agency; left out: nothing is waived and nothing is paid."""

    expected_reduction_percent: Annotated[
        PercentIn, Field(description="Waived of what is settled, %.", examples=["20.00"])
    ]
    settled_share: Annotated[
        RatioIn, Field(description="Share of the debts settled.", examples=["0.50"])
    ]
    costs: Annotated[
        MoneyIn, Field(description="Travel, copies, telephone.", examples=["200.00"])
    ] = 0


class CostBenefitRequest(Schema):
    """Fees and expected reduction; one of the two ways to say the reduction."""

    debts_total: Annotated[
        MoneyIn, Field(description="Debts it would be about.", examples=["98000.00"])
    ]
    expected_reduction_percent: Annotated[
        PercentIn | None,
        Field(description="Waived of what is settled, %.", examples=["30.00"]),
    ] = None
    expected_reduction: Annotated[
        MoneyIn | None,
        Field(description="Or: the amount waived if all is settled.", examples=[None]),
    ] = None
    settled_share: Annotated[
        RatioIn,
        Field(description="Share of the debts you expect to be settled.", examples=["0.50"]),
    ]
    unsettled_growth_percent: Annotated[
        PercentIn | None,
        Field(
            description="By how much what stays unsettled grows meanwhile, %.", examples=["6.00"]
        ),
    ] = None
    fees: Annotated[FeesExpected, Field(description="What the agency takes.")]
    oneself: Annotated[OneselfExpected | None, Field(description="What you expect without it.")] = (
        None
    )


class OutcomeRead(Schema):
    """What comes of it; the net benefit is the sum of the rest by its sign."""

    reduction: Annotated[MoneyOut, Field(description="Waived.")]
    fees: Annotated[MoneyOut, Field(description="All fees or costs, refunds taken off.")]
    refund: Annotated[MoneyOut, Field(description="Of the upfront fee, paid back.")]
    growth: Annotated[MoneyOut, Field(description="Growth of what stays unsettled.")]
    net_benefit: Annotated[MoneyOut, Field(description="Waived less fees and growth.")]


class SensitivityRow(Schema):
    """The net benefit if it turns out otherwise."""

    settled_share: Annotated[DecimalOut, Field(description="Share of the debts settled.")]
    reduction_factor: Annotated[
        DecimalOut, Field(description="The expected reduction, times this.")
    ]
    net_benefit: Annotated[MoneyOut, Field(description="What is left then.")]
    advantage_over_oneself: Annotated[MoneyOut, Field(description="More than by oneself.")]


class CostBenefitFinding(Schema):
    """Something to know before signing."""

    code: Annotated[CostBenefitCode, Field(description="Which.")]
    message: Annotated[str, Field(max_length=500, description="In words.")]


class BaseRate(Schema):
    """A published figure from elsewhere; context only, no part of the computation."""

    code: Annotated[ContextCode, Field(description="Which.")]
    percent: Annotated[DecimalOut, Field(description="The figure, %.")]
    country: Annotated[str, Field(max_length=2, description="Where it was measured.")]
    year: Annotated[int, Field(ge=1900, le=2200, description="When it was published.")]
    message: Annotated[str, Field(max_length=500, description="What it says and what not.")]
    source: Annotated[str, Field(max_length=500, description="Where it was read.")]
    verification: Annotated[str, Field(max_length=64, description="How far it was checked.")]


class CostBenefitResult(CalculationResult):
    """Whether the agency is worth its fees, beside doing it oneself."""

    before_you_pay: Annotated[
        BeforeYouPay, Field(description="First of all: what is free and needs nobody.")
    ]
    net_benefit: Annotated[MoneyOut, Field(description="Waived less fees and growth.")]
    advantage_over_oneself: Annotated[
        MoneyOut, Field(description="Net benefit less that of doing it oneself.")
    ]
    break_even_settled_share: Annotated[
        DecimalOut | None,
        Field(description="Share to settle so that nothing is lost; null: never."),
    ]
    break_even_against_oneself: Annotated[
        DecimalOut | None,
        Field(description="Share to settle to be as good as oneself; null: never."),
    ]
    with_agency: Annotated[OutcomeRead, Field(description="With the agency.")]
    diy_baseline: Annotated[OutcomeRead, Field(description="Doing it oneself.")]
    sensitivity: Annotated[
        list[SensitivityRow], Field(max_length=100, description="If it turns out otherwise.")
    ]
    findings: Annotated[
        list[CostBenefitFinding], Field(max_length=10, description="What to know first.")
    ]
    context: Annotated[
        list[BaseRate], Field(max_length=20, description="Published figures; context only.")
    ]
