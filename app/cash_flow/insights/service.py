"""Puts what an analysis finds and says beyond its months into the caller's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from app.calc.money import parse_fen
from app.cash_flow.analyses.schemas import CashFlowFinding
from app.cash_flow.findings import Finding
from app.cash_flow.insights.schemas import InsightFigures
from app.core import i18n

FOUR_PLACES = Decimal("0.0001")
NOTHING: Mapping[str, Any] = {
    "simulation": None,
    "order": None,
    "savings": [],
    "spending": [],
    "shared_lines": [],
    "living_costs": None,
}


def insight_read(plain: Mapping[str, Any] | None, labels: Mapping[str, str]) -> InsightFigures:
    """The stored insight (None: from before there was one) with its words; debts by names."""
    if plain is None:
        return InsightFigures.model_validate(NOTHING)
    costs = plain["living_costs"]
    return InsightFigures.model_validate(
        {
            "simulation": _simulation(plain["courses"]),
            "order": _order(plain["order"], labels),
            "savings": [{**saving, "effort": "cut_spending"} for saving in plain["savings"]],
            "spending": [
                {**row, "label": category_label(row["category"])} for row in plain["spending"]
            ],
            "shared_lines": plain["shared_lines"],
            "living_costs": _living_costs(costs) if costs is not None else None,
        }
    )


def findings_read(findings: Iterable[Finding], labels: Mapping[str, str]) -> list[CashFlowFinding]:
    """Findings in the caller's language; debts by the names that `labels` has for them."""
    return [_finding(finding, labels) for finding in findings]


def _finding(finding: Finding, labels: Mapping[str, str]) -> CashFlowFinding:
    words = dict(finding.params)
    if "debt_ref" in words:
        words["debt_ref"] = labels.get(words["debt_ref"], words["debt_ref"])
    if "scenario" in words:
        words["scenario"] = i18n.text(f"cash_flow.scenarios.{words['scenario']}")
    if "reason" in words:
        why = i18n.text(f"cash_flow.priorities.{words['reason']}", debt_ref=words["debt_ref"])
        words["reason"] = why
    said = finding.code
    if said == "category_unusual":
        words["label"] = category_label(words["category"])
        said = said if parse_fen(words["usual"]) else "category_new"
    return CashFlowFinding(
        code=finding.code,
        severity=finding.severity,
        message=i18n.text(f"cash_flow.findings.{said}", **words),
        params=dict(finding.params),
    )


def category_label(code: str) -> str:
    """The name of a category; a code nobody named stands for itself."""
    key = f"statements.categories.{code}"
    return i18n.text(key) if i18n.has_text(key) else code


def _simulation(plain: Mapping[str, Any]) -> dict[str, Any]:
    share = Decimal(plain["negative_paths"]) / plain["paths"]
    shown = {name: plain[name] for name in ("seed", "paths", "bands", "kept_payments")}
    return {
        **shown,
        "negative_share": share.quantize(FOUR_PLACES, ROUND_HALF_EVEN),
        "notice": i18n.text("cash_flow.simulation_notice"),
    }


def _order(plain: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    debts = [
        {
            **debt,
            "message": i18n.text(
                f"cash_flow.priorities.{debt['reason']}",
                debt_ref=labels.get(debt["debt_ref"], debt["debt_ref"]),
            ),
        }
        for debt in plain["priority_debts"]
    ]
    return {**plain, "priority_debts": debts}


def _living_costs(plain: Mapping[str, Any]) -> dict[str, Any]:
    english = i18n.current_language() == "en"
    whole, parted = plain["total_average"], plain["group_average"]
    averages = {row["id"]: row for row in (whole, parted) if row is not None}
    rows = [(plain["total"], whole)] if whole is not None else []
    rows += [(row, parted) for row in plain["groups"]]
    return {
        "persons": plain["persons"],
        "notice": i18n.text("cash_flow.living_costs.notice"),
        "comparisons": [
            {
                **row,
                "average_id": average["id"],
                "label": i18n.text(f"cash_flow.living_costs.groups.{row['group'] or 'all'}"),
            }
            for row, average in rows
        ],
        "averages": [
            {
                **{name: row[name] for name in ("id", "scope", "source", "verification")},
                "name": row["name_en" if english else "name_zh"],
            }
            for row in averages.values()
        ],
        "references": [
            {**row, "valid_from": date.fromisoformat(row["valid_from"])}
            for row in plain["references"]
        ],
        "missing": [
            {"kind": kind, "message": i18n.text(f"cash_flow.living_costs.missing.{kind}")}
            for kind in plain["missing"]
        ],
    }
