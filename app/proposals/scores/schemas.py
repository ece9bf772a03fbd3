"""Bodies of scores; counter-offers and the case's proposals use them too."""

from typing import Annotated, Literal

from pydantic import Field

from app.cash_flow.analyses.schemas import CashFlowInput, DebtInput
from app.core.results import CalculationResult, Citation
from app.core.schemas import Code, DecimalOut, MoneyOut, Schema
from app.proposals.payments.schemas import ComputedTermsRead, TermsInput
from app.proposals.situations.schemas import AssumptionsRead, ScoreContext
from app.proposals.warnings.schemas import Message, Notice, WarningRead

Verdict = Annotated[
    Literal["reasonable", "borderline", "unreasonable"],
    Field(description="The judgement."),
]


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


class AffordabilityRead(Schema):
    """Whether the payments can be kept; stressed figures where they are worse."""

    first_month: Annotated[
        str, Field(description="First month that was looked at, counted whole.", max_length=7)
    ]
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
