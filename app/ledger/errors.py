"""Refusals of the ledger."""

from app.core.errors import AppError


class LedgerDamaged(AppError):
    """Raised instead of signing, proving or showing what is not what was signed before."""

    status, code = 500, "ledger_damaged"
