"""Finds lenders by the names people use; nothing is guessed."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TABLE = "creditors"
SHORTEST_OVERLAP = 2
"""A known name inside a longer question counts from this many characters."""

_FAR = 3


def folded(text: str) -> str:
    """A name for comparison: full-width forms, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def names_of(row: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """(rank, name) of every name a row is found by: 0 its own and its aliases, 1 its lenders'."""
    yield 0, row["name_zh"]
    yield 0, row["name_en"]
    yield from ((0, alias) for alias in row.get("aliases", ()))
    yield from ((1, lender["legal_name"]) for lender in row.get("lenders", ()))


def find_creditors(rows: Sequence[Mapping[str, Any]], wanted: str) -> list[Mapping[str, Any]]:
    """Rows whose name contains what is wanted, or stands in it; the closest names first."""
    asked = folded(wanted)
    ranked = [
        (closest, index, row)
        for index, row in enumerate(rows)
        if (closest := min((_distance(asked, folded(name)), rank) for rank, name in names_of(row)))
        < (_FAR, 0)
    ]
    return [row for _, _, row in sorted(ranked, key=lambda found: found[:2])]


def _distance(asked: str, name: str) -> int:
    """0 the same, 1 the question is part of the name, 2 the name is part of it, 3 neither."""
    if not asked:
        return _FAR
    if asked == name:
        return 0
    if asked in name:
        return 1
    return 2 if len(name) >= SHORTEST_OVERLAP and name in asked else _FAR
