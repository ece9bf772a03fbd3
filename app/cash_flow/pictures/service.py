"""Draws an analysis in the caller's language, and gives the series it is drawn from."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.cash_flow.affordability import Analysis
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.snapshots import reopened, summary_of
from app.cash_flow.insights.service import insight_read
from app.cash_flow.pictures.balance_chart import Bands, ChartBand, ChartTexts, balance_chart
from app.cash_flow.pictures.drawing import BETWEEN, LARGE_UNITS, yuan
from app.cash_flow.pictures.schemas import ChartSeries
from app.cash_flow.pictures.spending_chart import Bar, SpendingTexts, spending_chart
from app.core import i18n

CHART, SPENDING = "cash_flow.chart", "cash_flow.spending_chart"


def draw_balance(session: Session, case_id: UUID, analysis_id: UUID) -> str:
    """The balance of an analysis as SVG."""
    stored = analyses.opened_analysis(session, case_id, analysis_id)
    analysis, _ = reopened(stored["result"])
    words = _balance_words(analysis)
    names = ("base", "stressed", "planned_cost", "lowest", "narrow_band", "wide_band", "more_costs")
    texts = ChartTexts(
        title=_title(CHART, stored),
        description=i18n.text(f"{CHART}.description", **words),
        unit=LARGE_UNITS[i18n.text(f"{CHART}.unit")],
        **{name: i18n.text(f"{CHART}.{name}", **words) for name in names},
    )
    bands = _bands(stored["result"].get("insight"))
    return balance_chart(analysis.months, analysis.stressed_months, texts, bands)


def _balance_words(analysis: Analysis) -> dict[str, str]:
    lowest = analysis.summary.lowest_balance
    return {"month": format_month(lowest.month), "amount": format_fen(lowest.amount)}


def _title(chart: str, stored: Mapping[str, Any]) -> str:
    scenario = stored["scenario"]
    if scenario is None:
        return i18n.text(f"{chart}.title")
    return i18n.text(f"{chart}.scenario_title", name=scenario["name"])


def _bands(insight: Mapping[str, Any] | None) -> Bands | None:
    """The outermost percentiles and the pair next to them; None before there were courses."""
    if insight is None:
        return None
    levels = [band["balances"] for band in insight["courses"]["bands"]]
    return Bands(ChartBand(levels[0], levels[-1]), ChartBand(levels[1], levels[-2]))


def draw_spending(session: Session, case_id: UUID, analysis_id: UUID) -> str:
    """Monthly spending by category as SVG; nothing for analyses from before it was kept."""
    stored = analyses.opened_analysis(session, case_id, analysis_id)
    spending = insight_read(stored["result"].get("insight"), {}).spending
    bars = [Bar(row.label, row.monthly, row.essential) for row in spending]
    listed = BETWEEN.join(f"{bar.name} {yuan(bar.monthly)}" for bar in bars)
    names = ("essential", "flexible", "rest", "nothing")
    texts = SpendingTexts(
        title=_title(SPENDING, stored),
        description=i18n.text(f"{SPENDING}.description", listed=listed),
        **{name: i18n.text(f"{SPENDING}.{name}") for name in names},
    )
    return spending_chart(bars, texts)


def chart_series(session: Session, case_id: UUID, analysis_id: UUID) -> ChartSeries:
    """The series of both charts."""
    stored = analyses.opened_analysis(session, case_id, analysis_id)
    analysis, _ = reopened(stored["result"])
    insight = insight_read(stored["result"].get("insight"), {})
    planned = [row for row in analysis.months if row.planned_costs > 0]
    words = _balance_words(analysis)
    return ChartSeries.model_validate(
        {
            "title": _title(CHART, stored),
            "description": i18n.text(f"{CHART}.description", **words),
            "months": [format_month(row.month) for row in analysis.months],
            "base": [row.closing_balance for row in analysis.months],
            "stressed": [row.closing_balance for row in analysis.stressed_months],
            "bands": insight.simulation.bands if insight.simulation is not None else [],
            "planned_costs": [
                {"month": format_month(row.month), "amount": row.planned_costs} for row in planned
            ],
            "lowest": summary_of(analysis)["lowest_balance"],
            "spending": insight.spending,
        }
    )
