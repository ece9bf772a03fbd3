"""What is due as an iCalendar document (RFC 5545), ready for calendar applications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

PRODUCT = "-//Shang'an//follow-ups//ZH"
REFRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Due:
    """One day in the calendar; `summary` and `description` say what its owner chose to show."""

    id: UUID
    day: date
    changed_at: datetime
    version: int
    summary: str
    description: str | None = None


def feed(name: str, entries: Iterable[Due]) -> bytes:
    """The calendar of all-day events, the earliest first; the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in sorted(entries, key=lambda each: (each.day, each.id)):
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Due) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@follow-ups.shangan")
    event.add("dtstamp", entry.changed_at)
    event.add("sequence", entry.version - 1)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    if entry.description is not None:
        event.add("description", entry.description)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
