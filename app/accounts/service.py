"""Makes tenants and keys, resolves tokens to principals, and keeps the audit trail."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.accounts import repository
from app.accounts.errors import DemoKeyLimited, KeyRevoked, ScopeBeyondOwn
from app.accounts.models import ApiKey, AuditEvent, Tenant, TokenIndex
from app.accounts.repository import KeyRights
from app.accounts.schemas import ApiKeyCreate
from app.core import clock, keys
from app.core import repository as rows
from app.core.auth import NEVER_AN_AGENCY_S, SCOPES, Principal
from app.core.conditional import Precondition
from app.core.db import Database, bind_tenant, tenant_of
from app.core.errors import NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.tokens import new_feed_secret, new_token, token_hash


def create_tenant(session: Session, slug: str, *, tenant_id: UUID | None = None) -> UUID:
    """Makes a tenant with its data key and binds the session to it."""
    tenant = Tenant(id=tenant_id or new_id(), slug=slug)
    session.add(tenant)
    session.flush()
    bind_tenant(session, tenant.id)
    keys.create_tenant_key(session)
    return tenant.id


def rotate_tenant_key(session: Session) -> int:
    """Makes the tenant's next data key; gives how many case keys were wrapped anew."""
    count = keys.rotate_tenant_key(session)
    record(session, None, "tenant_key_rotated", "tenant", tenant_of(session))
    return count


def rewrap_tenant_keys(session: Session) -> int:
    """Wraps the tenant's keys under the current master key; gives their number."""
    count = keys.rewrap_tenant_keys(session)
    record(session, None, "tenant_key_rewrapped", "tenant", tenant_of(session))
    return count


def enter_tenant(session: Session, tenant_id: UUID) -> None:
    """Binds a session that began without a tenant (command line, worker) to one."""
    bind_tenant(session, tenant_id)


def find_tenant(session: Session, slug: str) -> UUID | None:
    """The id of the tenant with this slug."""
    tenant = repository.find_tenant(session, slug)
    return tenant.id if tenant is not None else None


def tenant_ids(session: Session) -> list[UUID]:
    """Every tenant, for work that visits them one at a time."""
    return list(repository.tenant_ids(session))


def tenant_slug(session: Session, principal: Principal) -> str:
    """The short name of the caller's tenant."""
    return repository.get_tenant(session, principal.tenant_id).slug


def resolve_principal(database: Database, token: str) -> Principal | None:
    """The principal of a live key, or None; never says why not."""
    with database.read() as session:
        entry = repository.find_token(session, token_hash(token))
        if entry is None or entry.kind != repository.API_KEY:
            return None
        bind_tenant(session, entry.tenant_id)
        return live_key(session, entry.principal_id)


def principal_at_once(driver: sqlite3.Connection, token: str) -> Principal | None:
    """The same on SQLite, by one statement that waits for nobody."""
    found = repository.key_of_token(driver, token_hash(token))
    return _principal_of(*found) if found is not None else None


def live_key(session: Session, key_id: UUID) -> Principal | None:
    """The principal of a key of the tenant, or None once it expired or was revoked."""
    key = repository.rights_of(session, key_id)
    return _principal_of(tenant_of(session), key_id, key) if key is not None else None


def _principal_of(tenant_id: UUID, key_id: UUID, key: KeyRights) -> Principal | None:
    if key.revoked_at is not None:
        return None
    if key.expires_at is not None and key.expires_at <= clock.now():
        return None
    scopes = frozenset(SCOPES if "all" in key.scopes else key.scopes)
    return Principal(
        tenant_id=tenant_id,
        id=key_id,
        name=key.name,
        scopes=scopes - NEVER_AN_AGENCY_S if key.agency_id is not None else scopes,
        agency_id=key.agency_id,
        is_demo=key.is_demo,
        expires_at=key.expires_at,
        granted_only=key.granted_only,
    )


def issue_key(
    session: Session,
    wanted: ApiKeyCreate,
    *,
    demo: bool = False,
    token: str | None = None,
    key_id: UUID | None = None,
) -> tuple[ApiKey, str]:
    """Stores a key's hash and gives the key itself, once."""
    token = token or new_token(demo=demo)
    key = ApiKey(
        tenant_id=session.info["tenant_id"],
        id=key_id or new_id(),
        name=wanted.name,
        scopes=list(wanted.scopes),
        agency_id=wanted.agency_id,
        granted_only=wanted.granted_only,
        expires_at=wanted.expires_at,
        is_demo=demo,
    )
    session.add(key)
    session.add(
        TokenIndex(
            token_hash=token_hash(token),
            tenant_id=key.tenant_id,
            principal_id=key.id,
            kind=repository.API_KEY,
        )
    )
    session.flush()
    return key, token


def issue_link(session: Session, kind: str, link_id: UUID, *, token: str | None = None) -> str:
    """The secret of a new link, which leads to this tenant and `link_id` without any key."""
    secret = token or new_feed_secret()
    session.add(
        TokenIndex(
            token_hash=token_hash(secret),
            tenant_id=session.info["tenant_id"],
            principal_id=link_id,
            kind=kind,
        )
    )
    session.flush()
    return secret


def enter_by_link(session: Session, kind: str, secret: str) -> UUID:
    """Binds a session to the tenant a link leads to, and gives the link's id.

    Raises:
        NotFound: if no link of this kind has the secret.
    """
    entry = repository.find_token(session, token_hash(secret))
    if entry is None or entry.kind != kind:
        raise NotFound
    bind_tenant(session, entry.tenant_id)
    return entry.principal_id


def drop_link(session: Session, link_id: UUID) -> None:
    """Makes the secrets of a link lead nowhere."""
    repository.drop_tokens(session, link_id)


def create_key(session: Session, principal: Principal, wanted: ApiKeyCreate) -> tuple[ApiKey, str]:
    """Makes a key for the caller's tenant, with no scope the caller lacks."""
    if principal.is_demo:
        raise DemoKeyLimited
    asked = SCOPES if "all" in wanted.scopes else wanted.scopes
    if not principal.scopes.issuperset(asked):
        raise ScopeBeyondOwn
    if wanted.expires_at is not None and wanted.expires_at <= clock.now():
        raise invalid("/expires_at", "expiry_past")
    key, token = issue_key(session, wanted)
    record(session, principal, "key_created", "api_key", key.id)
    return key, token


def rotate_key(
    session: Session, principal: Principal, key_id: UUID, overlap: timedelta
) -> tuple[ApiKey, str]:
    """Makes a successor with the same rights; the old key works until the overlap ends."""
    if principal.is_demo:
        raise DemoKeyLimited
    old = rows.get(session, ApiKey, key_id)
    if old.revoked_at is not None:
        raise KeyRevoked
    wanted = ApiKeyCreate(
        name=old.name,
        scopes=old.scopes,
        agency_id=old.agency_id,
        granted_only=old.granted_only,
        expires_at=old.expires_at,
    )
    key, token = create_key(session, principal, wanted)
    ends = clock.now() + overlap
    old.expires_at = min(old.expires_at or ends, ends)
    record(session, principal, "key_rotated", "api_key", old.id)
    return key, token


def revoke_key(
    session: Session, principal: Principal, key_id: UUID, precondition: Precondition
) -> None:
    """Ends a key at once; the demo key, which everybody shares, cannot end itself."""
    key = rows.get(session, ApiKey, key_id)
    precondition.check(key.version)
    if principal.is_demo and key.is_demo:
        raise DemoKeyLimited
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        record(session, principal, "key_revoked", "api_key", key.id)


def replace_demo_key(session: Session, token: str | None) -> str:
    """Revokes the demo keys of earlier starts and makes this start's."""
    now = clock.now()
    for key in repository.live_demo_keys(session, now):
        key.revoked_at = now
    wanted = ApiKeyCreate(name="demo", scopes=["all"])
    if token is not None:
        entry = repository.find_token(session, token_hash(token))
        if entry is not None:
            known = rows.get(session, ApiKey, entry.principal_id)
            known.revoked_at = None
            return token
    return issue_key(session, wanted, demo=True, token=token)[1]


def get_key(session: Session, key_id: UUID) -> ApiKey:
    """One key of the tenant."""
    return rows.get(session, ApiKey, key_id)


def list_keys(session: Session, request: PageRequest) -> Slice[ApiKey]:
    """Keys, newest first."""
    return repository.list_keys(session, request)


def record(
    session: Session,
    principal: Principal | None,
    action: str,
    object_type: str,
    object_id: UUID | None,
    case_id: UUID | None = None,
) -> None:
    """Writes one audit event in the running transaction."""
    context = structlog.contextvars.get_contextvars()
    event = {
        "principal_id": principal.id if principal is not None else None,
        "action": action,
        "object_type": object_type,
        "object_id": object_id,
        "case_id": case_id,
        "request_id": str(context.get("request_id", "")),
    }
    repository.add_audit_event(session, event)


def list_audit_events(
    session: Session, request: PageRequest, case_id: UUID | None
) -> Slice[AuditEvent]:
    """Audit events, newest first."""
    return repository.list_audit_events(session, request, case_id)


def acts_of(
    session: Session, case_id: UUID, grantee_id: UUID, request: PageRequest
) -> Slice[AuditEvent]:
    """What a key, or the keys of an agency, did in a case, newest first."""
    return repository.acts_of(session, case_id, grantee_id, request)


def acts_on(
    session: Session,
    case_id: UUID,
    object_ids: Sequence[UUID],
    actions: Sequence[str],
    request: PageRequest,
) -> Slice[AuditEvent]:
    """What was done, in these ways, to objects of a case, newest first."""
    return repository.acts_on(session, case_id, object_ids, actions, request)
