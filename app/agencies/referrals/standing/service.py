"""Tells how the referrals of a case stand, and what each entry on one makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.agencies import repository
from app.agencies.referrals.service import CONSENTED

ENDS: Final = ("rejected", "completed", "revoked", "suspended")
MARKS: Final[Mapping[str, Mapping[str, Any]]] = {
    CONSENTED: {"status": "offered", "accepted": False, "ended": False},
    "referral_accepted": {"status": "accepted", "accepted": True},
    **{f"referral_{status}": {"status": status, "ended": True} for status in ENDS},
}
"""By kind of entry, how the referral stands after it; what an entry does not say stays."""


@dataclass(frozen=True, slots=True)
class Referred:
    """One referral, the grant it rests on, and its stored state; ids as texts."""

    id: str
    grant_id: str
    status: str


def standing_referrals(session: Session, case_id: UUID) -> list[Referred]:
    """Every referral of a case."""
    return [
        Referred(str(row.id), str(row.grant_id), row.status)
        for row in repository.all_referrals(session, case_id)
    ]
