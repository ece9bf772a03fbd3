"""Computes the months ahead from budget and debts, keeps them and draws them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow import repository
from app.cash_flow.analyses.computing import compute, stress_of
from app.cash_flow.analyses.scenarios import ChangeImpossible, apply_changes, changes_of
from app.cash_flow.analyses.schemas import (
    AnalysisRead,
    AnalysisRequest,
    CashFlowInput,
    CashFlowResult,
    DebtInput,
    OutlookRequest,
    Reproduction,
    Scenario,
    StressInput,
)
from app.cash_flow.analyses.snapshots import figures_of, reopened, snapshot_of
from app.cash_flow.budget_lines import Budget, Stress
from app.cash_flow.errors import BudgetMissing
from app.cash_flow.findings import Finding
from app.cash_flow.insights.service import findings_read, insight_read
from app.cash_flow.models import StoredAnalysis
from app.cash_flow.parameters import (
    current_parameters,
    parameters_of,
    shipped_parameters,
)
from app.cash_flow.references.service import references_of_region
from app.cash_flow.scenarios import service as scenarios
from app.cash_flow.schemas import (
    MOST_REFERENCES,
    BudgetRead,
    CategorySpent,
    HistoryMonth,
    SpendingMonth,
)
from app.cash_flow.service import get_budget
from app.core import crypto, i18n
from app.core.access import acted_by, actor_of
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.errors import InvalidInput, NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import explain, inputs_hash
from app.debts import service as debts
from app.debts.schemas import DebtFacts, DebtRead

MONTHS_OF_HISTORY = 60
"""How many of the newest months of statements an analysis looks at."""
OPENING_BALANCE_MISSING = Finding("opening_balance_missing", "info")


def stress_from_input(given: StressInput | None) -> Stress:
    """The stress asked for, or that of the scoring model."""
    return stress_of(given, current_parameters())


def compute_cash_flow(request: CashFlowInput) -> CashFlowResult:
    """The calculator: the same analysis as of a case, nothing stored."""
    computed = compute(request, None, current_parameters())
    shown = _shown(snapshot_of(computed), {})
    return CashFlowResult(**shown, **explain(request, trace=computed.trace))


def _shown(plain: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """The answer's own fields; findings in the caller's language, debts by their names."""
    analysis, reserves = reopened(plain)
    return {
        **figures_of(analysis, reserves),
        "findings": findings_read(analysis.findings, labels),
        **dict(insight_read(plain.get("insight"), labels)),
    }


def cash_flow_input_of(
    session: Session, case_id: UUID, request: OutlookRequest
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
    case = cases.get_case(session, case_id)
    owed = debts.list_unsettled_debts(session, case_id)
    body = CashFlowInput.model_construct(
        start_month=request.start_month,
        months=request.months,
        opening_balance=budget.opening_balance or 0,
        safety_buffer=request.safety_buffer,
        stress=request.stress,
        household=case.household,
        simulation=request.simulation,
        spending_history=[
            _spending_month(month) for month in budget.spending_history[-MONTHS_OF_HISTORY:]
        ],
        reference_amounts=references_of_region(session, case.region_code, MOST_REFERENCES),
        incomes=budget.incomes,
        expenses=budget.expenses,
        planned_costs=budget.planned_costs,
        assets=budget.assets,
        buffers=budget.buffers,
        debts=[debt_input_of(debt) for debt in owed],
    )
    return body, budget, {str(debt.id): debt.creditor_name for debt in owed}


def _spending_month(month: HistoryMonth) -> SpendingMonth:
    spent = month.categories
    categories = (
        None if spent is None else [CategorySpent.model_construct(**dict(row)) for row in spent]
    )
    return SpendingMonth.model_construct(**{**dict(month), "categories": categories})


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
    wanted = _wanted(session, case_id, request)
    is_kept = request.scenario_id is not None
    try:
        computed = compute(body, wanted, current_parameters())
    except ChangeImpossible as error:
        place = "/scenario_id" if is_kept else "/scenario"
        raise refusal_of(error, place, is_kept=is_kept) from error
    if read.opening_balance is None:
        computed = computed.with_finding(OPENING_BALANCE_MISSING)
    inputs: dict[str, Any] = body.model_dump(mode="json")
    scenario = wanted.model_dump(mode="json") if wanted is not None else None
    explained = explain(_hashed(inputs, scenario), trace=computed.trace)
    contents = {
        "inputs": inputs,
        "scenario": scenario,
        "scenario_id": request.scenario_id,
        "parameters": shipped_parameters(),
        "opening_balance_known": read.opening_balance is not None,
        "budget_version": read.version,
        "labels": labels,
        "result": snapshot_of(computed),
        "explained": {**explained, "trace": [step.model_dump() for step in explained["trace"]]},
    }
    key = cases.case_key(session, case_id)
    row = StoredAnalysis(tenant_id=tenant_of(session), id=analysis_id or new_id(), case_id=case_id)
    row.start_month, row.inputs_hash = request.start_month, explained["inputs_hash"]
    row.acted_by = acted_by(principal)
    repository.keep(session, row, key, contents)
    accounts.record(session, principal, "cash_flow_analysed", "analysis", row.id, case_id)
    return _read_analysis(row, key)


def _wanted(session: Session, case_id: UUID, request: AnalysisRequest) -> Scenario | None:
    """The scenario of a request: one of its own, or one that the case keeps."""
    if request.scenario_id is None:
        return request.scenario
    if request.scenario is not None:
        raise invalid("/scenario_id", "not_allowed")
    return scenarios.chosen(session, case_id, [request.scenario_id], "/scenario_id")[0]


def _hashed(inputs: Any, scenario: Any) -> Any:
    """What an analysis hashes: without a scenario the calculator's own body."""
    return inputs if scenario is None else {"cash_flow": inputs, "scenario": scenario}


def with_scenario(
    budget: Budget, scenario: Scenario, start: int, pointer: str, *, is_kept: bool = False
) -> Budget:
    """Applies the changes, each from its month on but not before the first month looked at.

    Raises:
        InvalidInput: for a change that does not fit the budget, with its place below the pointer.
    """
    try:
        return apply_changes(budget, changes_of(scenario, start))
    except ChangeImpossible as error:
        raise refusal_of(error, pointer, is_kept=is_kept) from error


def refusal_of(error: ChangeImpossible, pointer: str, *, is_kept: bool = False) -> InvalidInput:
    """The problem for a change that cannot be, with its place below the pointer.

    The changes of a scenario that `is_kept` stand elsewhere: then the pointer is all.
    """
    place = pointer if is_kept else f"{pointer}/changes/{error.index}/{error.field}"
    return invalid(place, error.code)


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


def opened_analysis(session: Session, case_id: UUID, analysis_id: UUID) -> dict[str, Any]:
    """What was kept of an analysis: inputs, parameters and result, plain."""
    key = cases.case_key(session, case_id)
    return repository.opened(repository.get_analysis(session, case_id, analysis_id), key)


def reproduce_analysis(session: Session, case_id: UUID, analysis_id: UUID) -> Reproduction:
    """Computes an analysis again from its kept inputs and parameters and compares the bytes."""
    stored = opened_analysis(session, case_id, analysis_id)
    differing = _differing(stored) if "parameters" in stored else None
    word = {None: "unknown", True: "same", False: "different"}
    same = None if differing is None else not differing
    return Reproduction(
        reproduced=same,
        inputs_hash=inputs_hash(_hashed(stored["inputs"], stored["scenario"])),
        computed_on=date.fromisoformat(stored["explained"]["as_of"]),
        model_version=stored["parameters"]["cash_flow"]["version"]
        if differing is not None
        else None,
        current_model_version=current_parameters().model.version,
        differing=differing or [],
        message=i18n.text(f"cash_flow.reproduction.{word[same]}"),
    )


def _differing(stored: Mapping[str, Any]) -> list[str]:
    """The parts of a kept result that come out differently today; none is what is promised."""
    body = CashFlowInput.model_validate(stored["inputs"])
    scenario = stored["scenario"]
    wanted = Scenario.model_validate(scenario) if scenario is not None else None
    computed = compute(body, wanted, parameters_of(stored["parameters"]))
    if not stored["opening_balance_known"]:
        computed = computed.with_finding(OPENING_BALANCE_MISSING)
    again, kept = snapshot_of(computed), stored["result"]
    return [name for name in again if _bytes(again[name]) != _bytes(kept.get(name))]


def _bytes(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _read_analysis(row: StoredAnalysis, key: crypto.DataKey) -> AnalysisRead:
    stored = repository.opened(row, key)
    scenario = stored["scenario"]
    explained, kept = stored["explained"], stored.get("scenario_id")
    return AnalysisRead(
        **_shown(stored["result"], stored["labels"]),
        id=row.id,
        scenario=Scenario.model_validate(scenario) if scenario is not None else None,
        scenario_id=UUID(kept) if kept is not None else None,
        budget_version=stored["budget_version"],
        acted_by=actor_of(row),
        created_at=row.created_at,
        version=row.version,
        **{**explained, "as_of": date.fromisoformat(explained["as_of"])},
    )
