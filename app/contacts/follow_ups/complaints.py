"""Clocks of complaint channels: by when a reply is due, stage by stage, with how sure it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.calc.calendars import add_working_days
from app.core.rules import RuleBook, was_read
from app.law.working_days import WorkingCalendar

TABLE = "complaint_channels"
SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Stage:
    """One last day of a channel's clock.

    `is_read` says that the figure stands in a text that was read in full; `is_provisional` that
    working days were counted beyond the published calendar.
    """

    code: str
    due_on: date
    days: int
    unit: str
    verification: str
    is_read: bool
    is_provisional: bool


def channels(book: RuleBook) -> Mapping[str, Mapping[str, Any]]:
    """Every channel of the law data, by code."""
    rows: Sequence[Mapping[str, Any]] = book.table(TABLE)["channels"]
    return {row["code"]: row for row in rows}


def channel_for(
    book: RuleBook, contact_channel: str, creditor_types: Collection[str]
) -> str | None:
    """The complaint channel that a contact went to, as far as its own channel tells.

    A channel that is for some creditors only is taken when one of the debts named is theirs.
    """
    for code, row in channels(book).items():
        if contact_channel in row.get("contact_channels", ()):
            wanted = row.get("creditor_types")
            if wanted is None or not set(wanted).isdisjoint(creditor_types):
                return code
    return None


def may_be_for(only_for: Collection[str] | None, creditor_types: Collection[str]) -> bool:
    """Whether what is for some kinds of creditors only (None: for all) can be for one of these.

    A creditor one knows nothing of is not left out.
    """
    known = set(creditor_types) - {"unknown"}
    return only_for is None or not known or not known.isdisjoint(only_for)


def stages(
    book: RuleBook, channel: str, submitted_on: date, creditor_types: Collection[str]
) -> tuple[Stage, ...]:
    """The last days that run from submitting a complaint, the earliest first.

    Empty where the channel has no such clock, or where its rule is for other creditors than the
    debts named. The day of submission is not counted (民法典 201).
    """
    row = channels(book)[channel]
    if not may_be_for(row.get("clock_creditor_types"), creditor_types):
        return ()
    calendar = WorkingCalendar.of(book)
    found = [
        _stage(clock, submitted_on, calendar)
        for clock in row["clocks"]
        if clock.get("starts") == SUBMITTED
    ]
    return tuple(sorted(found, key=lambda stage: stage.due_on))


def _stage(clock: Mapping[str, Any], submitted_on: date, calendar: WorkingCalendar) -> Stage:
    days, unit = clock["days"], clock["unit"]
    if unit == "working_days":
        due_on = add_working_days(submitted_on, days, calendar.is_working_day)
    else:
        due_on = submitted_on + timedelta(days=days)
    return Stage(
        code=clock["code"],
        due_on=due_on,
        days=days,
        unit=unit,
        verification=clock["verification"],
        is_read=was_read(clock["verification"]),
        is_provisional=unit == "working_days" and calendar.is_provisional(due_on),
    )
