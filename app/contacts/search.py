"""Exact search over what contacts say: a substring, no folding, so that no hit is false."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def searched_texts(payload: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a contact, or of a correction's changes, that `q` looks into."""
    summary = payload.get("summary")
    if summary:
        yield summary
    for promise in payload.get("promises") or ():
        yield promise["what"]
    reason = payload.get("reason")
    if reason:
        yield reason
    changes = payload.get("changes")
    if changes:
        yield from searched_texts(changes)


def contains(payloads: Iterable[Mapping[str, Any]], wanted: str) -> bool:
    """Whether one text of a contact or of its corrections holds `wanted` as it is written."""
    return any(wanted in text for payload in payloads for text in searched_texts(payload))
