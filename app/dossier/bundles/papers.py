"""What the papers of a bundle say: rows of the evidence list, contents and contact timeline.

Texts are handed in; a row is what a template or the CSV shows, cell by cell.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from app.dossier.bundles.selection import Added, Told
from app.evidence.durations import clock_text

CHINA: Final = timezone(timedelta(hours=8))
"""Papers show civil time in China."""
_BESIDE: Final = " / "
Say = Callable[..., str]
"""The text of a key with its parameters, in the language of the bundle."""
Name = Callable[[str, str], str]
"""What a code of a vocabulary is called."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An exhibit with its pages, if it has any, and where its files lie.

    `aside` is what the list says of it beside its title, empty where there is nothing to say.
    """

    number: int
    title: str
    aside: str
    source: str
    purpose: str
    first_page: int | None
    last_page: int | None
    path: str
    sha256: str
    notes: tuple[str, ...]
    volume: int | None

    def pages(self, say: Say) -> str:
        """The cell of the page column: `3`, `3–7`, or that there is nothing on paper.

        With a hyphen, a spreadsheet would show the pages as a day: 3 July.
        """
        if self.first_page is None:
            return say("bundles.electronic")
        if self.first_page == self.last_page:
            return str(self.first_page)
        return f"{self.first_page}–{self.last_page}"


def list_rows(placed: Iterable[Placed], say: Say) -> list[list[str]]:
    """The evidence list: number, name, source, purpose, pages."""
    return [
        [
            str(one.number),
            "\n".join(filter(None, (one.title, one.aside))),
            one.source,
            one.purpose,
            one.pages(say),
        ]
        for one in placed
    ]


def contents_rows(placed: Iterable[Placed], say: Say) -> list[list[str]]:
    """Number, name and notes, pages, file with its volume and hash."""
    rows = []
    for one in placed:
        where = (
            [one.path] if one.volume is None else [say("bundles.volume", n=one.volume), one.path]
        )
        name = "\n".join([one.title, *one.notes])
        rows.append(
            [str(one.number), name, one.pages(say), "\n".join([*where, _grouped(one.sha256)])]
        )
    return rows


def _grouped(digest: str) -> str:
    """A hash in groups of sixteen, between which a line may end."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def contact_rows(contacts: Iterable[Told], say: Say, name: Name) -> list[list[str]]:
    """The contact timeline: number, time, way, counterpart, what was said, result, ledger place."""
    rows = []
    for number, told in enumerate(contacts, start=1):
        shown = told.shown
        said = [shown.get("summary") or "", *_conduct(shown, say, name)]
        said += [_addition(one, say, name) for one in told.added]
        if told.withheld:
            said.append(say("bundles.partly_withheld"))
        places = [str(told.sequence), *(str(one.sequence) for one in told.added)]
        rows.append(
            [
                str(number),
                moment(shown["occurred_at"]),
                _way(shown, say, name),
                _people(shown),
                "\n".join(filter(None, said)),
                "\n".join(_results(shown, say, name)),
                "、".join(places),
            ]
        )
    return rows


def moment(instant: str) -> str:
    """An instant of the contract as `2026-11-20 15:30`, China time."""
    return datetime.fromisoformat(instant).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _way(shown: Mapping[str, Any], say: Say, name: Name) -> str:
    parts = [name("contact_channel", shown["channel"])] if "channel" in shown else []
    if shown.get("direction"):
        parts.append(name("contact_direction", shown["direction"]))
    if shown.get("duration_seconds"):
        parts.append(say("bundles.duration", length=clock_text(shown["duration_seconds"])))
    return "\n".join(parts)


def _people(shown: Mapping[str, Any]) -> str:
    people = [shown.get("counterpart"), *(shown.get("other_counterparts") or ())]
    order = ("organisation", "department", "agent_name", "agent_id", "number")
    lines = [" ".join(filter(None, map(one.get, order))) for one in people if one]
    return "\n".join(lines)


def _conduct(shown: Mapping[str, Any], say: Say, name: Name) -> list[str]:
    codes = shown.get("conduct") or ()
    listed = _BESIDE.join(name("conduct", code) for code in codes)
    return [say("bundles.conduct", listed=listed)] if listed else []


def _results(shown: Mapping[str, Any], say: Say, name: Name) -> list[str]:
    lines = [name("contact_outcome", shown["outcome"])] if shown.get("outcome") else []
    if shown.get("ticket_number"):
        lines.append(say("bundles.ticket", number=shown["ticket_number"]))
    for promise in shown.get("promises") or ():
        by = name("promise_by", promise["by"])
        due = promise.get("due_on") or say("bundles.no_day")
        lines.append(say("bundles.promise", by=by, what=promise["what"], due_on=due))
    return lines


def _addition(added: Added, say: Say, name: Name) -> str:
    changed = [
        added.shown.get("summary") or "",
        *_results(added.shown, say, name),
    ]
    text = _BESIDE.join(filter(None, changed))
    return say(f"bundles.added.{added.kind}", reason=added.shown.get("reason") or "", text=text)


def item_notes(item: Mapping[str, Any], say: Say) -> tuple[str, ...]:
    """What is said of the original: device, whether it is kept, when it happened, duplicates."""
    notes = []
    if item.get("occurred_at"):
        notes.append(say("bundles.notes.occurred_at", at=moment(item["occurred_at"])))
    if item.get("original_device"):
        notes.append(say("bundles.notes.original_device", device=item["original_device"]))
    if item.get("original_kept") is not None:
        kept = "kept" if item["original_kept"] else "not_kept"
        notes.append(say(f"bundles.notes.original_{kept}"))
    if item.get("duplicates_of"):
        notes.append(say("bundles.notes.duplicate"))
    return tuple(notes)
