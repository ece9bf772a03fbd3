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
"""States that time can end."""


def status_at(stored: str, expires_at: datetime, now: datetime) -> str:
    """How a referral stands: what ran out is expired, whatever was stored."""
    return "expired" if stored in RUNNING and expires_at <= now else stored


def may_become(status: str, wanted: str) -> bool:
    """Whether a referral that stands so may become what is wanted; what has ended stays."""
    return status in FOLLOWS[wanted]
