"""Bodies of counter-offers and of allocations over several debts."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from app.cash_flow.schemas import CashFlowInput, DebtInput
from app.core.results import CalculationResult
from app.core.schemas import Code, Line, MoneyIn, MoneyOut, PercentIn, Schema
from app.proposals.scores.schemas import (
    Instalments,
    Message,
    Notice,
    ScoreContext,
    ScoreFigures,
    TermsRead,
    WarningRead,
)


class ConstraintsInput(Schema):
    """Limits of counter-offers; null sets none, and no payment up front."""

    max_payment: Annotated[MoneyIn | None, Field(description="Most a month.", examples=[None])] = (
        None
    )
    max_instalments: Annotated[Instalments | None, Field(examples=[60])] = None
    max_upfront: Annotated[
        MoneyIn | None, Field(description="Most at once.", examples=["2000.00"])
    ] = None


MaxOptions = Annotated[
    int, Field(ge=1, le=10, description="How many options at most.", examples=[5])
]


class OffersRequest(ScoreContext):
    """A debt for which plans are looked for that can be kept."""

    debt: DebtInput
    cash_flow: CashFlowInput
    constraints: ConstraintsInput = ConstraintsInput()
    max_options: MaxOptions = 5


class OptionRead(Schema):
    """One counter-offer that can be kept in every month, stressed too.

    `payment` is its largest; `term_months` counts a later first payment, too.
    """

    asks: Code
    description: Message
    terms: TermsRead
    score: ScoreFigures
    payment: MoneyOut
    term_months: Annotated[int, Field(ge=1, le=720)]
    total_cost: MoneyOut
    lender_value: MoneyOut
    dominated_by: None = Field(description="Always null: no option beats another in everything.")


class FrontierRead(Schema):
    """The most that can be paid over a number of instalments from a month on; null: nothing."""

    first_month: Annotated[str, Field(max_length=7)]
    instalments: int
    payment: MoneyOut | None
    stressed_payment: MoneyOut | None


class WaterfallRead(Schema):
    """One step of the published order of relief, taken on top of those before."""

    step: Code
    description: Message
    payment: MoneyOut
    reached: bool


class OffersResult(CalculationResult):
    """Counter-offers, none dominated; none at all is an answer with what can be asked instead."""

    options: Annotated[list[OptionRead], Field(max_length=10)]
    reason: Code | None
    scenario: Literal["base", "stressed"] | None
    message: Message | None
    holding_options: Annotated[list[Code], Field(max_length=5)]
    review_after_months: int | None
    frontier: Annotated[list[FrontierRead], Field(max_length=200)]
    waterfall: Annotated[list[WaterfallRead], Field(max_length=6)]
    notice: Notice
    warnings: Annotated[list[WarningRead], Field(max_length=20)]
    model_version: Annotated[str, Field(max_length=64)]


class AllocationDebt(Schema):
    """A debt that takes part in the split."""

    debt_ref: Annotated[Line, Field(description="Your name for it.", examples=["a"])]
    balance: Annotated[MoneyIn, Field(examples=["4550.00"])]
    contractual_payment: Annotated[MoneyIn, Field(examples=["300.00"])] = 0
    annual_rate_percent: Annotated[PercentIn, Field(examples=["18.00"])] = Decimal(0)


class AllocationRequest(Schema):
    """One monthly amount to be split over debts."""

    monthly_amount: Annotated[MoneyIn, Field(examples=["160.00"])]
    method: Annotated[
        Literal["pro_rata", "contractual", "equal", "avalanche", "snowball"],
        Field(
            description="By balance, by contract, evenly, highest rate or smallest balance first.",
            examples=["pro_rata"],
        ),
    ]
    floor: Annotated[MoneyIn, Field(description="Least for each.", examples=["0.00"])] = 0
    debts: Annotated[list[AllocationDebt], Field(min_length=1, max_length=100)]


class ShareRead(Schema):
    """One debt's part."""

    debt_ref: Annotated[str, Field(max_length=200)]
    amount: MoneyOut


class PayoffMonthRead(Schema):
    """One month of a payoff plan."""

    number: int
    interest: MoneyOut
    shares: Annotated[list[ShareRead], Field(max_length=100)]
    balance: MoneyOut


class PayoffRead(Schema):
    """Month by month until nothing is owed, or until the plan stops getting anywhere."""

    is_paid_off: bool
    months_needed: int | None
    total_interest: MoneyOut
    total_paid: MoneyOut
    months: Annotated[list[PayoffMonthRead], Field(max_length=120)]


class AllocationResult(CalculationResult):
    """Shares that add up to the amount exactly, or to all that is owed when that is less."""

    shares: Annotated[list[ShareRead], Field(max_length=100)]
    total: MoneyOut
    payoff: PayoffRead | None
