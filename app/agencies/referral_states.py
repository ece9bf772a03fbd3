"""The states of a referral and what may follow on what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

ReferralStatus = Literal[
    "offered", "accepted", "rejected", "completed", "revoked", "expired", "suspended"
]
FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    "accepted": frozenset({"offered"}),
    "rejected": frozenset({"offered"}),
    "completed": frozenset({"accepted"}),
    "revoked": frozenset({"offered", "accepted"}),
    "suspended": frozenset({"offered", "accepted"}),
}
"""For each state, those it may follow on."""
RUNNING: Final = frozenset({"offered", "accepted"})
"""States that the end of the grant ends."""


def status_at(
    stored: str, *, expires_at: datetime, revoked_at: datetime | None, now: datetime
) -> str:
    """How a referral stands: it ends with its grant, by whichever end of that came first."""
    if stored not in RUNNING:
        return stored
    if revoked_at is not None and revoked_at < expires_at:
        return "revoked"
    return "expired" if expires_at <= now else stored


def may_become(status: str, wanted: str) -> bool:
    """Whether a referral that stands so may become what is wanted; what has ended stays."""
    return status in FOLLOWS[wanted]
