"""Bodies of terms and scores; counter-offers and the case's proposals use them too."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from app.cash_flow.schemas import CashFlowInput, DebtInput
from app.core.results import CalculationResult, Citation
from app.core.schemas import (
    Code,
    Day,
    DecimalOut,
    MoneyIn,
    MoneyOut,
    PercentIn,
    RatioIn,
    Schema,
)

Instalments = Annotated[int, Field(ge=1, le=360)]
Grace = Annotated[int, Field(ge=0, le=359)]
Message = Annotated[str, Field(max_length=1000, description="In plain words.")]
Verdict = Annotated[
    Literal["reasonable", "borderline", "unreasonable"],
    Field(description="The judgement."),
]
Notice = Annotated[
    str, Field(max_length=1000, description="No duty to agree; 方案合理度, never a probability.")
]


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


class EvidenceInput(Schema):
    """Proof of hardship at hand, and what is known to be missing."""

    held: Annotated[
        list[Code],
        Field(
            description="Codes of what is at hand.",
            max_length=50,
            examples=[["income_proof", "bank_statements"]],
        ),
    ] = []
    missing: Annotated[
        list[Code],
        Field(
            description="Codes of what is missing.",
            max_length=50,
            examples=[["medical_report"]],
        ),
    ] = []


class HistoryInput(Schema):
    """What was paid, tried and done lately."""

    payments_made_last_6_months: Annotated[
        int, Field(description="Payments made.", ge=0, le=100, examples=[4])
    ] = 0
    contacts_made: Annotated[
        int, Field(description="Contacts made.", ge=0, le=1000, examples=[3])
    ] = 0
    efforts: Annotated[
        list[Code],
        Field(
            description="What was tried.",
            max_length=50,
            examples=[["cut_spending", "seeking_work"]],
        ),
    ] = []


class RouteInput(Schema):
    """One way the lender goes without a plan."""

    code: Annotated[Code, Field(description="Your name for it.", examples=["suit_and_enforcement"])]
    probability: Annotated[RatioIn, Field(description="That it works.", examples=["0.55"])]
    recovery: Annotated[RatioIn, Field(description="Part of the claim.", examples=["0.60"])]
    months: Annotated[int, Field(ge=0, le=600, description="Until the money.", examples=[18])]
    cost: Annotated[MoneyIn, Field(description="Costs.", examples=["2000.00"])]


class AssumptionsInput(Schema):
    """Assumptions about the lender to replace; those left out are the model's."""

    discount_rate_percent: Annotated[
        PercentIn | None, Field(le=100, description="% a year.", examples=["8.00"])
    ] = None
    redefault_share: Annotated[
        RatioIn | None, Field(description="Part of plans that break.", examples=["0.30"])
    ] = None
    break_month: Annotated[
        int | None, Field(ge=1, le=360, description="When they break.", examples=[12])
    ] = None
    routes: Annotated[
        list[RouteInput] | None,
        Field(
            description="Null: the model's.",
            min_length=1,
            max_length=10,
            examples=[None],
        ),
    ] = None


class Circumstance(Schema):
    """What else is known about the debt; each that is true raises a gate."""

    limitation_possible: Annotated[
        bool, Field(description="The debt may be time-barred (诉讼时效).", examples=[False])
    ] = False
    payment_order_pending: Annotated[
        bool, Field(description="A payment order (支付令) is open.", examples=[False])
    ] = False


class ScoreContext(Schema):
    """What a score may take into account besides debt, terms and cash flow."""

    evidence: EvidenceInput = EvidenceInput()
    history: HistoryInput = HistoryInput()
    assumptions: Annotated[AssumptionsInput, Field(examples=[{}])] = AssumptionsInput()
    circumstances: Circumstance = Circumstance()


class ScoreRequest(ScoreContext):
    """A proposal to be judged."""

    debt: DebtInput
    terms: TermsInput
    cash_flow: CashFlowInput


class GateRead(Schema):
    """One gate: a fatal one that fails makes the proposal unreasonable as it stands."""

    code: Annotated[Code, Field(description="Which gate.")]
    passed: Annotated[bool, Field(description="Whether it is passed.")]
    severity: Annotated[Literal["fatal", "warning", "info"], Field(description="Its weight.")]
    message: Message
    citation: Citation | None


class SubScoreRead(Schema):
    """One part of the points; `value` is the share (0 to 1) that was earned."""

    code: Annotated[Code, Field(description="Which part.")]
    points: Annotated[int, Field(description="Points earned.", ge=0, le=100)]
    max_points: Annotated[int, Field(description="Points at most.", ge=0, le=100)]
    value: Annotated[DecimalOut, Field(description="Share earned, 0 to 1.")]
    explanation: Message


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


class AffordabilityRead(Schema):
    """Whether the payments can be kept; stressed figures where they are worse."""

    minimum_coverage: Annotated[
        DecimalOut, Field(description="Least cash over payments; 1 is kept.")
    ]
    months_short: Annotated[int, Field(description="Months below the safety buffer.", ge=0)]
    lowest_balance: Annotated[MoneyOut, Field(description="Lowest balance.")]
    lowest_balance_month: Annotated[str, Field(description="When that is.", max_length=7)]
    share_of_stress_paths_kept: Annotated[
        DecimalOut, Field(description="Share of simulated courses kept.")
    ]


class RouteValueRead(Schema):
    """What one way without a plan brings the lender today."""

    code: Annotated[Code, Field(description="Which way.")]
    value: Annotated[MoneyOut, Field(description="Today's value, costs taken off.")]


class RouteAssumption(Schema):
    """The assumptions behind one way without a plan."""

    code: Annotated[Code, Field(description="Which way.")]
    probability: Annotated[DecimalOut, Field(description="That it works, 0 to 1.")]
    recovery: Annotated[DecimalOut, Field(description="Part of the claim, 0 to 1.")]
    months: Annotated[int, Field(description="Months until the money.")]
    cost: Annotated[MoneyOut, Field(description="Costs.")]


class AssumptionsRead(Schema):
    """The assumptions that were used; all may be replaced."""

    discount_rate_percent: Annotated[DecimalOut, Field(description="% a year.")]
    redefault_share: Annotated[DecimalOut, Field(description="Part that breaks, 0 to 1.")]
    break_month: Annotated[int, Field(description="Month in which they break.")]
    routes: Annotated[list[RouteAssumption], Field(description="Each way.", max_length=10)]


class SensitivityRead(Schema):
    """The ratio under assumptions against the plan, and for it."""

    low: Annotated[DecimalOut, Field(description="Against the plan.")]
    high: Annotated[DecimalOut, Field(description="For the plan.")]


class LenderValueRead(Schema):
    """What the plan is worth to the lender, against having none."""

    plan: Annotated[MoneyOut, Field(description="Value of the plan today.")]
    no_plan: Annotated[MoneyOut, Field(description="Best value without one.")]
    ratio: Annotated[DecimalOut, Field(description="The first over the second.")]
    routes: Annotated[list[RouteValueRead], Field(description="Each way.", max_length=10)]
    assumptions: AssumptionsRead
    sensitivity: SensitivityRead


class ChangeRead(Schema):
    """The least change of one field that lifts the verdict, or makes a failed gate pass."""

    field: Annotated[str, Field(description="Of terms, or evidence.", max_length=64)]
    before: Annotated[
        int | str | list[str] | None, Field(serialization_alias="from", description="As proposed.")
    ]
    after: Annotated[
        int | str | list[str], Field(serialization_alias="to", description="The least that helps.")
    ]
    flips: Annotated[str, Field(max_length=64, description="`verdict`, or the gate.")]
    points_after: Annotated[int, Field(description="Points with the change.", ge=0, le=100)]
    verdict_after: Verdict


class WarningRead(Schema):
    """Something to know before anything is sent."""

    code: Annotated[Code, Field(description="Which warning.")]
    message: Message
    rule_id: Annotated[str | None, Field(description="Rule behind it.", max_length=64)]


class ScoreFigures(Schema):
    """The judgement of one set of terms."""

    verdict: Verdict
    points: Annotated[int, Field(description="0 to 100.", ge=0, le=100)]
    gates: Annotated[list[GateRead], Field(description="Every gate.", max_length=20)]
    sub_scores: Annotated[
        list[SubScoreRead], Field(description="Add up to `points`.", max_length=20)
    ]
    reason_codes: Annotated[
        list[Code], Field(description="Failed gates, weak parts.", max_length=40)
    ]
    computed_terms: ComputedTermsRead
    affordability: AffordabilityRead
    lender_value: LenderValueRead
    smallest_changes: Annotated[
        list[ChangeRead], Field(description="Least that helps.", max_length=40)
    ]


class ScoreResult(ScoreFigures, CalculationResult):
    """How reasonable a proposal is (方案合理度); no probability, and no lender has to agree."""

    notice: Notice
    warnings: Annotated[
        list[WarningRead], Field(description="To read before sending.", max_length=20)
    ]
    model_version: Annotated[str, Field(description="Version of weights and bands.", max_length=64)]


class ModelPart(Schema):
    """One gate or sub-score of the model card."""

    code: Annotated[Code, Field(description="Which part.")]
    title: Message
    points: Annotated[int | None, Field(description="Points at most; null for gates.")]


class ModelCard(Schema):
    """What the score is made of, what it assumes, and what it is not."""

    version: Annotated[str, Field(description="Of file and content.", max_length=64)]
    gates: Annotated[list[ModelPart], Field(description="Every gate.", max_length=20)]
    sub_scores: Annotated[list[ModelPart], Field(description="Every part.", max_length=20)]
    reasonable_from: Annotated[int, Field(description="Least points for `reasonable`.")]
    borderline_from: Annotated[int, Field(description="Least points for `borderline`.")]
    stress: Annotated[
        dict[str, str], Field(description="Stress where the caller sets none, percent.")
    ] = Field(max_length=5)
    assumptions: AssumptionsRead
    source: Message
    verification: Annotated[Code, Field(description="How far it was checked.")]
    what_it_is_not: Annotated[list[Message], Field(description="Its limits.", max_length=10)]
