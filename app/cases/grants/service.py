"""Grants parts of a case to others, checks and revokes them, and shows what was done with them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import repository
from app.cases.grants.schemas import GrantActRead, GrantCreate, GrantRead, GrantUpdate
from app.cases.models import Grant
from app.cases.service import require_case
from app.core import clock, outbox
from app.core import repository as rows
from app.core.access import Limits, limits_of
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import Database, tenant_of
from app.core.errors import NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice

AGENCY = "agency"
MADE, CHANGED, REVOKED = "grant_made", "grant_changed", "grant_revoked"
FOR_THE_LEDGER = (MADE, CHANGED, REVOKED)
"""Events that the ledger, which stands above, has to record; a referral records its own."""


def require_grant(
    database: Database, principal: Principal, case_id: UUID, limits: Limits, *, is_reading: bool
) -> None:
    """Refuses whoever has no grant of these parts; notes what is asked before it is answered.

    Raises:
        NotFound: without such a grant, as if the case did not exist.
    """
    with database.write(principal.tenant_id) as session:
        grant = _standing(session, case_id, limits)
        action = f"{limits.parts[0]}_{'read' if is_reading else 'used'}_by_{grant.role}"
        accounts.record(session, principal, action, "grant", grant.id, case_id)


def shared_parts(session: Session, case_id: UUID) -> frozenset[str] | None:
    """The parts of a case that the caller was granted; None: it needs no grant, and sees all."""
    limits = limits_of(session)
    if limits is None:
        return None
    named = repository.standing_parts(session, case_id, limits.grantee, clock.now())
    return frozenset(part for parts in named for part in parts.strip(",").split(","))


def _standing(session: Session, case_id: UUID, limits: Limits) -> Grant:
    require_case(session, case_id)
    grant = repository.find_grant(session, case_id, limits, clock.now())
    if grant is None:
        raise NotFound
    return grant


def make_grant(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: GrantCreate,
    *,
    grant_id: UUID | None = None,
) -> GrantRead:
    """Grants parts of a case to an adviser's or lawyer's key, from now on.

    Raises:
        InvalidInput: for an agency, which needs a referral, an unknown key or a past end.
    """
    require_case(session, case_id)
    if wanted.role == AGENCY:
        raise invalid("/role", "agency_needs_referral")
    try:
        accounts.get_key(session, wanted.grantee)
    except NotFound:
        raise invalid("/grantee", "grantee_unknown") from None
    _require_future(wanted.expires_at)
    row = offer(
        session,
        case_id,
        grantee_id=wanted.grantee,
        role=wanted.role,
        parts=wanted.scope,
        expires_at=wanted.expires_at,
        grant_id=grant_id,
        accepted_at=clock.now(),
    )
    _tell(session, principal, MADE, row, _facts(row))
    return read(row)


def offer(
    session: Session,
    case_id: UUID,
    *,
    grantee_id: UUID,
    role: str,
    parts: Sequence[str],
    expires_at: datetime,
    grant_id: UUID | None = None,
    accepted_at: datetime | None = None,
) -> Grant:
    """A grant that shows nothing before its acceptance."""
    row = Grant(
        tenant_id=tenant_of(session),
        id=grant_id or new_id(),
        case_id=case_id,
        grantee_id=grantee_id,
        role=role,
        parts=f",{','.join(dict.fromkeys(parts))},",
        expires_at=expires_at.astimezone(UTC),
        accepted_at=accepted_at,
    )
    session.add(row)
    session.flush()
    return row


def accept(session: Session, case_id: UUID, grant_id: UUID) -> None:
    """Lets an offered grant hold from now on."""
    rows.get_in_case(session, Grant, case_id, grant_id).accepted_at = clock.now()
    session.flush()


def end(session: Session, case_id: UUID, grant_id: UUID) -> GrantRead:
    """Ends a grant at once; ending it again changes nothing."""
    row = rows.get_in_case(session, Grant, case_id, grant_id)
    _end(session, row)
    return read(row)


def end_all_of(session: Session, principal: Principal, grantee_id: UUID) -> None:
    """Ends every grant to a grantee at once, in all cases."""
    for row in repository.grants_to(session, grantee_id):
        _end(session, row)
        _tell(session, principal, REVOKED, row)


def _end(session: Session, row: Grant) -> bool:
    """Whether it ended a grant that had not been ended before."""
    if row.revoked_at is not None:
        return False
    row.revoked_at = clock.now()
    session.flush()
    return True


def _tell(
    session: Session,
    principal: Principal,
    kind: str,
    row: Grant,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Tells the ledger and the audit trail what became of a grant."""
    outbox.record_event(session, kind, row.id, case_id=row.case_id, facts=facts)
    accounts.record(session, principal, kind, "grant", row.id, row.case_id)


def _facts(row: Grant) -> dict[str, Any]:
    """What the ledger keeps of a grant."""
    return {
        "grantee": str(row.grantee_id),
        "role": row.role,
        "scope": _parts(row),
        "expires_at": row.expires_at.isoformat(),
    }


def standing_grants(session: Session, case_id: UUID) -> dict[str, Mapping[str, Any]]:
    """How every grant of a case stands, by id, as the ledger would say it."""
    return {
        str(row.id): {
            **_facts(row),
            "accepted": row.accepted_at is not None,
            "revoked": row.revoked_at is not None,
        }
        for row in repository.all_grants(session, case_id)
    }


def get_grant(session: Session, case_id: UUID, grant_id: UUID) -> GrantRead:
    """One grant of a case, also one that has ended."""
    require_case(session, case_id)
    return read(rows.get_in_case(session, Grant, case_id, grant_id))


def page_of_grants(session: Session, case_id: UUID, request: PageRequest) -> Slice[GrantRead]:
    """Grants of a case, newest first."""
    require_case(session, case_id)
    found = repository.page_of_grants(session, case_id, request)
    return Slice([read(row) for row in found.items], found.next_cursor, found.next_link)


def change_grant(
    session: Session,
    principal: Principal,
    case_id: UUID,
    grant_id: UUID,
    changes: GrantUpdate,
    precondition: Precondition,
) -> GrantRead:
    """Changes parts or end of an adviser's or lawyer's grant; it holds so from now on.

    Raises:
        InvalidInput: for a past end, or an agency's grant: what was consented to stays.
    """
    require_case(session, case_id)
    row = rows.get_in_case(session, Grant, case_id, grant_id)
    precondition.check(row.version)
    if row.role == AGENCY:
        raise invalid("/scope", "agency_needs_referral")
    if changes.expires_at is not None:
        _require_future(changes.expires_at)
        row.expires_at = changes.expires_at.astimezone(UTC)
    if changes.scope is not None:
        row.parts = f",{','.join(dict.fromkeys(changes.scope))},"
    row.updated_at = clock.now()
    session.flush()
    _tell(session, principal, CHANGED, row, _facts(row))
    return read(row)


def revoke_grant(
    session: Session,
    principal: Principal,
    case_id: UUID,
    grant_id: UUID,
    precondition: Precondition,
) -> None:
    """Ends a grant at once; what was read before stays in the list of acts."""
    require_case(session, case_id)
    row = rows.get_in_case(session, Grant, case_id, grant_id)
    precondition.check(row.version)
    if _end(session, row):
        _tell(session, principal, REVOKED, row)


def page_of_acts(
    session: Session, case_id: UUID, grant_id: UUID, request: PageRequest
) -> Slice[GrantActRead]:
    """What the grantee read and wrote in the case, newest first."""
    require_case(session, case_id)
    row = rows.get_in_case(session, Grant, case_id, grant_id)
    found = accounts.acts_of(session, case_id, row.grantee_id, request)
    items = [GrantActRead.model_validate(_act(event)) for event in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def _act(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in GrantActRead.model_fields}


def _require_future(expires_at: datetime) -> None:
    if expires_at <= clock.now():
        raise invalid("/expires_at", "expiry_past")


def _parts(row: Grant) -> list[str]:
    return row.parts.strip(",").split(",")


def read(row: Grant) -> GrantRead:
    """A grant as it stands now."""
    return GrantRead.model_validate(
        {
            "id": row.id,
            "grantee": row.grantee_id,
            "role": row.role,
            "scope": _parts(row),
            "status": _status(row),
            "accepted_at": row.accepted_at,
            "expires_at": row.expires_at,
            "revoked_at": row.revoked_at,
            "created_at": row.created_at,
            "version": row.version,
        }
    )


def _status(row: Grant) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= clock.now():
        return "expired"
    return "offered" if row.accepted_at is None else "active"
