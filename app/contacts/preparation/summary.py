"""What past contacts with one creditor come to: who spoke, what was promised, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the other side, as they gave themselves."""

    organisation: str | None
    department: str | None
    agent_name: str | None
    agent_id: str | None
    number: str | None


@dataclass(frozen=True, slots=True)
class Met:
    """A person and the contacts with them, the newest first."""

    person: Person
    contact_ids: tuple[UUID, ...]
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise; `done` is None where it has no day and so no follow-up."""

    contact_id: UUID
    said_at: datetime
    by: str
    what: str
    due_on: date | None
    done: bool | None


def people_met(spoken: Iterable[tuple[UUID, datetime, Sequence[Person]]]) -> list[Met]:
    """Everyone spoken to, who was met last first; the same details are the same person."""
    met: dict[Person, list[tuple[datetime, UUID]]] = {}
    for contact_id, at, people in spoken:
        for person in dict.fromkeys(people):
            met.setdefault(person, []).append((at, contact_id))
    found = []
    for person, times in met.items():
        newest = sorted(times, reverse=True)
        found.append(Met(person, tuple(contact_id for _, contact_id in newest), newest[0][0]))
    return sorted(found, key=lambda each: each.last_at, reverse=True)


def state_of(promise: Promised, today: date) -> str:
    """`kept`, `overdue`, `open`, or `undated` where no day was named."""
    if promise.done:
        return "kept"
    if promise.due_on is None:
        return "undated"
    return "overdue" if promise.due_on < today else "open"


def standing_first(promises: Iterable[Promised], today: date) -> list[Promised]:
    """Promises that still stand before those kept; overdue before open, by their day."""
    order = {"overdue": 0, "open": 1, "undated": 2, "kept": 3}
    return sorted(
        promises,
        key=lambda each: (order[state_of(each, today)], each.due_on or date.max, each.said_at),
    )
