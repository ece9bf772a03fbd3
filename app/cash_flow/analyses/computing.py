"""From the stored inputs of an analysis to everything it says; nothing else is looked at.

Inputs are bodies of the contract, parameters the plain data kept with them, so that the same
answer comes out years later, whatever budget, clock and shipped data are by then.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.calc.periods import parse_month
from app.cash_flow.affordability import Analysis, analyse
from app.cash_flow.analyses.scenarios import apply_changes, changes_of
from app.cash_flow.budget_lines import Stress
from app.cash_flow.findings import Finding
from app.cash_flow.history import MonthOfSpending
from app.cash_flow.inputs import Step, budget_of_body, trace_of
from app.cash_flow.insight import Circumstances, Insight, insight_of
from app.cash_flow.living_costs import ReferenceAmount
from app.cash_flow.parameters import Parameters
from app.cash_flow.reserves import Reserves, reserves_of
from app.cash_flow.savings import Course


@dataclass(frozen=True, slots=True)
class Computed:
    """An analysis with all that belongs to it."""

    analysis: Analysis
    reserves: Reserves
    insight: Insight
    trace: tuple[Step, ...]

    def with_finding(self, finding: Finding) -> "Computed":
        """The same with one more finding at the end."""
        findings = (*self.analysis.findings, finding)
        return replace(self, analysis=replace(self.analysis, findings=findings))


def compute(body: Any, scenario: Any, parameters: Parameters) -> Computed:
    """Computes a cash-flow body with a scenario (or None) laid over it.

    Raises:
        ChangeImpossible: for a change that does not fit the budget.
    """
    start = parse_month(body.start_month)
    budget = budget_of_body(body)
    if scenario is not None:
        budget = apply_changes(budget, changes_of(scenario, start))
    stress, parameters = stress_of(body.stress, parameters), _seeded(body, parameters)
    course = Course(start, body.months, stress, body.safety_buffer)
    analysis = analyse(budget, start, body.months, stress, body.safety_buffer, parameters.kinds)
    insight = insight_of(budget, analysis, course, _circumstances(body), parameters)
    findings = (*analysis.findings, *insight.findings)
    return Computed(
        analysis=replace(analysis, findings=findings),
        reserves=reserves_of(budget),
        insight=insight,
        trace=(*trace_of(budget, analysis, stress, body.safety_buffer), *_more(parameters)),
    )


def stress_of(given: Any, parameters: Parameters) -> Stress:
    """The stress a body asks for; where it asks for none, that of the parameters."""
    if given is None:
        return parameters.stress
    return Stress(given.income_drop_percent, given.cost_rise_percent)


def _seeded(body: Any, parameters: Parameters) -> Parameters:
    """The parameters with the seed and number of courses a body asks for."""
    wanted = body.simulation
    if wanted is None:
        return parameters
    model = parameters.model
    chosen = {name: value for name, value in wanted if value is not None}
    simulation = replace(model.simulation, **chosen)
    return replace(parameters, model=replace(model, simulation=simulation))


def _circumstances(body: Any) -> Circumstances:
    household = body.household
    return Circumstances(
        persons=household.adults + household.children if household is not None else 0,
        history=tuple(_month_of(month) for month in body.spending_history),
        references=tuple(
            ReferenceAmount(
                kind=row.kind,
                region_code=row.region_code,
                amount=row.amount,
                valid_from=row.valid_from,
                source_url=row.source_url,
            )
            for row in body.reference_amounts
        ),
    )


def _month_of(month: Any) -> MonthOfSpending:
    figures = month.month, month.income, month.expense, month.debt_service
    if month.categories is None:
        return MonthOfSpending(*figures)
    spent: Counter[str] = Counter()
    for entry in month.categories:
        spent[entry.category] += entry.amount
    return MonthOfSpending(*figures, dict(spent))


def _more(parameters: Parameters) -> Sequence[Step]:
    simulation = parameters.model.simulation
    return (
        ("cash_flow_model", parameters.model.version, None),
        ("simulation_seed", simulation.seed, None),
        ("simulation_paths", simulation.paths, None),
    )
