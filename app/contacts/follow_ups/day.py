"""A last day that another subject keeps, as it is handed to the follow-ups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

Facts = Mapping[str, Any]
Place = tuple[str, int]


class Day(Protocol):
    """A day, the rule behind it, and what stays the same of it when it moves (`place`)."""

    @property
    def due_on(self) -> date:
        """The last day."""

    @property
    def rule_id(self) -> str | None:
        """The rule behind it."""

    @property
    def place(self) -> Place:
        """What tells it from the other days of the same thing."""

    def facts(self, owner_id: str) -> dict[str, Any]:
        """What a follow-up keeps of it beside its day and rule."""


class Owner(NamedTuple):
    """Whose days they are: the name of the fact that holds its id, the id, the follow-ups' kind.

    `place_of` reads a day's place out of the facts of its follow-up.
    """

    name: str
    id: str
    kind: str
    place_of: Callable[[Facts], Place]


@dataclass(frozen=True, slots=True)
class AgreedDay:
    """A day of an agreement: an instalment falls due, or it is time to ask for a change.

    `number` is that of the instalment, `text` the key of its words and `words` what fills them.
    """

    number: int
    due_on: date
    text: str
    words: Mapping[str, str]

    rule_id: str | None = None

    @property
    def place(self) -> Place:
        """What stays the same when the day moves."""
        return self.text, self.number

    def facts(self, owner_id: str) -> dict[str, Any]:
        """What a follow-up keeps of it beside its day."""
        return {
            "agreement_id": owner_id,
            "number": self.number,
            "text": self.text,
            "words": dict(self.words),
            "basis": "product_suggestion",
        }


def agreed_place(facts: Facts) -> Place:
    """The place of the day a follow-up of an agreement was opened for."""
    return facts["text"], facts["number"]
