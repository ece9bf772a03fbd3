"""Bodies of counter-offers."""

from typing import Annotated, Literal

from pydantic import Field

from app.cash_flow.analyses.schemas import CashFlowInput, DebtInput
from app.core.results import CalculationResult
from app.core.schemas import Code, DecimalOut, MoneyIn, MoneyOut, Schema
from app.proposals.payments.schemas import Instalments, TermsInput, TermsRead
from app.proposals.scores.schemas import ScoreFigures
from app.proposals.situations.schemas import ScoreContext
from app.proposals.warnings.schemas import Message, Notice, WarningRead


class ConstraintsInput(Schema):
    """Limits of counter-offers; null sets none, and no payment up front."""

    max_payment: Annotated[MoneyIn | None, Field(description="Most a month.", examples=[None])] = (
        None
    )
    max_instalments: Annotated[
        Instalments | None, Field(description="Most instalments.", examples=[60])
    ] = None
    max_upfront: Annotated[
        MoneyIn | None, Field(description="Most at once.", examples=["2000.00"])
    ] = None
    keep_principal: Annotated[
        bool, Field(description="Whether all of the principal is to be paid.", examples=[True])
    ] = True
    no_new_interest: Annotated[
        bool, Field(description="Whether only plans without interest are wanted.", examples=[False])
    ] = False


MaxOptions = Annotated[
    int, Field(ge=1, le=10, description="How many options at most.", examples=[5])
]


class OffersRequest(ScoreContext):
    """A debt for which plans are looked for that can be kept."""

    debt: DebtInput
    cash_flow: CashFlowInput
    constraints: ConstraintsInput = ConstraintsInput()
    max_options: MaxOptions = 5
    refused_terms: Annotated[
        TermsInput | None,
        Field(description="What was refused; the nearest compromise is then among the options."),
    ] = None
    success_curve: Annotated[
        bool, Field(description="Whether to say how safe which payment is.", examples=[True])
    ] = False


class SuccessRead(Schema):
    """How safe a level payment is over the simulated courses of income and costs."""

    payment: Annotated[MoneyOut, Field(description="Each month.")]
    share_kept: Annotated[DecimalOut, Field(description="Share of courses kept, 0 to 1.")]


class OptionRead(Schema):
    """One counter-offer that can be kept in every month, stressed too.

    `payment` is its largest; `term_months` counts a later first payment, too.
    """

    asks: Annotated[Code, Field(description="What it asks of the lender.")]
    description: Message
    terms: TermsRead
    score: ScoreFigures
    payment: Annotated[MoneyOut, Field(description="Its largest payment.")]
    term_months: Annotated[int, Field(description="Months until the last payment.", ge=1, le=720)]
    total_cost: Annotated[MoneyOut, Field(description="Paid beyond the principal.")]
    lender_value: Annotated[MoneyOut, Field(description="Value to the lender today.")]
    shape: Annotated[
        Literal["level", "step_up"],
        Field(description="Equal payments, or lower ones first (先少后多)."),
    ]
    is_compromise: Annotated[
        bool, Field(description="A little more each month, done sooner than what was refused.")
    ]
    dominated_by: None = Field(description="Always null: no option beats another in everything.")


class FrontierRead(Schema):
    """The most that can be paid over a number of instalments from a month on; null: nothing."""

    first_month: Annotated[str, Field(description="Month of the first payment.", max_length=7)]
    instalments: Annotated[int, Field(description="How many.")]
    payment: Annotated[MoneyOut | None, Field(description="Most in every month; null: nothing.")]
    stressed_payment: Annotated[
        MoneyOut | None, Field(description="The same under stress; null: nothing.")
    ]


class WaterfallRead(Schema):
    """One step of the published order of relief, taken on top of those before."""

    step: Annotated[Code, Field(description="Which step.")]
    description: Message
    payment: Annotated[MoneyOut, Field(description="Largest payment once it is granted.")]
    reached: Annotated[bool, Field(description="Whether every month can then be kept.")]


class OffersResult(CalculationResult):
    """Counter-offers, none dominated; none at all is an answer with what can be asked instead."""

    options: Annotated[list[OptionRead], Field(description="Best score first.", max_length=10)]
    reason: Annotated[Code | None, Field(description="Why there is none; null: there are some.")]
    scenario: Annotated[
        Literal["base", "stressed"] | None, Field(description="Where nothing can be paid.")
    ]
    message: Message | None
    holding_options: Annotated[
        list[Code], Field(description="What to ask for meanwhile.", max_length=5)
    ]
    review_after_months: Annotated[int | None, Field(description="When to look again.")]
    frontier: Annotated[
        list[FrontierRead],
        Field(description="The most that can be paid, by shape.", max_length=200),
    ]
    success_curve: Annotated[
        list[SuccessRead],
        Field(description="Of the first option's shape; empty unless asked for.", max_length=20),
    ]
    waterfall: Annotated[
        list[WaterfallRead], Field(description="Steps up to the first that suffices.", max_length=6)
    ]
    notice: Notice
    warnings: Annotated[
        list[WarningRead], Field(description="To be read before anything is sent.", max_length=20)
    ]
    model_version: Annotated[str, Field(description="Version of weights and bands.", max_length=64)]
