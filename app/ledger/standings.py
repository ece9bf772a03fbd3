"""How things stand by what the ledger says of them, for rows that change with each entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.ledger.rows import OpenedEvent
from app.ledger.verification import FirstBad

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the entries on one object come to; `sequence` is the newest of them."""

    sequence: int
    facts: Facts


def standings(events: Mapping[int, OpenedEvent], marks: Mapping[str, Facts]) -> dict[str, Standing]:
    """Folds the entries of these kinds by the `id` they name, the earliest first.

    Each entry adds what it says, and then the marks of its kind.
    """
    found: dict[str, Standing] = {}
    for sequence, event in sorted(events.items()):
        if event.kind not in marks:
            continue
        object_id = str(event.facts.get("id"))
        before = found[object_id].facts if object_id in found else {}
        facts = {**before, **event.facts, **marks[event.kind]}
        found[object_id] = Standing(sequence, facts)
    return found


def standing_faults(
    expected: Mapping[str, Standing], rows: Mapping[str, Facts], last: int
) -> Iterator[FirstBad]:
    """Where rows, by id, do not stand as the entries say; `last` is the ledger's last sequence.

    Codes: `row_missing`, `row_differs`, and `row_without_entry` at `last`, since a row that no
    entry speaks of has no place of its own.
    """
    for object_id, standing in expected.items():
        row = rows.get(object_id)
        if row is None:
            yield FirstBad(standing.sequence, "row_missing")
        elif any(standing.facts.get(name) != value for name, value in row.items()):
            yield FirstBad(standing.sequence, "row_differs")
    if rows.keys() - expected.keys():
        yield FirstBad(max(last, 1), "row_without_entry")
