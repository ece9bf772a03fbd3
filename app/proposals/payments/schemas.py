"""Bodies of terms, of what they come to, and of the payments that follow."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Day, DecimalOut, MoneyIn, MoneyOut, PercentIn, Schema
from app.proposals.warnings.schemas import Warnings

Instalments = Annotated[int, Field(ge=1, le=360)]
Grace = Annotated[int, Field(ge=0, le=359)]


class WaiveInput(Schema):
    """What the lender is asked to give up, by component."""

    principal: Annotated[MoneyIn, Field(description="Of the principal.", examples=["0.00"])] = 0
    interest: Annotated[MoneyIn, Field(description="Of the interest.", examples=["0.00"])] = 0
    fees: Annotated[MoneyIn, Field(description="Of the fees.", examples=["0.00"])] = 0
    penalty: Annotated[MoneyIn, Field(description="Of the penalty.", examples=["320.00"])] = 0


class StepInput(Schema):
    """From this instalment on the payment is this amount."""

    from_instalment: Annotated[
        Instalments, Field(description="First instalment it holds for.", examples=[13])
    ]
    payment: Annotated[
        MoneyIn, Field(description="Each payment from then on.", examples=["1500.00"])
    ]


class TermsInput(Schema):
    """The terms of a proposal; `instalments` counts all, grace ones included."""

    upfront_payment: Annotated[
        MoneyIn, Field(description="Paid in the first month.", examples=["0.00"])
    ] = 0
    instalments: Annotated[Instalments, Field(description="How many.", examples=[48])]
    first_due_date: Annotated[Day, Field(description="First due date.", examples=["2027-01-10"])]
    annual_rate_percent: Annotated[
        PercentIn, Field(description="Rate in the plan, % a year.", examples=["0.00"])
    ] = Decimal(0)
    grace_principal: Annotated[
        Grace, Field(description="First n instalments pay interest only.", examples=[0])
    ] = 0
    grace_interest: Annotated[
        Grace, Field(description="Interest of the first n is deferred.", examples=[0])
    ] = 0
    waive: Annotated[WaiveInput, Field(description="What is asked to be waived.")] = WaiveInput()
    capitalise_arrears: Annotated[
        bool,
        Field(
            description="Arrears left become part of the plan; otherwise the last instalment.",
            examples=[True],
        ),
    ] = True
    instalment_amount: Annotated[
        MoneyIn | None, Field(description="Agreed payment; null: computed.", examples=[None])
    ] = None
    steps: Annotated[
        list[StepInput], Field(max_length=60, description="Payments by steps.", examples=[[]])
    ] = []
    balloon: Annotated[
        MoneyIn, Field(description="Principal left for the last one.", examples=["0.00"])
    ] = 0


class WaiveRead(Schema):
    """What is asked to be waived."""

    principal: Annotated[MoneyOut, Field(description="Of the principal.")]
    interest: Annotated[MoneyOut, Field(description="Of the interest.")]
    fees: Annotated[MoneyOut, Field(description="Of the fees.")]
    penalty: Annotated[MoneyOut, Field(description="Of the penalty.")]


class StepRead(Schema):
    """A payment from one instalment on."""

    from_instalment: Annotated[int, Field(description="First instalment it holds for.")]
    payment: Annotated[MoneyOut, Field(description="Each payment from then on.")]


class TermsRead(Schema):
    """Terms as `POST .../proposals` takes them."""

    upfront_payment: Annotated[MoneyOut, Field(description="Paid in the first month.")]
    instalments: Annotated[int, Field(description="How many, grace ones included.")]
    first_due_date: Annotated[date, Field(description="First due date.")]
    annual_rate_percent: Annotated[DecimalOut, Field(description="% a year.")]
    grace_principal: Annotated[int, Field(description="First n pay interest only.")]
    grace_interest: Annotated[int, Field(description="Interest of the first n is deferred.")]
    waive: WaiveRead
    capitalise_arrears: Annotated[bool, Field(description="Arrears left are part of the plan.")]
    instalment_amount: Annotated[
        MoneyOut | None, Field(description="Agreed payment; null: computed.")
    ]
    steps: Annotated[list[StepRead], Field(description="Payments by steps.", max_length=60)]
    balloon: Annotated[MoneyOut, Field(description="Principal left for the last one.")]


class ComputedTermsRead(Schema):
    """What the terms come to."""

    instalment_amount: Annotated[MoneyOut, Field(description="Largest payment but the last.")]
    largest_payment: Annotated[MoneyOut, Field(description="Largest payment of all.")]
    total_paid: Annotated[MoneyOut, Field(description="Up front and in instalments.")]
    total_cost: Annotated[MoneyOut, Field(description="Paid beyond the principal.")]
    term_months: Annotated[int, Field(description="Number of instalments.", ge=0, le=360)]
    effective_annual_percent: Annotated[
        DecimalOut | None,
        Field(description="XIRR; null: none or several."),
    ]


class InstalmentRead(Schema):
    """One instalment; `fee` holds arrears carried forward, `balance` is what remains."""

    number: Annotated[int, Field(description="Counted from 1.", ge=1, le=1200)]
    due_date: Annotated[date, Field(description="Due date.")]
    principal: Annotated[MoneyOut, Field(description="Principal.")]
    interest: Annotated[MoneyOut, Field(description="Interest.")]
    fee: Annotated[MoneyOut, Field(description="Arrears carried forward.")]
    payment: Annotated[MoneyOut, Field(description="All three.")]
    balance: Annotated[MoneyOut, Field(description="What remains in the plan.")]


class TotalsRead(Schema):
    """The exact sums of the columns."""

    principal: Annotated[MoneyOut, Field(description="Principal.")]
    interest: Annotated[MoneyOut, Field(description="Interest.")]
    fee: Annotated[MoneyOut, Field(description="Arrears carried forward.")]
    payment: Annotated[MoneyOut, Field(description="All three.")]


class ProposalSchedule(CalculationResult):
    """Every payment of a proposal, to the fen."""

    owed: Annotated[MoneyOut, Field(description="Owed today.")]
    waived: Annotated[MoneyOut, Field(description="To be waived.")]
    upfront_payment: Annotated[MoneyOut, Field(description="Paid in the first month.")]
    financed: Annotated[MoneyOut, Field(description="In the plan.")]
    rows: Annotated[list[InstalmentRead], Field(description="Every instalment.", max_length=1200)]
    totals: TotalsRead
    computed_terms: ComputedTermsRead
    warnings: Warnings
