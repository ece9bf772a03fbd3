"""A last day of a court (法院的期限), as proceedings hand it to the follow-ups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Basis = Literal["rule", "court_paper"]


@dataclass(frozen=True, slots=True)
class CourtDay:
    """Until when something must reach a court, or when it hears the case.

    `text` is the key of its words; `code` and `document` (index of the paper) tell it from the
    other days of the same proceedings; `basis` is `court_paper` where the day stands on the paper.
    """

    code: str
    document: int
    due_on: date
    text: str
    basis: Basis
    rule_id: str | None = None

    @property
    def place(self) -> tuple[str, int]:
        """What stays the same when the day moves."""
        return self.code, self.document

    def facts(self, proceeding_id: str) -> dict[str, Any]:
        """What a follow-up keeps of it beside its day and rule."""
        return {
            "proceeding_id": proceeding_id,
            "code": self.code,
            "document": self.document,
            "text": self.text,
            "basis": self.basis,
        }


def place_of(facts: Mapping[str, Any]) -> tuple[str, int]:
    """The place of the day a follow-up was opened for."""
    return facts["code"], facts["document"]


def each_once(days: Sequence[CourtDay]) -> list[CourtDay]:
    """The days without those that two papers set alike, such as a hearing both of them name."""
    seen: set[tuple[str, date]] = set()
    kept = []
    for day in days:
        if (day.code, day.due_on) not in seen:
            kept.append(day)
            seen.add((day.code, day.due_on))
    return kept
