"""Keeps the budget of a case, analyses it and tells what can be paid."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.calc.money import format_fen
from app.calc.periods import format_month, parse_month
from app.cases import service as cases
from app.cash_flow import repository
from app.cash_flow.affordability import Analysis, analyse
from app.cash_flow.budget_lines import Budget, DebtLine, Stress
from app.cash_flow.charts import ChartTexts, balance_chart
from app.cash_flow.errors import BudgetMissing
from app.cash_flow.findings import Finding
from app.cash_flow.history import AppliedLine, MonthOfSpending, joined_history
from app.cash_flow.inputs import budget_of_body, debt_line, trace_of
from app.cash_flow.models import StoredAnalysis, StoredBudget
from app.cash_flow.reserves import Reserves, reserves_of
from app.cash_flow.scenarios import ChangeImpossible, apply_changes, changes_of
from app.cash_flow.schemas import (
    AnalysisRead,
    AnalysisRequest,
    BudgetInput,
    BudgetRead,
    CashFlowFinding,
    CashFlowInput,
    CashFlowResult,
    DebtInput,
    ExpenseLine,
    IncomeLine,
    Scenario,
    StressInput,
)
from app.cash_flow.snapshots import figures_of, reopened, snapshot_of
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, PreconditionFailed, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import explain
from app.debts import service as debts
from app.debts.schemas import DebtFacts

MAX_LINES = 100
"""What a list of the contract holds."""


@lru_cache(maxsize=1)
def default_stress() -> Stress:
    """The stress of the scoring model, for callers that set none."""
    source = files("app.data").joinpath("scoring", "model.toml").read_text(encoding="utf-8")
    figures = tomllib.loads(source)["stress"]
    return Stress(**{name: Decimal(value) for name, value in figures.items()})


def stress_from_input(given: StressInput | None) -> Stress:
    """The stress asked for, or the model's own."""
    if given is None:
        return default_stress()
    return Stress(given.income_drop_percent, given.cost_rise_percent)


def debt_line_from_input(debt: DebtInput) -> DebtLine:
    """A debt as the forecast sees it; amounts owed that are unknown count as nothing."""
    return debt_line(debt)


def budget_from_input(request: CashFlowInput) -> Budget:
    """The budget in a calculator's body, debts included."""
    return budget_of_body(request)


def compute_cash_flow(request: CashFlowInput) -> CashFlowResult:
    """The calculator: the same analysis as of a case, nothing stored."""
    budget, stress = budget_from_input(request), stress_from_input(request.stress)
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


def put_budget(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: BudgetInput,
    precondition: Precondition,
) -> BudgetRead:
    """Sets the budget: the first time freely, later against the version that was read."""
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    stored = repository.find_budget(session, case_id)
    if stored is not None:
        precondition.check(stored.version)
    elif precondition.header is not None:
        raise PreconditionFailed
    history = _opened(stored, key)["history"] if stored is not None else {}
    dated = wanted.model_copy(update={"as_of": wanted.as_of or clock.today()})
    kept = _keep_budget(session, case_id, stored, key, dated, history)
    accounts.record(session, principal, "budget_set", "budget", kept.id, case_id)
    return _read_budget(kept, key)


def _keep_budget(
    session: Session,
    case_id: UUID,
    stored: StoredBudget | None,
    key: crypto.DataKey,
    budget: BudgetInput,
    history: Mapping[str, Any],
) -> StoredBudget:
    row = stored or StoredBudget(tenant_id=tenant_of(session), id=new_id(), case_id=case_id)
    contents = {"budget": budget.model_dump(mode="json"), "history": history}
    row.sealed = crypto.seal(key, _address(row), orjson.dumps(contents))
    session.add(row)
    session.flush()
    return row


def get_budget(session: Session, case_id: UUID) -> BudgetRead:
    """The budget of a case.

    Raises:
        NotFound: before its first PUT.
    """
    key = cases.case_key(session, case_id)
    stored = repository.find_budget(session, case_id)
    if stored is None:
        raise NotFound
    return _read_budget(stored, key)


def apply_lines(
    session: Session,
    principal: Principal,
    case_id: UUID,
    import_id: UUID,
    lines: Sequence[AppliedLine],
    history: Sequence[MonthOfSpending],
) -> int:
    """Puts a statement's lines into the budget, made if missing; applying again replaces them.

    Returns the budget's new version.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    stored = repository.find_budget(session, case_id)
    opened = _opened(stored, key) if stored is not None else {"budget": {}, "history": {}}
    before = BudgetInput.model_validate(opened["budget"])
    incomes, expenses = _applied(import_id, lines)
    budget = before.model_copy(
        update={
            "as_of": before.as_of or clock.today(),
            "incomes": [line for line in before.incomes if line.import_id != import_id] + incomes,
            "expenses": [line for line in before.expenses if line.import_id != import_id]
            + expenses,
        }
    )
    for name in ("incomes", "expenses"):
        if len(getattr(budget, name)) > MAX_LINES:
            raise invalid(f"/{name}", "too_many_lines")
    months = {**opened["history"], str(import_id): [asdict(month) for month in history]}
    kept = _keep_budget(session, case_id, stored, key, budget, months)
    accounts.record(session, principal, "statement_applied", "budget", kept.id, case_id)
    return kept.version


def _applied(
    import_id: UUID, lines: Sequence[AppliedLine]
) -> tuple[list[IncomeLine], list[ExpenseLine]]:
    incomes, expenses = [], []
    for line in lines:
        same = {
            "name": line.name[:200],
            "category": line.category,
            "amount": format_fen(line.monthly_amount),
            "import_id": import_id,
        }
        if line.direction == "income":
            incomes.append(IncomeLine.model_validate(same))
        else:
            more = {"kind": line.kind, "essential": line.essential}
            expenses.append(ExpenseLine.model_validate({**same, **more}))
    return incomes, expenses


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
        debts=[
            DebtInput.model_construct(
                debt_ref=str(debt.id),
                **{name: getattr(debt, name) for name in DebtFacts.model_fields},
            )
            for debt in owed
        ],
    )
    return body, budget, {str(debt.id): debt.creditor_name for debt in owed}


def debt_lines(session: Session, case_id: UUID) -> tuple[DebtLine, ...]:
    """The open debts of a case as the forecast sees them, by id, in the order entered."""
    return budget_of(session, case_id).debts


def budget_of(session: Session, case_id: UUID) -> Budget:
    """The budget of a case with its debts, for subjects that compute with it."""
    request = AnalysisRequest(start_month=f"{clock.today():%Y-%m}", months=1)
    return budget_from_input(cash_flow_input_of(session, case_id, request)[0])


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
    row.sealed = crypto.seal(key, _address(row), orjson.dumps(contents))
    session.add(row)
    session.flush()
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
    stored = _opened(repository.get_analysis(session, case_id, analysis_id), key)
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


def erase_case(session: Session, case_id: UUID) -> None:
    """Empties budget and analyses; what was sealed also dies with the case's key."""
    for row in repository.all_rows(session, case_id):
        row.sealed = b""
        if isinstance(row, StoredAnalysis):
            row.inputs_hash = ""
    session.flush()


def _address(row: StoredBudget | StoredAnalysis) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, row.__tablename__, row.id, "sealed")


def _opened(row: StoredBudget | StoredAnalysis, key: crypto.DataKey) -> dict[str, Any]:
    opened: dict[str, Any] = orjson.loads(
        crypto.open_sealed({key.key_id: key}, _address(row), row.sealed)
    )
    return opened


def _read_budget(stored: StoredBudget, key: crypto.DataKey) -> BudgetRead:
    opened = _opened(stored, key)
    parts = [[MonthOfSpending(**month) for month in part] for part in opened["history"].values()]
    return BudgetRead.model_validate(
        {
            **opened["budget"],
            "spending_history": [asdict(month) for month in joined_history(parts)],
            "updated_at": stored.updated_at,
            "version": stored.version,
        }
    )


def _read_analysis(row: StoredAnalysis, key: crypto.DataKey) -> AnalysisRead:
    stored = _opened(row, key)
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
