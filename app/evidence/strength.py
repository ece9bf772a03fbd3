"""How well an item is covered by what is linked to it: held, weak, expired or missing.

Weak means that the original was not kept: the Civil Evidence Rules (art. 11, 14, 15) ask for the
originals of papers and electronic data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["missing", "held", "weak", "expired"]


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of one piece of evidence; `dated_on` is when it was obtained or received."""

    evidence_id: str
    original_kept: bool | None
    dated_on: date
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class KindHeld:
    """How well one kind of evidence is covered by all that stands for it, and what that is."""

    status: Status
    evidence_ids: tuple[str, ...]


def is_expired(piece: Held, expires_after_days: int | None, today: date) -> bool:
    """Whether a piece is past the day printed on it, or older than its kind stays fresh."""
    if piece.expires_on is not None and today > piece.expires_on:
        return True
    if expires_after_days is None:
        return False
    return (today - piece.dated_on).days > expires_after_days


def status_of(pieces: Iterable[Held], expires_after_days: int | None, today: date) -> Status:
    """The status of an item: that of the best piece linked to it."""
    linked = list(pieces)
    if not linked:
        return "missing"
    fresh = [piece for piece in linked if not is_expired(piece, expires_after_days, today)]
    if not fresh:
        return "expired"
    return "held" if any(piece.original_kept is not False for piece in fresh) else "weak"
