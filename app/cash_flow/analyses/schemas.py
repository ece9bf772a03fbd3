"""Bodies of cash-flow analyses and of their calculator."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.cases.schemas import Household
from app.cash_flow.analyses.scenarios import ChangeKind
from app.cash_flow.findings import Severity
from app.cash_flow.insights.schemas import InsightFigures
from app.cash_flow.schemas import (
    MAX_CHANGES,
    MAX_LINES,
    MOST_REFERENCES,
    BudgetLines,
    Drop,
    MonthOut,
    Name,
    ReferenceAmountFields,
    SpendingMonth,
)
from app.core.access import WrittenBy
from app.core.results import CalculationResult
from app.core.schemas import (
    Code,
    DecimalOut,
    Id,
    Line,
    MoneyIn,
    MoneyOut,
    Month,
    PercentIn,
    Schema,
    SignedMoneyIn,
    Version,
)
from app.debts.schemas import DebtFacts

MonthCount = Annotated[
    int, Field(ge=1, le=60, description="How many months to look ahead.", examples=[12])
]
StartMonth = Annotated[Month, Field(description="First month.", examples=["2026-12"])]
SafetyBuffer = Annotated[
    MoneyIn, Field(description="What must stay on the account.", examples=["0.00"])
]


class DebtInput(DebtFacts):
    """A debt as the calculators take it."""

    debt_ref: Annotated[Line, Field(description="Your name for it.", examples=["card"])]


class StressInput(Schema):
    """A harder course: incomes lower, expenses higher, planned costs certain."""

    income_drop_percent: Annotated[Drop, Field(description="0 to 100.", examples=["10.00"])]
    cost_rise_percent: Annotated[PercentIn, Field(description="Rise, %.", examples=["5.00"])]


class SimulationInput(Schema):
    """How courses are drawn; what is left out is the model's own."""

    seed: Annotated[
        int | None,
        Field(ge=0, le=2**32 - 1, description="Any number; reported back.", examples=[20261125]),
    ] = None
    paths: Annotated[
        int | None, Field(ge=100, le=2000, description="How many courses.", examples=[1000])
    ] = None


SimulationWish = Annotated[
    SimulationInput | None, Field(description="How courses are drawn; null: the model's own.")
]


class CashFlowInput(BudgetLines):
    """Everything a cash flow is computed from."""

    start_month: StartMonth
    months: MonthCount
    opening_balance: Annotated[
        SignedMoneyIn, Field(description="Money on all accounts.", examples=["3500.00"])
    ]
    safety_buffer: SafetyBuffer = 0
    debts: Annotated[list[DebtInput], Field(max_length=MAX_LINES, description="What is owed.")] = []
    stress: Annotated[StressInput | None, Field(description="Null: the model's own.")] = None
    household: Annotated[Household | None, Field(description="Who lives on it.")] = None
    simulation: SimulationWish = None
    spending_history: Annotated[
        list[SpendingMonth],
        Field(max_length=60, description="Months of one's own statements.", examples=[[]]),
    ] = []
    reference_amounts: Annotated[
        list[ReferenceAmountFields],
        Field(
            max_length=MOST_REFERENCES,
            description="Published amounts of the region.",
            examples=[[]],
        ),
    ] = []


class ScenarioChange(Schema):
    """One change; `name` is that of the line changed, or of the new one."""

    kind: Annotated[ChangeKind, Field(description="What changes.", examples=["lose_income"])]
    name: Annotated[Line, Field(description="Name of the line.", examples=["兼职客服"])]
    amount: Annotated[
        MoneyIn | None, Field(description="A month; once for costs and sales.", examples=[None])
    ] = None
    from_month: Annotated[
        Month | None, Field(description="Null: from the first month on.", examples=["2027-03"])
    ] = None
    until_month: Annotated[
        Month | None,
        Field(description="Last month of the change; null: it lasts.", examples=[None]),
    ] = None
    category: Annotated[Code, Field(description="Kind of a new line.", examples=["housing"])] = (
        "other"
    )
    essential: Annotated[
        bool, Field(description="Whether a new expense is needed to live.", examples=[False])
    ] = False


class Scenario(Schema):
    """A named set of changes laid over the budget."""

    name: Annotated[Line, Field(description="Your name for it.", examples=["兼职停了"])]
    changes: Annotated[
        list[ScenarioChange], Field(description="In order.", min_length=1, max_length=MAX_CHANGES)
    ]


class OutlookRequest(Schema):
    """Which months of a case to look at, and how hard the harder course is."""

    start_month: StartMonth
    months: MonthCount
    safety_buffer: SafetyBuffer = 0
    stress: Annotated[StressInput | None, Field(description="Null: the model's own.")] = None
    simulation: SimulationWish = None


class AnalysisRequest(OutlookRequest):
    """What to compute from the budget and the debts of the case."""

    scenario: Annotated[
        Scenario | None, Field(description="What if: changes laid over the budget.")
    ] = None
    scenario_id: Annotated[
        Id | None,
        Field(description="Or a scenario the case keeps, as it is now.", examples=[None]),
    ] = None


class MonthFigures(Schema):
    """One month; `essential_expenses` is part of the fixed and flexible ones."""

    month: Annotated[MonthOut, Field(description="The month.")]
    income: Annotated[MoneyOut, Field(description="Money in.")]
    fixed_expenses: Annotated[MoneyOut, Field(description="Fixed money out.")]
    flexible_expenses: Annotated[MoneyOut, Field(description="Flexible money out.")]
    essential_expenses: Annotated[MoneyOut, Field(description="Part of the two needed to live.")]
    planned_costs: Annotated[MoneyOut, Field(description="Negative: proceeds of a sale.")]
    debt_service: Annotated[MoneyOut, Field(description="Contracted instalments.")]
    net: Annotated[MoneyOut, Field(description="What the month leaves.")]
    closing_balance: Annotated[MoneyOut, Field(description="Balance at its end.")]


class LowestBalance(Schema):
    """The lowest balance and its month."""

    month: Annotated[MonthOut, Field(description="The month.")]
    amount: Annotated[MoneyOut, Field(description="The balance.")]


class SummaryFigures(Schema):
    """The figures drawn from the months."""

    monthly_income: Annotated[MoneyOut, Field(description="All income lines.")]
    monthly_fixed_expenses: Annotated[MoneyOut, Field(description="All fixed lines.")]
    monthly_flexible_expenses: Annotated[MoneyOut, Field(description="All flexible lines.")]
    monthly_surplus_before_debts: Annotated[
        MoneyOut, Field(description="What is left before debts.")
    ]
    debt_service_to_income: Annotated[
        DecimalOut | None, Field(description="First month, as a ratio.")
    ]
    affordable_payment: Annotated[MoneyOut, Field(description="Largest level payment.")]
    stressed_affordable_payment: Annotated[MoneyOut, Field(description="The same when stressed.")]
    lowest_balance: LowestBalance
    first_negative_month: Annotated[MonthOut | None, Field(description="Null: none.")]
    runway_months: Annotated[
        int | None, Field(description="Months of essential spending covered; null: none spent.")
    ]


class AssetFigures(Schema):
    """An asset beside the payable money, and what a sale would bring."""

    name: Annotated[Name, Field(description="What it is.")]
    type: Annotated[Code, Field(description="Kind of asset.")]
    value: Annotated[MoneyOut, Field(description="What it is worth.")]
    liquidity: Annotated[Code, Field(description="How soon it is money.")]
    essential: Annotated[bool, Field(description="Needed to live or work.")]
    encumbered: Annotated[bool, Field(description="Pledged or seized.")]
    sale_proceeds: Annotated[MoneyOut, Field(description="After the cost of selling.")]


class BufferFigures(Schema):
    """A buffer beside the payable money, and what a month of using all of it costs."""

    name: Annotated[Name, Field(description="What it is.")]
    type: Annotated[Code, Field(description="Kind of buffer.")]
    amount: Annotated[MoneyOut, Field(description="How much at most.")]
    annual_rate_percent: Annotated[DecimalOut, Field(description="Cost, % a year.")]
    monthly_cost: Annotated[MoneyOut, Field(description="Interest a month on all of it.")]


class ReserveFigures(Schema):
    """Never counted as payable; last resorts, with their cost."""

    assets: Annotated[list[AssetFigures], Field(description="What is owned.", max_length=MAX_LINES)]
    buffers: Annotated[
        list[BufferFigures], Field(description="Temporary reserves.", max_length=MAX_LINES)
    ]


class CashFlowFinding(Schema):
    """Something to notice, in plain words."""

    code: Annotated[Code, Field(description="What was found.")]
    severity: Annotated[Severity, Field(description="How urgent.")]
    message: Annotated[str, Field(description="In plain words.", max_length=1000)]
    params: Annotated[dict[str, str], Field(description="Figures in the message.", max_length=10)]


class CashFlowResult(CalculationResult, InsightFigures):
    """The months ahead, plain and stressed, and what can be paid from them."""

    start_month: Annotated[MonthOut, Field(description="First month.")]
    months: Annotated[list[MonthFigures], Field(description="As things are.", max_length=60)]
    stressed_months: Annotated[
        list[MonthFigures], Field(description="The harder course.", max_length=60)
    ]
    summary: SummaryFigures
    findings: Annotated[
        list[CashFlowFinding], Field(description="Most urgent first.", max_length=600)
    ]
    reserves: ReserveFigures


class AnalysisRead(CashFlowResult):
    """A stored analysis; it stays as it was computed."""

    id: Annotated[UUID, Field(description="Id of the analysis.")]
    scenario: Scenario | None
    scenario_id: Annotated[
        UUID | None, Field(description="The kept scenario it was made with, as it was then.")
    ]
    budget_version: Annotated[Version, Field(description="Budget it was computed from.")]
    acted_by: WrittenBy = None
    created_at: Annotated[datetime, Field(description="When it was computed.")]
    version: Annotated[Version, Field(description="Version, as in the ETag.")]


class Reproduction(Schema):
    """Whether an analysis computed again from what was kept with it says the same."""

    reproduced: Annotated[
        bool | None,
        Field(description="Byte for byte; null: kept before parameters were kept with it."),
    ]
    inputs_hash: Annotated[
        str, Field(max_length=71, description="Of the kept inputs, computed again.")
    ]
    computed_on: Annotated[date, Field(description="The day it was first computed for.")]
    model_version: Annotated[
        str | None, Field(max_length=64, description="Cash-flow model kept with it.")
    ]
    current_model_version: Annotated[
        str, Field(max_length=64, description="Cash-flow model shipped today.")
    ]
    differing: Annotated[
        list[Code], Field(description="Parts that came out differently.", max_length=20)
    ]
    message: Annotated[str, Field(description="In plain words.", max_length=1000)]
