"""Refusals of the case."""

from app.core.errors import Conflict


class UnderLegalHold(Conflict):
    """Raised when a case on legal hold is to be erased."""

    code = "legal_hold"
