"""How a gate ends: with its figures, a reasoned skip, or a failure."""


class Failed(Exception):
    """Raised when a gate does not hold; the message says what was found."""


class Skipped(Exception):
    """Raised when a tool that is not part of the project is missing on this machine."""
