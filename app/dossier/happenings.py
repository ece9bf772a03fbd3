"""Puts what happened in a case and what is due in it into one order (时间线)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.happenings import Happening


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of it: a kind, days (both included), a debt; None does not narrow."""

    kind: str | None = None
    first: date | None = None
    last: date | None = None
    debt_id: UUID | None = None

    def includes(self, each: Happening) -> bool:
        """Whether a happening belongs to the part."""
        return (
            (self.kind is None or each.kind == self.kind)
            and (self.first is None or each.day >= self.first)
            and (self.last is None or each.day <= self.last)
            and (self.debt_id is None or self.debt_id in each.debt_ids)
        )


def in_order(happenings: Iterable[Happening], wanted: Wanted) -> list[Happening]:
    """The wanted part, the earliest first; within a day what has no hour comes first."""
    kept = (each for each in happenings if wanted.includes(each))
    return sorted(kept, key=_place)


def _place(each: Happening) -> tuple[date, bool, float, str, UUID]:
    moment = each.at.timestamp() if each.at is not None else 0.0
    return each.day, each.at is not None, moment, each.kind, each.object_id
