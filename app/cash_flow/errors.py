"""Refusals of the cash flow."""

from app.core.errors import Conflict


class BudgetMissing(Conflict):
    """Raised when an analysis is asked for before there is a budget."""

    code = "budget_missing"


class ScenarioExists(Conflict):
    """Raised when the case already keeps a scenario of this name."""

    code = "scenario_exists"


class ReferenceExists(Conflict):
    """Raised when a region already has an amount of the kind from the same day."""

    code = "reference_exists"
