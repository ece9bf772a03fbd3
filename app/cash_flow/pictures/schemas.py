"""The series behind the charts."""

from typing import Annotated

from pydantic import Field

from app.cash_flow.analyses.schemas import LowestBalance
from app.cash_flow.insights.schemas import BandFigures, CategoryFigures
from app.cash_flow.schemas import MAX_CHANGES, MAX_LINES, MonthOut
from app.core.schemas import MoneyOut, Schema


class PlannedMonth(Schema):
    """A month with planned costs."""

    month: Annotated[MonthOut, Field(description="The month.")]
    amount: Annotated[MoneyOut, Field(description="As counted in the month.")]


class ChartSeries(Schema):
    """What the charts of an analysis show, for drawing them oneself; all series month by month."""

    title: Annotated[str, Field(description="Title of the chart.", max_length=300)]
    description: Annotated[str, Field(description="The chart in words.", max_length=1000)]
    months: Annotated[list[MonthOut], Field(description="The months.", max_length=60)]
    base: Annotated[list[MoneyOut], Field(description="Balance as things are.", max_length=60)]
    stressed: Annotated[
        list[MoneyOut], Field(description="Balance in the harder course.", max_length=60)
    ]
    bands: Annotated[
        list[BandFigures], Field(description="Of simulated courses, lowest first.", max_length=9)
    ]
    planned_costs: Annotated[
        list[PlannedMonth], Field(description="Months that have some.", max_length=60)
    ]
    lowest: LowestBalance
    spending: Annotated[
        list[CategoryFigures],
        Field(description="A month by category.", max_length=MAX_LINES + MAX_CHANGES),
    ]
