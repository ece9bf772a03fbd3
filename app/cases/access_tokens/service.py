"""Makes access tokens for one case, resolves and revokes them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.errors import ScopeBeyondOwn
from app.cases import repository
from app.cases.access_tokens.schemas import AccessTokenCreate, AccessTokenRead
from app.cases.models import AccessToken
from app.cases.service import require_case
from app.core import clock
from app.core import repository as rows
from app.core.auth import Principal, require_key
from app.core.conditional import Precondition
from app.core.db import Database, tenant_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.tokens import new_access_token

KIND: Final = "access_token"
LISTED_FOR: Final = timedelta(days=1)
"""How long one that has ended stays in the list; the audit trail keeps that there was one."""


def resolve_principal(database: Database, token: str) -> Principal | None:
    """Who a live access token stands for, or None; never says why not.

    It has no scope that its maker lacks by now, and ends with the maker.
    """
    with database.read() as session:
        try:
            row = rows.get(session, AccessToken, accounts.enter_by_link(session, KIND, token))
        except NotFound:
            return None
        if _status(row) != "active":
            return None
        maker = accounts.live_key(session, row.principal_id)
        if maker is None:
            return None
        return replace(
            maker,
            id=row.id,
            scopes=maker.scopes.intersection(row.scopes),
            expires_at=row.expires_at,
            case_id=row.case_id,
            made_by=maker.id,
        )


def make_token(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: AccessTokenCreate,
    *,
    token_id: UUID | None = None,
) -> tuple[AccessTokenRead, str]:
    """A token for this case with no scope its maker lacks; the second value is its secret.

    Raises:
        Forbidden: for a scope beyond the caller's own.
    """
    require_key(principal)
    require_case(session, case_id)
    if not principal.scopes.issuperset(wanted.scopes):
        raise ScopeBeyondOwn
    now = clock.now()
    _drop(session, repository.tokens_ended(session, case_id, now - LISTED_FOR))
    row = AccessToken(
        tenant_id=tenant_of(session),
        id=token_id or new_id(),
        case_id=case_id,
        principal_id=principal.id,
        scopes=list(dict.fromkeys(wanted.scopes)),
        expires_at=now + timedelta(seconds=wanted.expires_in),
    )
    session.add(row)
    session.flush()
    secret = accounts.issue_link(session, KIND, row.id, token=new_access_token())
    accounts.record(session, principal, "access_token_made", KIND, row.id, case_id)
    return _read(row), secret


def page_of_tokens(session: Session, case_id: UUID, request: PageRequest) -> Slice[AccessTokenRead]:
    """Access tokens of a case, newest first."""
    require_case(session, case_id)
    found = repository.page_of_tokens(session, case_id, request)
    return Slice([_read(row) for row in found.items], found.next_cursor, found.next_link)


def get_token(session: Session, case_id: UUID, token_id: UUID) -> AccessTokenRead:
    """One access token of a case, also one that has ended."""
    require_case(session, case_id)
    return _read(rows.get_in_case(session, AccessToken, case_id, token_id))


def revoke_token(
    session: Session,
    principal: Principal,
    case_id: UUID,
    token_id: UUID,
    precondition: Precondition,
) -> None:
    """Ends an access token at once; ending it again changes nothing."""
    require_case(session, case_id)
    row = rows.get_in_case(session, AccessToken, case_id, token_id)
    precondition.check(row.version)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        accounts.drop_link(session, row.id)
        accounts.record(session, principal, "access_token_revoked", KIND, row.id, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Ends and forgets the access tokens of a case."""
    _drop(session, repository.tokens_of(session, case_id))


def _drop(session: Session, tokens: Sequence[AccessToken]) -> None:
    for row in tokens:
        accounts.drop_link(session, row.id)
        session.delete(row)
    session.flush()


def _read(row: AccessToken) -> AccessTokenRead:
    return AccessTokenRead.model_validate(
        {
            "id": row.id,
            "scopes": row.scopes,
            "status": _status(row),
            "made_by": row.principal_id,
            "expires_at": row.expires_at,
            "revoked_at": row.revoked_at,
            "created_at": row.created_at,
            "version": row.version,
        }
    )


def _status(row: AccessToken) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= clock.now() else "active"
