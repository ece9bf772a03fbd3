"""What a case knows, as a template may say it: named facts and rows of them, each with its source.

A fact whose text is None is unknown. A template that needs it asks for it; nothing is made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.documents.typesetting.tree import Source


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as it is written; `pointer` says where it would be entered.

    `is_own`: the words are the person's own or somebody else's, not this service's.
    """

    text: str | None
    source: Source
    pointer: str = ""
    is_own: bool = False


Row = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything gathered for one document; `flags` are what blocks ask with `when`."""

    named: Mapping[str, Fact] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    def and_more(self, other: "Facts") -> "Facts":
        """Both together; no name is in both."""
        return Facts(
            {**self.named, **other.named}, {**self.rows, **other.rows}, self.flags | other.flags
        )


def flagged(*, prefix: str = "", **flags: object) -> frozenset[str]:
    """The names of those that hold."""
    return frozenset(f"{prefix}{name}" for name, holds in flags.items() if holds)
