"""Refusals of the ledger."""

from app.core.errors import AppError


class LedgerDamaged(AppError):
    """Raised instead of signing, proving or showing what is not what was signed before."""

    status, code = 500, "ledger_damaged"


class LedgerRolledBack(LedgerDamaged):
    """Raised instead of signing a tree that does not extend one these keys signed before."""

    code = "ledger_rolled_back"
