"""Computes the months ahead from budget and debts, keeps them and draws them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.calc.money import format_fen
from app.calc.periods import format_month, parse_month
from app.cases import service as cases
from app.cash_flow import repository
from app.cash_flow.affordability import Analysis, analyse
from app.cash_flow.analyses.charts import ChartTexts, balance_chart
from app.cash_flow.analyses.scenarios import ChangeImpossible, apply_changes, changes_of
from app.cash_flow.analyses.schemas import (
    AnalysisRead,
    AnalysisRequest,
    CashFlowFinding,
    CashFlowInput,
    CashFlowResult,
    DebtInput,
    Scenario,
    StressInput,
)
from app.cash_flow.analyses.snapshots import figures_of, reopened, snapshot_of
from app.cash_flow.budget_lines import Budget, Stress
from app.cash_flow.errors import BudgetMissing
from app.cash_flow.findings import Finding
from app.cash_flow.inputs import budget_of_body, trace_of
from app.cash_flow.models import StoredAnalysis
from app.cash_flow.reserves import Reserves, reserves_of
from app.cash_flow.schemas import BudgetRead
from app.cash_flow.service import get_budget
from app.core import crypto, i18n
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import explain
from app.core.tables import data_table
from app.debts import service as debts
from app.debts.schemas import DebtFacts, DebtRead


def stress_from_input(given: StressInput | None) -> Stress:
    """The stress asked for, or that of the scoring model."""
    if given is None:
        figures = data_table("scoring", "model")["stress"]
        return Stress(**{name: Decimal(value) for name, value in figures.items()})
    return Stress(given.income_drop_percent, given.cost_rise_percent)


def compute_cash_flow(request: CashFlowInput) -> CashFlowResult:
    """The calculator: the same analysis as of a case, nothing stored."""
    budget, stress = budget_of_body(request), stress_from_input(request.stress)
    start = parse_month(request.start_month)
    analysis = analyse(budget, start, request.months, stress, request.safety_buffer)
    trace = trace_of(budget, analysis, stress, request.safety_buffer)
    shown = _shown(analysis, reserves_of(budget), {})
    return CashFlowResult(**shown, **explain(request, trace=trace))


def _shown(analysis: Analysis, reserves: Reserves, labels: Mapping[str, str]) -> dict[str, Any]:
    """The answer's own fields; findings in the caller's language, debts by their names."""
    findings = [_finding(finding, labels) for finding in analysis.findings]
    return {**figures_of(analysis, reserves), "findings": findings}


def _finding(finding: Finding, labels: Mapping[str, str]) -> CashFlowFinding:
    words = dict(finding.params)
    if "debt_ref" in words:
        words["debt_ref"] = labels.get(words["debt_ref"], words["debt_ref"])
    if "scenario" in words:
        words["scenario"] = i18n.text(f"cash_flow.scenarios.{words['scenario']}")
    return CashFlowFinding(
        code=finding.code,
        severity=finding.severity,
        message=i18n.text(f"cash_flow.findings.{finding.code}", **words),
        params=dict(finding.params),
    )


def cash_flow_input_of(
    session: Session, case_id: UUID, request: AnalysisRequest
) -> tuple[CashFlowInput, BudgetRead, dict[str, str]]:
    """A calculator's body from the budget and debts of a case (settled ones left out).

    Also the budget read and the creditors' names by `debt_ref`, which is the debt's id.

    Raises:
        BudgetMissing: before there is a budget.
    """
    try:
        budget = get_budget(session, case_id)
    except NotFound as error:
        cases.require_case(session, case_id)
        raise BudgetMissing from error
    owed = [debt for debt in debts.list_debts(session, case_id) if debt.debt_status != "settled"]
    body = CashFlowInput.model_construct(
        start_month=request.start_month,
        months=request.months,
        opening_balance=budget.opening_balance or 0,
        safety_buffer=request.safety_buffer,
        stress=request.stress,
        household=None,
        incomes=budget.incomes,
        expenses=budget.expenses,
        planned_costs=budget.planned_costs,
        assets=budget.assets,
        buffers=budget.buffers,
        debts=[debt_input_of(debt) for debt in owed],
    )
    return body, budget, {str(debt.id): debt.creditor_name for debt in owed}


def debt_input_of(debt: DebtRead) -> DebtInput:
    """A debt of a case as the calculators take it; its id is their `debt_ref`."""
    facts = {name: getattr(debt, name) for name in DebtFacts.model_fields}
    return DebtInput.model_construct(debt_ref=str(debt.id), **facts)


def create_analysis(
    session: Session,
    principal: Principal,
    case_id: UUID,
    request: AnalysisRequest,
    *,
    analysis_id: UUID | None = None,
) -> AnalysisRead:
    """Computes the months ahead from budget and debts, and keeps inputs and result.

    Without a scenario the inputs hash is that of the same body sent to the calculator.
    """
    body, read, labels = cash_flow_input_of(session, case_id, request)
    start, stress = parse_month(request.start_month), stress_from_input(request.stress)
    budget = _with_scenario(budget_of_body(body), request.scenario, start)
    analysis = analyse(budget, start, request.months, stress, request.safety_buffer)
    if read.opening_balance is None:
        unknown = Finding("opening_balance_missing", "info")
        analysis = replace(analysis, findings=(*analysis.findings, unknown))
    inputs: dict[str, Any] = body.model_dump(mode="json")
    scenario = request.scenario.model_dump(mode="json") if request.scenario is not None else None
    hashed = inputs if scenario is None else {"cash_flow": inputs, "scenario": scenario}
    explained = explain(hashed, trace=trace_of(budget, analysis, stress, request.safety_buffer))
    contents = {
        "inputs": inputs,
        "scenario": scenario,
        "budget_version": read.version,
        "labels": labels,
        "result": snapshot_of(analysis, reserves_of(budget)),
        "explained": {**explained, "trace": [step.model_dump() for step in explained["trace"]]},
    }
    key = cases.case_key(session, case_id)
    row = StoredAnalysis(tenant_id=tenant_of(session), id=analysis_id or new_id(), case_id=case_id)
    row.start_month, row.inputs_hash = request.start_month, explained["inputs_hash"]
    repository.keep(session, row, key, contents)
    accounts.record(session, principal, "cash_flow_analysed", "analysis", row.id, case_id)
    return _read_analysis(row, key)


def _with_scenario(budget: Budget, scenario: Scenario | None, start: int) -> Budget:
    """Applies the changes, each from its month on but not before the first month looked at."""
    if scenario is None:
        return budget
    try:
        return apply_changes(budget, changes_of(scenario, start))
    except ChangeImpossible as error:
        raise invalid(f"/scenario/changes/{error.index}/{error.field}", error.code) from error


def get_analysis(session: Session, case_id: UUID, analysis_id: UUID) -> AnalysisRead:
    """One analysis, as it was computed."""
    key = cases.case_key(session, case_id)
    return _read_analysis(repository.get_analysis(session, case_id, analysis_id), key)


def page_of_analyses(session: Session, case_id: UUID, request: PageRequest) -> Slice[AnalysisRead]:
    """Analyses of a case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.page_of_analyses(session, case_id, request)
    items = [_read_analysis(row, key) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def draw_analysis(session: Session, case_id: UUID, analysis_id: UUID) -> str:
    """The balance of an analysis as SVG, in the caller's language."""
    key = cases.case_key(session, case_id)
    stored = repository.opened(repository.get_analysis(session, case_id, analysis_id), key)
    analysis, _ = reopened(stored["result"])
    lowest = analysis.summary.lowest_balance
    words = {"month": format_month(lowest.month), "amount": format_fen(lowest.amount)}
    words["name"] = stored["scenario"]["name"] if stored["scenario"] else ""
    title = "scenario_title" if stored["scenario"] else "title"
    texts = {
        name: i18n.text(f"cash_flow.chart.{name}", **words)
        for name in ("description", "base", "stressed", "planned_cost", "lowest")
    }
    texts["title"] = i18n.text(f"cash_flow.chart.{title}", **words)
    return balance_chart(analysis.months, analysis.stressed_months, ChartTexts(**texts))


def _read_analysis(row: StoredAnalysis, key: crypto.DataKey) -> AnalysisRead:
    stored = repository.opened(row, key)
    analysis, reserves = reopened(stored["result"])
    scenario = stored["scenario"]
    explained = stored["explained"]
    return AnalysisRead(
        **_shown(analysis, reserves, stored["labels"]),
        id=row.id,
        scenario=Scenario.model_validate(scenario) if scenario is not None else None,
        budget_version=stored["budget_version"],
        created_at=row.created_at,
        version=row.version,
        **{**explained, "as_of": date.fromisoformat(explained["as_of"])},
    )
