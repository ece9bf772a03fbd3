"""What of a contact is searched, and exact search over it: a substring, no folding.

Nothing is folded, so that no hit is false: who looks for 分期 finds 分期 as it was written.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def searched_texts(payload: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a contact, or of a correction's or withdrawal's, that `q` looks into."""
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
