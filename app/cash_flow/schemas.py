"""Bodies of the budget."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.cash_flow.budget_lines import ExpenseKind
from app.cash_flow.living_costs import ReferenceKind
from app.core.access import WrittenBy
from app.core.schemas import (
    Code,
    Day,
    Id,
    Line,
    MoneyIn,
    MoneyOut,
    Month,
    PercentIn,
    RatioIn,
    Schema,
    SignedMoneyIn,
    Version,
    WebAddress,
)

Frequency = Literal[
    "weekly", "fortnightly", "every_four_weeks", "monthly", "quarterly", "half_yearly", "yearly"
]
MAX_LINES = 100
MAX_CATEGORIES = 100
"""What each list of a budget holds at most."""
Name = Annotated[str, Field(max_length=200)]
MonthOut = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)]
Drop = Annotated[PercentIn, Field(le=100)]
MAX_CHANGES = 20
"""What a scenario holds at most."""
MOST_REFERENCES = 20
"""How many published amounts an analysis looks at."""
MAX_MEMBERS = 20
"""With how many others a line is shared at most."""
OwnParts = Annotated[
    int,
    Field(
        ge=0,
        le=1000,
        description="Own parts of a shared line; nobody to share with: all of it.",
        examples=[1],
    ),
]
ImportId = Annotated[
    Id | None,
    Field(description="Statement import that bears the line out; null: typed in.", examples=[None]),
]


class LineShare(Schema):
    """Another member of the household and their part of a line (分摊)."""

    member: Annotated[Line, Field(description="Who.", examples=["合租室友"])]
    parts: Annotated[
        int, Field(ge=1, le=1000, description="How many parts are theirs.", examples=[1])
    ] = 1


SharedWith = Annotated[
    list[LineShare],
    Field(
        max_length=MAX_MEMBERS,
        description="Who shares it: only the person's own part counts, exact to the fen.",
        examples=[[]],
    ),
]


class IncomeLine(Schema):
    """Money that comes in at a frequency."""

    name: Annotated[Line, Field(description="What it is.", examples=["工资"])]
    category: Annotated[Code, Field(description="Kind of income.", examples=["salary"])] = "other"
    amount: Annotated[MoneyIn, Field(description="Each time.", examples=["9800.00"])]
    frequency: Annotated[Frequency, Field(description="How often.", examples=["monthly"])] = (
        "monthly"
    )
    stability: Annotated[
        Code, Field(description="stable, variable, uncertain.", examples=["stable"])
    ] = "stable"
    starts_on: Annotated[Day | None, Field(description="First day.", examples=[None])] = None
    ends_on: Annotated[
        Day | None, Field(description="Last day, if it is known to end.", examples=[None])
    ] = None
    own_parts: OwnParts = 1
    shared_with: SharedWith = []
    import_id: ImportId = None


class ExpenseLine(Schema):
    """Money that goes out at a frequency."""

    name: Annotated[Line, Field(description="What it is.", examples=["房租"])]
    category: Annotated[Code, Field(description="Kind of expense.", examples=["housing"])] = "other"
    kind: Annotated[ExpenseKind, Field(description="Fixed, or can be cut.", examples=["fixed"])] = (
        "flexible"
    )
    essential: Annotated[
        bool, Field(description="Needed to live: food, housing, medicine.", examples=[True])
    ] = False
    amount: Annotated[MoneyIn, Field(description="Each time.", examples=["3200.00"])]
    frequency: Annotated[Frequency, Field(description="How often.", examples=["monthly"])] = (
        "monthly"
    )
    starts_on: Annotated[Day | None, Field(description="First day.", examples=[None])] = None
    ends_on: Annotated[Day | None, Field(description="Last day.", examples=[None])] = None
    own_parts: OwnParts = 1
    shared_with: SharedWith = []
    import_id: ImportId = None


class PlannedCostLine(Schema):
    """A cost of one coming month: medical, repairs, school fees."""

    name: Annotated[Line, Field(description="What it is.", examples=["牙科手术"])]
    category: Annotated[Code, Field(description="Kind of cost.", examples=["health"])] = "other"
    amount: Annotated[MoneyIn, Field(description="Full amount.", examples=["4200.00"])]
    month: Annotated[Month, Field(description="When.", examples=["2027-02"])]
    likelihood: Annotated[
        RatioIn, Field(description="0 to 1; stressed months use 1.", examples=["0.80"])
    ] = Decimal(1)
    own_parts: OwnParts = 1
    shared_with: SharedWith = []


class AssetLine(Schema):
    """Something owned; never counted as payable income, selling it is the last resort."""

    name: Annotated[Line, Field(description="What it is.", examples=["代步电动车"])]
    type: Annotated[Code, Field(description="Kind of asset.", examples=["vehicle"])] = "other"
    value: Annotated[MoneyIn, Field(description="What it is worth.", examples=["2800.00"])]
    liquidity: Annotated[
        Code, Field(description="cash, days, weeks, months, years to money.", examples=["weeks"])
    ] = "months"
    essential: Annotated[bool, Field(description="Needed to live or work.", examples=[True])] = (
        False
    )
    encumbered: Annotated[bool, Field(description="Pledged or seized.", examples=[False])] = False
    sale_cost_percent: Annotated[
        Drop, Field(description="Cost of selling, %.", examples=["10.00"])
    ] = Decimal(0)


class BufferLine(Schema):
    """A temporary reserve: credit line, family help; shown apart with its cost."""

    name: Annotated[Line, Field(description="What it is.", examples=["姐姐可以借的应急钱"])]
    type: Annotated[Code, Field(description="family, credit_line, …", examples=["family"])] = (
        "other"
    )
    amount: Annotated[MoneyIn, Field(description="How much at most.", examples=["5000.00"])]
    annual_rate_percent: Annotated[
        PercentIn, Field(description="What it costs, % a year.", examples=["0.00"])
    ] = Decimal(0)


class BudgetLines(Schema):
    """Lines of a budget; each list holds a hundred at most."""

    incomes: Annotated[list[IncomeLine], Field(max_length=MAX_LINES, description="Money in.")] = []
    expenses: Annotated[
        list[ExpenseLine], Field(max_length=MAX_LINES, description="Money out.")
    ] = []
    planned_costs: Annotated[
        list[PlannedCostLine], Field(max_length=MAX_LINES, description="One-off costs ahead.")
    ] = []
    assets: Annotated[
        list[AssetLine], Field(max_length=MAX_LINES, description="What is owned.")
    ] = []
    buffers: Annotated[
        list[BufferLine], Field(max_length=MAX_LINES, description="Temporary reserves.")
    ] = []


class BudgetInput(BudgetLines):
    """The budget of a case."""

    as_of: Annotated[
        Day | None, Field(description="Day it is right for; null: today.", examples=["2026-11-24"])
    ] = None
    opening_balance: Annotated[
        SignedMoneyIn | None,
        Field(description="Money on all accounts; null: not known.", examples=["3500.00"]),
    ] = None


class CategorySpent(Schema):
    """What a category cost in a month, after refunds."""

    category: Annotated[Code, Field(description="The category.", examples=["health"])]
    amount: Annotated[MoneyIn, Field(description="Spent.", examples=["2080.00"])]


class SpendingMonth(Schema):
    """What really came in, went out and served debts in a month."""

    month: Annotated[Month, Field(description="The month.", examples=["2026-10"])]
    income: Annotated[MoneyIn, Field(description="Money in.", examples=["9800.00"])] = 0
    expense: Annotated[MoneyIn, Field(description="Money out.", examples=["7350.00"])] = 0
    debt_service: Annotated[MoneyIn, Field(description="Repayments.", examples=["2400.00"])] = 0
    categories: Annotated[
        list[CategorySpent] | None,
        Field(
            description="What it went to; null: some accounts tell nothing of this month.",
            max_length=MAX_CATEGORIES,
            examples=[[{"category": "health", "amount": "2080.00"}]],
        ),
    ] = None


class ReferenceAmountFields(Schema):
    """An amount a month published for a region: minimum wage or subsistence (低保)."""

    kind: Annotated[ReferenceKind, Field(description="What it is.", examples=["subsistence"])]
    region_code: Annotated[
        str,
        StringConstraints(pattern=r"^[1-9]\d{5}$", max_length=6),
        Field(description="Division code (GB/T 2260); 990000 is made up.", examples=["990000"]),
    ]
    amount: Annotated[
        MoneyIn,
        Field(description="A month; subsistence: for one person.", examples=["1000.00"]),
    ]
    valid_from: Annotated[Day, Field(description="In force from.", examples=["2026-07-01"])]
    source_url: Annotated[
        WebAddress,
        Field(
            description="Where the authority published it.",
            examples=["https://example.org/2026-07"],
        ),
    ]


class HistoryCategory(Schema):
    """What imported statements show of a category in a month."""

    category: Annotated[Code, Field(description="The category.")]
    amount: Annotated[MoneyOut, Field(description="Spent, after refunds.")]


class HistoryMonth(Schema):
    """What imported statements show of a month."""

    month: Annotated[MonthOut, Field(description="The month.")]
    income: Annotated[MoneyOut, Field(description="Money in.")]
    expense: Annotated[MoneyOut, Field(description="Money out.")]
    debt_service: Annotated[MoneyOut, Field(description="Repayments.")]
    categories: Annotated[
        list[HistoryCategory] | None,
        Field(
            description="What it went to; null: some accounts tell nothing of this month.",
            max_length=MAX_CATEGORIES,
        ),
    ] = None


class BudgetRead(BudgetInput):
    """The budget, and what imported statements show of past months."""

    as_of: Annotated[Day, Field(description="Day it is right for.")]
    spending_history: Annotated[
        list[HistoryMonth], Field(description="Months of imported statements.", max_length=1200)
    ]
    acted_by: WrittenBy = None
    updated_at: Annotated[datetime, Field(description="Last change.")]
    version: Annotated[Version, Field(description="Version, as in the ETag.")]
