"""Queries on tenants, keys and the audit trail."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, AuditEvent, Tenant, TokenIndex
from app.core.db import line_of, tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.prepared import Prepared
from app.core.repository import page, scoped


def find_tenant(session: Session, slug: str) -> Tenant | None:
    """The tenant with this slug."""
    return session.scalars(select(Tenant).where(Tenant.slug == slug)).one_or_none()


def get_tenant(session: Session, tenant_id: UUID) -> Tenant:
    """The tenant with this id."""
    return session.get_one(Tenant, tenant_id)


def tenant_ids(session: Session) -> Sequence[UUID]:
    """The ids of all tenants, oldest first."""
    return session.scalars(select(Tenant.id).order_by(Tenant.id)).all()


API_KEY: Final = "api_key"
"""The kind of token that is a key."""


class TokenOwner(NamedTuple):
    """Whose token it is, and what it opens."""

    tenant_id: UUID
    principal_id: UUID
    kind: str


class KeyRights(NamedTuple):
    """What a key may do, and until when."""

    name: str
    scopes: list[str]
    agency_id: UUID | None
    granted_only: bool
    is_demo: bool
    expires_at: datetime | None
    revoked_at: datetime | None


_TOKEN = Prepared(
    select(TokenIndex.tenant_id, TokenIndex.principal_id, TokenIndex.kind).where(
        TokenIndex.token_hash == bindparam("token_hash")
    )
)
_RIGHTS = (
    ApiKey.name,
    ApiKey.scopes,
    ApiKey.agency_id,
    ApiKey.granted_only,
    ApiKey.is_demo,
    ApiKey.expires_at,
    ApiKey.revoked_at,
)
_KEY = Prepared(
    select(*_RIGHTS).where(
        ApiKey.tenant_id == bindparam("tenant_id"), ApiKey.id == bindparam("key_id")
    )
)
_KEY_OF_TOKEN = Prepared(
    select(TokenIndex.tenant_id, TokenIndex.principal_id, *_RIGHTS)
    .join(
        ApiKey,
        (ApiKey.tenant_id == TokenIndex.tenant_id) & (ApiKey.id == TokenIndex.principal_id),
    )
    .where(TokenIndex.token_hash == bindparam("token_hash"), TokenIndex.kind == API_KEY)
)
_EVENT = Prepared(insert(AuditEvent))


def find_token(session: Session, token_hash: bytes) -> TokenOwner | None:
    """Whose token this is; the one query that runs before a tenant is known."""
    found = _TOKEN.rows(line_of(session), {"token_hash": token_hash})
    return TokenOwner(*found[0]) if found else None


def rights_of(session: Session, key_id: UUID) -> KeyRights | None:
    """What a key of the session's tenant may do."""
    given = {"tenant_id": tenant_of(session), "key_id": key_id}
    found = _KEY.rows(line_of(session), given)
    return KeyRights(*found[0]) if found else None


def key_of_token(
    driver: sqlite3.Connection, token_hash: bytes
) -> tuple[UUID, UUID, KeyRights] | None:
    """Tenant, id and rights of the key that a token is of, on SQLite, without a session."""
    found = _KEY_OF_TOKEN.rows_by(driver, {"token_hash": token_hash})
    return (found[0][0], found[0][1], KeyRights(*found[0][2:])) if found else None


def add_audit_event(session: Session, event: Mapping[str, Any]) -> None:
    """Notes an act of the session's tenant."""
    _EVENT.run(line_of(session), {"tenant_id": tenant_of(session), **event})


def drop_tokens(session: Session, principal_id: UUID) -> None:
    """Forgets the tokens of a link, so that they lead nowhere."""
    owned = (TokenIndex.tenant_id == tenant_of(session), TokenIndex.principal_id == principal_id)
    session.execute(delete(TokenIndex).where(*owned))


def list_keys(session: Session, request: PageRequest) -> Slice[ApiKey]:
    """Keys, newest first."""
    return page(session, scoped(session, ApiKey), ApiKey, request)


def live_demo_keys(session: Session, now: datetime) -> list[ApiKey]:
    """Demo keys that still work."""
    statement = scoped(session, ApiKey).where(
        ApiKey.is_demo, ApiKey.revoked_at.is_(None), ApiKey.created_at <= now
    )
    return list(session.scalars(statement))


def list_audit_events(
    session: Session, request: PageRequest, case_id: UUID | None
) -> Slice[AuditEvent]:
    """Audit events, newest first, of one case if given."""
    statement = scoped(session, AuditEvent)
    if case_id is not None:
        statement = statement.where(AuditEvent.case_id == case_id)
    return page(session, statement, AuditEvent, request)


def acts_on(
    session: Session,
    case_id: UUID,
    object_ids: Sequence[UUID],
    actions: Sequence[str],
    request: PageRequest,
) -> Slice[AuditEvent]:
    """What was done, in these ways, to objects of a case, newest first."""
    statement = scoped(session, AuditEvent).where(
        AuditEvent.case_id == case_id,
        AuditEvent.object_id.in_(object_ids),
        AuditEvent.action.in_(actions),
    )
    return page(session, statement, AuditEvent, request)


def acts_of(
    session: Session, case_id: UUID, grantee_id: UUID, request: PageRequest
) -> Slice[AuditEvent]:
    """What a key, or the keys of an agency, did in a case, newest first."""
    keys = select(ApiKey.id).where(
        ApiKey.tenant_id == tenant_of(session),
        or_(ApiKey.id == grantee_id, ApiKey.agency_id == grantee_id),
    )
    statement = scoped(session, AuditEvent).where(
        AuditEvent.case_id == case_id, AuditEvent.principal_id.in_(keys)
    )
    return page(session, statement, AuditEvent, request)
