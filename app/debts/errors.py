"""Refusals of debts and of the loan calculators."""

from app.core.errors import Conflict, InvalidInput


class DebtInUse(Conflict):
    """Raised when a debt that a proposal or another record stands on is to be deleted."""

    code = "debt_in_use"


class ScheduleRefused(InvalidInput):
    """Raised when terms give no schedule; `errors` says which term, and why."""

    code = "schedule_not_computable"


class RateRefused(InvalidInput):
    """Raised when no single annual rate solves the payments; `roots` are those found."""

    code = "rate_not_computable"
