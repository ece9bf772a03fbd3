"""Refusals of debts."""

from app.core.errors import Conflict


class DebtInUse(Conflict):
    """Raised when a debt that a proposal or another record stands on is to be deleted."""

    code = "debt_in_use"
