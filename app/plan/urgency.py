"""Which case comes first on an adviser's desk (案件工作台): by what is due in it soonest.

The order is that of the safety rules: a court's paper whose last day nobody can tell yet, and a
court's last day that presses, come before anything else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

COURT = "court_clock"


@dataclass(frozen=True, slots=True)
class Due:
    """Something due in a case; `kind` is that of its follow-up."""

    case_id: UUID
    kind: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What is first in a case: `due`, or None; `missing` are facts, as the roadmap names them.

    `lacks_day`: a court's paper is there whose day nobody noted, so that it may be today's.
    """

    case_id: UUID
    due: Due | None
    presses: bool
    missing: tuple[str, ...] = ()
    lacks_day: bool = False

    @property
    def seeks_day(self) -> bool:
        """Whether finding the day comes next: no other court day presses."""
        return self.lacks_day and not self.presses


def first_dues(
    dues: Iterable[Due], today: date, presses_within_days: int
) -> Mapping[UUID, tuple[Due, bool]]:
    """The first of each case, and whether it is a court's and presses."""
    horizon = today + timedelta(days=presses_within_days)
    first: dict[UUID, tuple[Due, bool]] = {}
    for due in dues:
        presses = due.kind == COURT and due.due_on <= horizon
        known = first.get(due.case_id)
        if known is None or _rank(due, presses=presses) < _rank(known[0], presses=known[1]):
            first[due.case_id] = (due, presses)
    return first


def _rank(due: Due, *, presses: bool) -> tuple[bool, date, str]:
    return not presses, due.due_on, due.kind


def most_urgent_first(standings: Iterable[Standing]) -> list[Standing]:
    """Papers without a day first, then pressing court days, then by day; nothing due comes last."""
    return sorted(standings, key=_place)


def _place(each: Standing) -> tuple[bool, bool, bool, date, int, UUID]:
    due_on = each.due.due_on if each.due is not None else date.max
    order = not each.lacks_day, each.due is None, not each.presses, due_on
    return *order, -len(each.missing), each.case_id


def missing_facts(
    wanted: Sequence[str], having: Mapping[str, Collection[UUID]], case_id: UUID
) -> tuple[str, ...]:
    """The wanted facts that a case does not have, in their order."""
    return tuple(fact for fact in wanted if case_id not in having[fact])


def next_action(rules: Mapping[str, Any], each: Standing) -> tuple[str, str]:
    """(code, key of its words) of what to do next.

    A day to find unless another presses, else what is due, else the first missing fact.
    """
    if each.seeks_day:
        code = rules["day_missing"]
    elif each.due is not None:
        return each.due.kind, f"contacts.calendar.kinds.{each.due.kind}"
    else:
        code = rules["supplies"][each.missing[0]] if each.missing else rules["otherwise"]
    return code, f"plan.actions.{code}.title"
