"""Compares scenarios over one cash flow; nothing is stored."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.calc.money import format_fen
from app.calc.periods import format_month, parse_month
from app.cash_flow.affordability import Analysis, analyse
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.computing import stress_of
from app.cash_flow.analyses.schemas import CashFlowInput, Scenario
from app.cash_flow.analyses.snapshots import summary_of
from app.cash_flow.budget_lines import Budget
from app.cash_flow.comparisons.differences import differences
from app.cash_flow.comparisons.schemas import (
    MAX_SCENARIOS,
    Comparison,
    ComparisonInput,
    ComparisonRequest,
    DifferenceFigures,
    Outcome,
    ScenarioOutcome,
)
from app.cash_flow.inputs import budget_of_body
from app.cash_flow.insights.service import findings_read
from app.cash_flow.parameters import current_parameters
from app.cash_flow.scenarios import service as scenarios
from app.core import i18n
from app.core.errors import invalid
from app.core.results import explain


def compare_case_scenarios(
    session: Session, case_id: UUID, request: ComparisonRequest
) -> Comparison:
    """Scenarios over the budget and debts of a case.

    Raises:
        BudgetMissing: before there is a budget.
        InvalidInput: for a change that does not fit it.
    """
    body, _, labels = analyses.cash_flow_input_of(session, case_id, request)
    wanted = len(request.scenarios) + len(request.scenario_ids)
    if not wanted:
        raise invalid("/scenarios", "required")
    if wanted > MAX_SCENARIOS:
        raise invalid("/scenario_ids", "too_many_scenarios")
    kept = scenarios.chosen(session, case_id, request.scenario_ids, "/scenario_ids/{index}")
    return _compare(body, request.scenarios, labels, kept)


def compare_scenarios(request: ComparisonInput) -> Comparison:
    """Scenarios over a cash flow in the request.

    Raises:
        InvalidInput: for a change that does not fit it.
    """
    return _compare(request.cash_flow, request.scenarios, {})


def _compare(
    body: CashFlowInput,
    given: Sequence[Scenario],
    labels: Mapping[str, str],
    kept: Sequence[Scenario] = (),
) -> Comparison:
    budget, start = budget_of_body(body), parse_month(body.start_month)
    plain = _analysed(body, budget)
    outcomes = []
    for place, some in (("/scenarios", given), ("/scenario_ids", kept)):
        for index, scenario in enumerate(some):
            changed = analyses.with_scenario(
                budget, scenario, start, f"{place}/{index}", is_kept=some is kept
            )
            outcomes.append(_outcome(scenario, plain, _analysed(body, changed), labels))
    named = [scenario.model_dump(mode="json") for scenario in (*given, *kept)]
    inputs = {"cash_flow": body.model_dump(mode="json"), "scenarios": named}
    payments = [("base", plain.summary.affordable_payment)]
    payments += [(each.name, each.summary.affordable_payment) for each in outcomes]
    trace = [
        (f"affordable_payment_{number}", f"{name}: {format_fen(payment)}", None)
        for number, (name, payment) in enumerate(payments)
    ]
    return Comparison(
        start_month=body.start_month,
        base=Outcome(**_shown(plain, labels)),
        scenarios=outcomes,
        **explain(inputs, trace=trace),
    )


def _analysed(body: CashFlowInput, budget: Budget) -> Analysis:
    parameters = current_parameters()
    stress, start = stress_of(body.stress, parameters), parse_month(body.start_month)
    return analyse(budget, start, body.months, stress, body.safety_buffer, parameters.kinds)


def _outcome(
    scenario: Scenario, plain: Analysis, changed: Analysis, labels: Mapping[str, str]
) -> ScenarioOutcome:
    found = differences(plain.summary, changed.summary)
    words = {
        "name": scenario.name,
        "before": format_fen(plain.summary.affordable_payment),
        "after": format_fen(changed.summary.affordable_payment),
        "difference": format_fen(abs(found.affordable_payment)),
    }
    return ScenarioOutcome(
        name=scenario.name,
        direction=found.direction,
        message=i18n.text(f"cash_flow.comparison.{found.direction}", **words),
        differences=DifferenceFigures.model_validate(found),
        **_shown(changed, labels),
    )


def _shown(analysis: Analysis, labels: Mapping[str, str]) -> dict[str, Any]:
    rows = zip(analysis.months, analysis.stressed_months, strict=True)
    return {
        "summary": summary_of(analysis),
        "balances": [
            {
                "month": format_month(row.month),
                "closing_balance": row.closing_balance,
                "stressed_closing_balance": hard.closing_balance,
            }
            for row, hard in rows
        ],
        "findings": findings_read(analysis.findings, labels),
    }
