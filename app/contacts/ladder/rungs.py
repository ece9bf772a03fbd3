"""Where one stands on the channel ladder, from the contacts that were made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.contacts.follow_ups.complaints import may_be_for


@dataclass(frozen=True, slots=True)
class Step:
    """A contact the person made: its channel, and the complaint channel if it named one."""

    contact_id: UUID
    day: date
    channel: str
    complaint_channel: str | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung; `state` is tried, next or later, `contact_ids` the newest first."""

    row: Mapping[str, Any]
    state: str
    contact_ids: tuple[UUID, ...]
    last_on: date | None
    complaint_channels: tuple[str, ...]


def rungs(
    ladder: Sequence[Mapping[str, Any]],
    steps: Sequence[Step],
    channels: Mapping[str, Mapping[str, Any]],
    creditor_types: Collection[str],
) -> tuple[Rung, ...]:
    """The ladder with what was tried; the first rung above every tried one comes next.

    Complaint channels that are for other kinds of creditors are left out; while no kind is
    known, all are shown.
    """
    made = [_made_on(row, steps) for row in ladder]
    highest = max((place for place, steps_ in enumerate(made) if steps_), default=-1)
    found = []
    for place, (row, own) in enumerate(zip(ladder, made, strict=True)):
        newest = sorted(own, key=lambda step: step.day, reverse=True)
        offered = tuple(
            code
            for code in row["complaint_channels"]
            if may_be_for(channels[code].get("creditor_types"), creditor_types)
        )
        found.append(
            Rung(
                row=row,
                state=_state(place, highest, is_tried=bool(own)),
                contact_ids=tuple(step.contact_id for step in newest),
                last_on=newest[0].day if newest else None,
                complaint_channels=offered,
            )
        )
    return tuple(found)


def _state(place: int, highest: int, *, is_tried: bool) -> str:
    if is_tried:
        return "tried"
    if place < highest:
        return "skipped"
    return "next" if place == highest + 1 else "later"


def _made_on(row: Mapping[str, Any], steps: Sequence[Step]) -> list[Step]:
    return [
        step
        for step in steps
        if step.complaint_channel in row["complaint_channels"]
        or (step.complaint_channel is None and step.channel in row["contact_channels"])
    ]
