"""The problem for a refused file; of its content only known header names are ever named."""

from app.core import i18n
from app.core.errors import Conflict, InvalidInput
from app.statements.refusals import StatementFormatUnknown, StatementRefused


class StatementBeingRead(Conflict):
    """Raised while a large statement of the case is still being read."""

    code = "statement_being_read"


def refusal(error: StatementRefused) -> InvalidInput:
    """422 with the refusal's own code; an unknown layout says what was seen and what to try."""
    if not isinstance(error, StatementFormatUnknown):
        return InvalidInput(error.code, params=error.params)
    seen = error.seen
    return InvalidInput(
        error.code,
        members={
            "seen": {"type": seen.type, "encoding": seen.encoding, "headers": list(seen.headers)},
            "hint": error.hint,
            "hint_message": i18n.text(f"statements.hints.{error.hint}"),
        },
    )
