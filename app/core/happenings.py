"""The one shape in which every subject tells a timeline what happened or is due (时间线)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing of one day; `at` where the hour is known, an aware instant.

    `kind` says which subject tells it, `code` what came of it, `text` its own words, `path` where
    it is read. `debt_ids` are the debts it is about, empty where it names none.
    """

    kind: str
    object_id: UUID
    day: date
    path: str
    at: datetime | None = None
    code: str | None = None
    text: str | None = None
    debt_ids: tuple[UUID, ...] = ()
