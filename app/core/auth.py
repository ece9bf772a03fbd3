"""Who calls and what they may do: principals, scopes and the dependency that checks them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from app.core.errors import Forbidden

SCOPES = (
    "account:read",
    "account:write",
    "audit:read",
    "calculators:use",
    "law:read",
    "cases:read",
    "cases:write",
    "debts:read",
    "debts:write",
    "budget:read",
    "budget:write",
    "references:read",
    "references:write",
    "statements:read",
    "statements:write",
    "proposals:read",
    "proposals:write",
    "contacts:read",
    "contacts:write",
    "evidence:read",
    "evidence:write",
    "proceedings:read",
    "proceedings:write",
    "agencies:read",
    "agencies:write",
    "documents:read",
    "documents:write",
    "claims:read",
    "claims:write",
    "referrals:read",
    "referrals:write",
    "plan:read",
    "wellbeing:read",
    "wellbeing:write",
)
"""Every scope a key can carry; `all` at key creation stands for the whole list."""
NEVER_AN_AGENCY_S = frozenset({"wellbeing:read", "wellbeing:write"})
"""What no key of an agency may do, whatever it was made with."""
NEVER_A_TOKEN_S = frozenset({"account:read", "account:write", "audit:read"})
"""What no access token may do: it makes neither keys nor tokens, and sees no account."""
TOKEN_SCOPES = tuple(scope for scope in SCOPES if scope not in NEVER_A_TOKEN_S)
"""Every scope an access token can carry."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: one key of one tenant, perhaps acting as an agency.

    `granted_only`: it sees no case but those granted to it, as agencies do anyway.
    `case_id`: an access token, which sees this case only; `made_by` is the key that made it.
    """

    tenant_id: UUID
    id: UUID
    name: str
    scopes: frozenset[str]
    agency_id: UUID | None = None
    is_demo: bool = False
    expires_at: datetime | None = None
    granted_only: bool = False
    case_id: UUID | None = None
    made_by: UUID | None = None

    @property
    def needs_grant(self) -> bool:
        """Whether cases are seen by grants only."""
        return self.granted_only or self.agency_id is not None


class PrincipalResolver(Protocol):
    """Turns a bearer token into a principal; registered by the wiring."""

    def __call__(self, token: str) -> Principal | None:
        """The principal of a live token, or None."""


class QuickResolver(Protocol):
    """The same on SQLite, by a connection that waits for nobody; None: look it up the other way."""

    def __call__(self, driver: sqlite3.Connection, token: str) -> Principal | None:
        """The principal of a live key, or None."""


bearer = HTTPBearer(
    scheme_name="ApiKey",
    bearerFormat="opaque API key",
    description=(
        "API key in the Authorization header: `Bearer sk_live_…`. 256 random bits, of which only "
        "a hash is stored; keys carry scopes and may expire. Browsers and mini-programs send an "
        "access token instead (`Bearer at_…`): one case, few scopes, an hour at most."
    ),
    auto_error=False,
)


async def current_principal(
    request: Request,
    scopes: SecurityScopes,
    _credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Principal:
    """The principal that the route has authenticated; its scopes cover the operation's.

    It waits for nothing, and so needs no thread.

    Raises:
        Forbidden: if a scope is missing.
    """
    principal: Principal = request.state.principal
    require_scopes(principal, scopes.scopes)
    return principal


def require_scopes(principal: Principal, needed: list[str]) -> None:
    """Checks scopes before anything is looked up, so that 403 tells nothing about existence."""
    if not principal.scopes.issuperset(needed):
        raise Forbidden(params={"scope": ", ".join(needed)})


def require_key(principal: Principal) -> None:
    """Refuses an access token where something would be made that opens the case after it.

    Raises:
        Forbidden: if the caller is an access token.
    """
    if principal.case_id is not None:
        raise Forbidden("token_of_one_case")


def caller(scope: str) -> Any:
    """The dependency of an operation that needs `scope`; it yields the principal."""
    return Security(current_principal, scopes=[scope])
