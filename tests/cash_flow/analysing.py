"""An analysis with the kinds of reserves shipped, for tests of the pure part."""

from app.cash_flow import affordability
from app.cash_flow.affordability import Analysis
from app.cash_flow.budget_lines import Budget, Stress
from app.cash_flow.parameters import current_parameters

KINDS = current_parameters().kinds


def analyse(
    budget: Budget, start_month: int, months: int, stress: Stress, safety_buffer: int = 0
) -> Analysis:
    return affordability.analyse(budget, start_month, months, stress, safety_buffer, KINDS)
