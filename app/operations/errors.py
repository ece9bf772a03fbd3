"""Refusals of operations, and the ways in which work ends early."""

from app.core.errors import Conflict


class OperationOver(Conflict):
    """Raised when an operation that has succeeded or failed is to be cancelled."""

    code = "operation_over"


class WorkFailed(Exception):
    """Raised by the work itself when trying again cannot help; `code` is shown to the owner."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class WorkStopped(Exception):
    """Raised inside the work when it was cancelled, or when another worker has taken it."""
