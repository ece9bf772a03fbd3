"""Refusals of the loan calculators."""

from app.core.errors import InvalidInput


class ScheduleRefused(InvalidInput):
    """Raised when terms give no schedule; `errors` says which term, and why."""

    code = "schedule_not_computable"


class RateRefused(InvalidInput):
    """Raised when no single annual rate solves the payments; `roots` are those found."""

    code = "rate_not_computable"
