"""Refusals of the cash flow."""

from app.core.errors import Conflict


class BudgetMissing(Conflict):
    """Raised when an analysis is asked for before there is a budget."""

    code = "budget_missing"
