"""Bodies of what an analysis says beyond its months."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.cash_flow.living_costs import Position, ReferenceKind
from app.cash_flow.schemas import MAX_CHANGES, MAX_LINES, MAX_MEMBERS, Name
from app.core.schemas import Code, DecimalOut, MoneyOut, Schema

Message = Annotated[str, Field(description="In plain words.", max_length=1000)]
Percent = Annotated[int, Field(ge=1, le=100, description="Of the simulated courses, percent.")]
Reference = Annotated[ReferenceKind, Field(description="Minimum wage or subsistence (低保).")]


class BandFigures(Schema):
    """In so many percent of the courses a month's balance is at or below its figure."""

    percent: Percent
    balances: Annotated[list[MoneyOut], Field(description="Month by month.", max_length=60)]


class KeptPaymentFigures(Schema):
    """The largest level payment that holds in at least so many percent of the courses."""

    percent: Percent
    payment: Annotated[MoneyOut | None, Field(description="Null: not even 0 holds.")]


class SimulationFigures(Schema):
    """Courses drawn from one seed: incomes lost for a while, costs nobody planned."""

    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="The same seed, the same courses.")]
    paths: Annotated[int, Field(ge=1, le=2000, description="How many courses.")]
    negative_share: Annotated[
        DecimalOut, Field(description="Share of courses below zero in some month.")
    ]
    bands: Annotated[list[BandFigures], Field(description="Balances, lowest first.", max_length=9)]
    kept_payments: Annotated[
        list[KeptPaymentFigures], Field(description="What holds how often.", max_length=9)
    ]
    notice: Message


class PriorityDebtFigures(Schema):
    """A debt that comes before others."""

    debt_ref: Annotated[str, Field(description="The debt.", max_length=200)]
    reason: Annotated[Code, Field(description="Why it comes first.")]
    served: Annotated[bool, Field(description="Whether its instalments are kept first.")]
    instalment_amount: Annotated[MoneyOut | None, Field(description="Contracted payment.")]
    message: Message


class OrderFigures(Schema):
    """Essential bills first, then priority debts, then the rest."""

    essential_monthly: Annotated[MoneyOut, Field(description="Needed to live, a month.")]
    left_after_essentials: Annotated[MoneyOut, Field(description="Income less that.")]
    priority_debts: Annotated[
        list[PriorityDebtFigures], Field(description="In order.", max_length=MAX_LINES)
    ]
    affordable_after_priority: Annotated[
        MoneyOut | None, Field(description="Level payment for all others; null: not even 0.")
    ]
    stressed_affordable_after_priority: Annotated[
        MoneyOut | None, Field(description="The same when stressed.")
    ]


class SavingFigures(Schema):
    """A cut of one line, or of all together, and what it changes."""

    name: Annotated[Name | None, Field(description="The line; null: all of them together.")]
    category: Annotated[Code | None, Field(description="Kind of expense.")]
    monthly_saving: Annotated[MoneyOut, Field(description="Less a month.")]
    affordable_payment: Annotated[MoneyOut, Field(description="Level payment with it.")]
    affordable_payment_gain: Annotated[MoneyOut, Field(description="More than without it.")]
    stressed_affordable_payment: Annotated[MoneyOut, Field(description="When stressed.")]
    stressed_affordable_payment_gain: Annotated[MoneyOut, Field(description="When stressed.")]
    effort: Annotated[
        Literal["cut_spending"], Field(description="Kind of effort to cite when it is done.")
    ]


class CategoryFigures(Schema):
    """What a category costs a month."""

    category: Annotated[Code, Field(description="The category.")]
    label: Annotated[str, Field(description="Its name.", max_length=200)]
    monthly: Annotated[MoneyOut, Field(description="All its lines.")]
    essential: Annotated[MoneyOut, Field(description="Part of it needed to live.")]


class MemberFigures(Schema):
    """What another member bears."""

    member: Annotated[Name, Field(description="Who.")]
    amount: Annotated[MoneyOut, Field(description="Their part.")]


class SharedLineFigures(Schema):
    """A shared line, a month of it or the whole of a planned cost; parts add up exactly."""

    name: Annotated[Name, Field(description="The line.")]
    whole: Annotated[MoneyOut, Field(description="All of it.")]
    own: Annotated[MoneyOut, Field(description="The person's own part, which counts.")]
    others: Annotated[
        list[MemberFigures], Field(description="The others'.", max_length=MAX_MEMBERS)
    ]


class AverageFigures(Schema):
    """A dated national average, read as said in `verification`; no allowance."""

    id: Annotated[Code, Field(description="Id of the row.")]
    name: Annotated[str, Field(description="What it is.", max_length=200)]
    scope: Annotated[Code, Field(description="national.")]
    source: Annotated[str, Field(description="Where it was read.", max_length=500)]
    verification: Annotated[Code, Field(description="How far it was verified.")]


class LivingCostComparison(Schema):
    """Spending of a month beside the average for as many persons."""

    group: Annotated[Code | None, Field(description="Group of the survey; null: all of it.")]
    label: Annotated[str, Field(description="Its name.", max_length=200)]
    spending: Annotated[MoneyOut, Field(description="In this budget.")]
    average: Annotated[MoneyOut, Field(description="National average for the household.")]
    position: Annotated[Position, Field(description="Against the band around the average.")]
    average_id: Annotated[Code, Field(description="Row it is compared with.")]


class ReferenceFigures(Schema):
    """An operator's row in force in the first month."""

    kind: Reference
    region_code: Annotated[str, Field(max_length=6, description="Division code.")]
    amount: Annotated[MoneyOut, Field(description="A month.")]
    valid_from: Annotated[date, Field(description="In force from.")]
    source_url: Annotated[str, Field(max_length=2048, description="Where it is published.")]


class MissingReference(Schema):
    """What nobody has entered for the region."""

    kind: Reference
    message: Message


class LivingCostFigures(Schema):
    """Living costs beside reference rows: a question to look again, never an allowance."""

    persons: Annotated[int, Field(ge=1, le=100, description="Who lives on the budget.")]
    notice: Message
    comparisons: Annotated[
        list[LivingCostComparison], Field(description="All, then by group.", max_length=20)
    ]
    averages: Annotated[
        list[AverageFigures], Field(description="Rows compared with.", max_length=5)
    ]
    references: Annotated[
        list[ReferenceFigures], Field(description="Operator's rows in force.", max_length=5)
    ]
    missing: Annotated[
        list[MissingReference], Field(description="Not entered for the region.", max_length=5)
    ]


class InsightFigures(Schema):
    """What an analysis says beyond its months; null where one was computed before this existed."""

    simulation: Annotated[SimulationFigures | None, Field(description="Simulated courses.")]
    order: Annotated[OrderFigures | None, Field(description="What comes first.")]
    savings: Annotated[
        list[SavingFigures], Field(description="What cuts would change.", max_length=20)
    ]
    spending: Annotated[
        list[CategoryFigures],
        Field(description="By category, dearest first.", max_length=MAX_LINES + MAX_CHANGES),
    ]
    shared_lines: Annotated[
        list[SharedLineFigures],
        Field(description="Lines shared with others.", max_length=3 * MAX_LINES),
    ]
    living_costs: Annotated[
        LivingCostFigures | None, Field(description="Null: household not known.")
    ]
