"""Why a file is not read: codes for texts under `statements.refusals` and `statements.hints`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recognised of an unknown file: its kind, encoding, and *known* header names."""

    type: str
    encoding: str
    headers: tuple[str, ...] = ()


class StatementRefused(ValueError):
    """Raised when a file cannot be read safely: empty, damaged, locked or beyond a limit."""

    def __init__(self, code: str, **params: str | int) -> None:
        """Keeps the text's code and its parameters; never content of the file."""
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


class StatementFormatUnknown(StatementRefused):
    """Raised when the layout is not recognised; `hint` names what to try instead."""

    def __init__(self, seen: Seen, hint: str) -> None:
        """Keeps what was seen and the code of the hint."""
        super().__init__("statement_format_unknown")
        self.seen = seen
        self.hint = hint
