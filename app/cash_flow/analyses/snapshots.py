"""An analysis as plain values, so that it can be kept and shown again as it was."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import orjson

from app.calc.periods import format_month
from app.cash_flow.affordability import Analysis, LowestBalance, Summary
from app.cash_flow.analyses.computing import Computed
from app.cash_flow.findings import Finding
from app.cash_flow.forecast import MonthRow
from app.cash_flow.insight import Insight
from app.cash_flow.reserves import AssetReserve, BufferReserve, Reserves


def snapshot_of(computed: Computed) -> dict[str, Any]:
    """Plain values only: integers of fen, month numbers, decimals and days as text."""
    analysis = computed.analysis
    plain = {**asdict(analysis), "reserves": asdict(computed.reserves)}
    plain["insight"] = plain_insight(computed.insight)
    ratio = analysis.summary.debt_service_to_income
    plain["summary"]["debt_service_to_income"] = None if ratio is None else str(ratio)
    for buffer in plain["reserves"]["buffers"]:
        buffer["annual_rate_percent"] = str(buffer["annual_rate_percent"])
    return plain


def plain_insight(insight: Insight) -> dict[str, Any]:
    """An insight as plain values; its findings are among those of the analysis."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(asdict(insight)))
    del plain["findings"]
    return plain


def reopened(plain: Mapping[str, Any]) -> tuple[Analysis, Reserves]:
    """The analysis and reserves that `snapshot_of` made plain."""
    summary = dict(plain["summary"])
    ratio = summary["debt_service_to_income"]
    summary["debt_service_to_income"] = None if ratio is None else Decimal(ratio)
    summary["lowest_balance"] = LowestBalance(**summary["lowest_balance"])
    buffers = (
        {**buffer, "annual_rate_percent": Decimal(buffer["annual_rate_percent"])}
        for buffer in plain["reserves"]["buffers"]
    )
    analysis = Analysis(
        months=tuple(MonthRow(**row) for row in plain["months"]),
        stressed_months=tuple(MonthRow(**row) for row in plain["stressed_months"]),
        summary=Summary(**summary),
        findings=tuple(Finding(**finding) for finding in plain["findings"]),
    )
    return analysis, Reserves(
        assets=tuple(AssetReserve(**asset) for asset in plain["reserves"]["assets"]),
        buffers=tuple(BufferReserve(**buffer) for buffer in buffers),
    )


def figures_of(analysis: Analysis, reserves: Reserves) -> dict[str, Any]:
    """The figures under the contract's names, months as `YYYY-MM`; findings are left out."""
    return {
        "start_month": format_month(analysis.months[0].month),
        "months": [_month(row) for row in analysis.months],
        "stressed_months": [_month(row) for row in analysis.stressed_months],
        "summary": summary_of(analysis),
        "reserves": {name: list(entries) for name, entries in asdict(reserves).items()},
    }


def summary_of(analysis: Analysis) -> dict[str, Any]:
    """The summary under the contract's names, months as `YYYY-MM`."""
    summary = analysis.summary
    negative, lowest = summary.first_negative_month, summary.lowest_balance
    return {
        **asdict(summary),
        "lowest_balance": {"month": format_month(lowest.month), "amount": lowest.amount},
        "first_negative_month": None if negative is None else format_month(negative),
    }


def _month(row: MonthRow) -> dict[str, Any]:
    return {**asdict(row), "month": format_month(row.month)}
