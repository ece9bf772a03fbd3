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
Message = Annotated[str, Field(max_length=1000)]
Verdict = Literal["reasonable", "borderline", "unreasonable"]
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

    from_instalment: Annotated[Instalments, Field(examples=[13])]
    payment: Annotated[MoneyIn, Field(examples=["1500.00"])]


class TermsInput(Schema):
    """The terms of a proposal; `instalments` counts all, grace ones included."""

    upfront_payment: Annotated[
        MoneyIn, Field(description="Paid in the first month.", examples=["0.00"])
    ] = 0
    instalments: Annotated[Instalments, Field(description="How many.", examples=[48])]
    first_due_date: Annotated[Day, Field(description="First due date.", examples=["2027-01-10"])]
    annual_rate_percent: Annotated[
        PercentIn, Field(le=100, description="Rate in the plan, % a year.", examples=["0.00"])
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

    principal: MoneyOut
    interest: MoneyOut
    fees: MoneyOut
    penalty: MoneyOut


class StepRead(Schema):
    """A payment from one instalment on."""

    from_instalment: int
    payment: MoneyOut


class TermsRead(Schema):
    """Terms as `POST .../proposals` takes them."""

    upfront_payment: MoneyOut
    instalments: int
    first_due_date: date
    annual_rate_percent: DecimalOut
    grace_principal: int
    grace_interest: int
    waive: WaiveRead
    capitalise_arrears: bool
    instalment_amount: MoneyOut | None
    steps: Annotated[list[StepRead], Field(max_length=60)]
    balloon: MoneyOut


class EvidenceInput(Schema):
    """Proof of hardship at hand, and what is known to be missing."""

    held: Annotated[
        list[Code], Field(max_length=50, examples=[["income_proof", "bank_statements"]])
    ] = []
    missing: Annotated[list[Code], Field(max_length=50, examples=[["medical_report"]])] = []


class HistoryInput(Schema):
    """What was paid, tried and done lately."""

    payments_made_last_6_months: Annotated[int, Field(ge=0, le=100, examples=[4])] = 0
    contacts_made: Annotated[int, Field(ge=0, le=1000, examples=[3])] = 0
    efforts: Annotated[
        list[Code], Field(max_length=50, examples=[["cut_spending", "seeking_work"]])
    ] = []


class RouteInput(Schema):
    """One way the lender goes without a plan."""

    code: Annotated[Code, Field(examples=["suit_and_enforcement"])]
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
        list[RouteInput] | None, Field(min_length=1, max_length=10, examples=[None])
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

    code: Code
    passed: bool
    severity: Literal["fatal", "warning", "info"]
    message: Message
    citation: Citation | None


class SubScoreRead(Schema):
    """One part of the points; `value` is the share (0 to 1) that was earned."""

    code: Code
    points: Annotated[int, Field(ge=0, le=100)]
    max_points: Annotated[int, Field(ge=0, le=100)]
    value: DecimalOut
    explanation: Message


class ComputedTermsRead(Schema):
    """What the terms come to; `total_cost` is what is paid beyond the principal outstanding.

    `instalment_amount` is the largest payment but the last, `largest_payment` of all.
    """

    instalment_amount: MoneyOut
    largest_payment: MoneyOut
    total_paid: MoneyOut
    total_cost: MoneyOut
    term_months: Annotated[int, Field(ge=0, le=360)]
    effective_annual_percent: DecimalOut | None


class AffordabilityRead(Schema):
    """Whether the payments can be kept; stressed figures where they are worse."""

    minimum_coverage: DecimalOut
    months_short: Annotated[int, Field(ge=0)]
    lowest_balance: MoneyOut
    lowest_balance_month: Annotated[str, Field(max_length=7)]
    share_of_stress_paths_kept: DecimalOut


class RouteValueRead(Schema):
    """What one way without a plan brings the lender today."""

    code: Code
    value: MoneyOut


class RouteAssumption(Schema):
    """The assumptions behind one way without a plan."""

    code: Code
    probability: DecimalOut
    recovery: DecimalOut
    months: int
    cost: MoneyOut


class AssumptionsRead(Schema):
    """The assumptions that were used; all may be replaced."""

    discount_rate_percent: DecimalOut
    redefault_share: DecimalOut
    break_month: int
    routes: Annotated[list[RouteAssumption], Field(max_length=10)]


class SensitivityRead(Schema):
    """The ratio under assumptions against the plan, and for it."""

    low: DecimalOut
    high: DecimalOut


class LenderValueRead(Schema):
    """What the plan is worth to the lender, against having none."""

    plan: MoneyOut
    no_plan: MoneyOut
    ratio: DecimalOut
    routes: Annotated[list[RouteValueRead], Field(max_length=10)]
    assumptions: AssumptionsRead
    sensitivity: SensitivityRead


class ChangeRead(Schema):
    """The least change of one field that lifts the verdict, or makes a failed gate pass."""

    field: Annotated[str, Field(max_length=64)]
    before: Annotated[
        int | str | list[str] | None, Field(serialization_alias="from", description="As proposed.")
    ]
    after: Annotated[
        int | str | list[str], Field(serialization_alias="to", description="The least that helps.")
    ]
    flips: Annotated[str, Field(max_length=64, description="`verdict`, or the gate.")]
    points_after: Annotated[int, Field(ge=0, le=100)]
    verdict_after: Verdict


class WarningRead(Schema):
    """Something to know before anything is sent."""

    code: Code
    message: Message
    rule_id: Annotated[str | None, Field(max_length=64)]


class ScoreFigures(Schema):
    """The judgement of one set of terms."""

    verdict: Verdict
    points: Annotated[int, Field(ge=0, le=100)]
    gates: Annotated[list[GateRead], Field(max_length=20)]
    sub_scores: Annotated[list[SubScoreRead], Field(max_length=20)]
    reason_codes: Annotated[list[Code], Field(max_length=40)]
    computed_terms: ComputedTermsRead
    affordability: AffordabilityRead
    lender_value: LenderValueRead
    smallest_changes: Annotated[list[ChangeRead], Field(max_length=40)]


class ScoreResult(ScoreFigures, CalculationResult):
    """How reasonable a proposal is (方案合理度); no probability, and no lender has to agree."""

    notice: Notice
    warnings: Annotated[list[WarningRead], Field(max_length=20)]
    model_version: Annotated[str, Field(max_length=64)]


class ModelPart(Schema):
    """One gate or sub-score of the model card."""

    code: Code
    title: Message
    points: int | None


class ModelCard(Schema):
    """What the score is made of, what it assumes, and what it is not."""

    version: Annotated[str, Field(max_length=64)]
    gates: Annotated[list[ModelPart], Field(max_length=20)]
    sub_scores: Annotated[list[ModelPart], Field(max_length=20)]
    reasonable_from: int
    borderline_from: int
    stress: dict[str, str] = Field(max_length=5)
    assumptions: AssumptionsRead
    source: Message
    verification: Code
    what_it_is_not: Annotated[list[Message], Field(max_length=10)]
