"""Which part of a case an operation touches, and what a caller who needs a grant may see of it.

A router names its part once (`subject_router(shares=…)`); without one its operations are the
owner's alone. For callers who need a grant the route class asks before anything else happens,
and the session carries the limits, so that whatever looks a case up asks again in its own
transaction (`app.cases.repository.get_case`).
"""

from dataclasses import dataclass
from typing import Annotated, Protocol
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from app.core.auth import Principal
from app.core.columns import Marked
from app.core.schemas import Id, Schema

PARTS = (
    "household",
    "debts",
    "budget",
    "cash_flow",
    "proposals",
    "contacts",
    "evidence",
    "documents",
    "plan",
)
"""Parts of a case that can be shared; wellbeing and court papers are none of them."""
EVERYBODY = ("everybody",)
"""Operations that touch no case and no account: whoever has the scope may use them."""
REFERRAL = ("referral",)
"""The referral itself: its agency sees it from the offer on, and nothing of the case with it."""
ANY_PART = ("any_part",)
"""What is put together from parts: whoever was granted one sees it, made of theirs alone."""
OPEN_SCOPES = frozenset({"calculators:use", "law:read"})
"""Scopes whose operations are open to everybody who has them."""
_LIMITS = "limits"
_CONFINED = "confined_to"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a session may see of cases: by grants to this grantee, of all these parts."""

    grantee: UUID
    parts: tuple[str, ...]


class ActedBy(Schema):
    """Who wrote it under a grant: not the owner of the case."""

    principal_id: Annotated[Id, Field(description="The key that wrote it.")]
    agency_id: Annotated[Id | None, Field(description="The agency it acts for, if any.")]


WrittenBy = Annotated[
    ActedBy | None, Field(description="Who wrote it last under a grant; null: the owner.")
]
"""The field of an answer that says so."""


def acted_by(principal: Principal) -> dict[str, str | None] | None:
    """How what a caller writes is marked; None for the owner of the case."""
    if not principal.needs_grant:
        return None
    agency_id = principal.agency_id
    return {
        "principal_id": str(principal.id),
        "agency_id": str(agency_id) if agency_id is not None else None,
    }


def actor_of(row: Marked) -> ActedBy | None:
    """Who wrote a row last under a grant."""
    return ActedBy.model_validate(row.acted_by) if row.acted_by is not None else None


def mark(principal: Principal) -> dict[str, dict[str, str | None]]:
    """The same as a member of what the ledger keeps; nothing for the owner."""
    other = acted_by(principal)
    return {"acted_by": other} if other is not None else {}


class GrantGuard(Protocol):
    """Checks a grant before an operation on a case begins; registered by the wiring."""

    def __call__(
        self, principal: Principal, case_id: UUID, limits: Limits, *, is_reading: bool
    ) -> None:
        """Notes in the audit trail that a part was read or used.

        Raises:
            NotFound: without a grant of all the parts.
        """


def limits_for(principal: Principal, parts: tuple[str, ...]) -> Limits | None:
    """The limits of a caller in an operation on these parts; None for who needs no grant."""
    if not principal.needs_grant:
        return None
    return Limits(principal.agency_id or principal.id, parts)


def limit(session: Session, limits: Limits | None) -> None:
    """Makes the session see cases within these limits only."""
    if limits is not None:
        session.info[_LIMITS] = limits


def confine(session: Session, case_id: UUID | None) -> None:
    """Makes the session see this case only, as an access token must; None changes nothing."""
    if case_id is not None:
        session.info[_CONFINED] = case_id


def confined_to(session: Session) -> UUID | None:
    """The only case a session sees; None where it is not confined."""
    found = session.info.get(_CONFINED)
    return found if isinstance(found, UUID) else None


def limits_of(session: Session) -> Limits | None:
    """The limits of a session; None where it sees every case of its tenant."""
    found = session.info.get(_LIMITS)
    return found if isinstance(found, Limits) else None
