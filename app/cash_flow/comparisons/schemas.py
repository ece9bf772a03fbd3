"""Bodies of scenarios side by side."""

from typing import Annotated

from pydantic import Field

from app.cash_flow.analyses.schemas import (
    CashFlowFinding,
    CashFlowInput,
    OutlookRequest,
    Scenario,
    SummaryFigures,
)
from app.cash_flow.comparisons.differences import Direction
from app.cash_flow.schemas import MonthOut
from app.core.parameters import DEMO_SCENARIO
from app.core.results import CalculationResult
from app.core.schemas import Id, MoneyOut, Schema

MAX_SCENARIOS = 8
Scenarios = Annotated[
    list[Scenario],
    Field(description="Sets of changes to compare.", min_length=1, max_length=MAX_SCENARIOS),
]
Months = Annotated[int | None, Field(ge=-1_000_000_000_000, le=1_000_000_000_000)]


class ComparisonRequest(OutlookRequest):
    """Scenarios to lay over the budget and debts of the case: given here, kept there, or both."""

    scenarios: Annotated[
        list[Scenario], Field(description="Sets of changes to compare.", max_length=MAX_SCENARIOS)
    ] = []
    scenario_ids: Annotated[
        list[Id],
        Field(
            description="Scenarios the case keeps; at most eight with those given here.",
            max_length=MAX_SCENARIOS,
            examples=[[DEMO_SCENARIO]],
        ),
    ] = []


class ComparisonInput(Schema):
    """Scenarios to lay over a cash flow given in the request."""

    cash_flow: CashFlowInput
    scenarios: Scenarios


class MonthBalance(Schema):
    """The balance at the end of a month."""

    month: Annotated[MonthOut, Field(description="The month.")]
    closing_balance: Annotated[MoneyOut, Field(description="As things are.")]
    stressed_closing_balance: Annotated[MoneyOut, Field(description="In the harder course.")]


class DifferenceFigures(Schema):
    """The scenario's figure less the one without it."""

    monthly_income: Annotated[MoneyOut, Field(description="Of all income lines.")]
    monthly_expenses: Annotated[MoneyOut, Field(description="Of all expense lines.")]
    monthly_surplus_before_debts: Annotated[MoneyOut, Field(description="Left before debts.")]
    affordable_payment: Annotated[MoneyOut, Field(description="Of the largest level payment.")]
    stressed_affordable_payment: Annotated[MoneyOut, Field(description="The same when stressed.")]
    lowest_balance: Annotated[MoneyOut, Field(description="Of the lowest balance.")]
    first_negative_month: Annotated[
        Months, Field(description="Months it comes later; null: one of the two has none.")
    ]
    runway_months: Annotated[
        Months, Field(description="Months of runway; null: one of the two has none.")
    ]


class Outcome(Schema):
    """The months ahead in short."""

    summary: SummaryFigures
    balances: Annotated[list[MonthBalance], Field(description="Month by month.", max_length=60)]
    findings: Annotated[
        list[CashFlowFinding], Field(description="Of the months, urgent first.", max_length=600)
    ]


class ScenarioOutcome(Outcome):
    """The months ahead under a scenario, and what is different."""

    name: Annotated[str, Field(description="Name of the scenario.", max_length=200)]
    direction: Annotated[
        Direction, Field(description="Whether more or less can be paid each month.")
    ]
    message: Annotated[str, Field(description="In plain words.", max_length=1000)]
    differences: DifferenceFigures


class Comparison(CalculationResult):
    """Scenarios beside the months ahead as they are; in the order of the request."""

    start_month: Annotated[MonthOut, Field(description="First month.")]
    base: Outcome
    scenarios: Annotated[
        list[ScenarioOutcome],
        Field(description="As in the request, kept ones last.", max_length=MAX_SCENARIOS),
    ]
