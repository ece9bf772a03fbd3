"""Bodies of `/v1/cases/{case_id}/access-tokens`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.auth import TOKEN_SCOPES
from app.core.schemas import Schema, Version

LONGEST_SECONDS = 3600
TokenScope = Literal[TOKEN_SCOPES]  # type: ignore[valid-type]  # one source: core.auth.TOKEN_SCOPES
TokenScopes = Annotated[
    list[TokenScope],
    Field(
        min_length=1,
        max_length=len(TOKEN_SCOPES),
        description="What it may do in this case; as little as the page needs.",
        examples=[["debts:read", "contacts:read", "contacts:write", "plan:read"]],
    ),
]
TokenStatus = Literal["active", "expired", "revoked"]


class AccessTokenCreate(Schema):
    """What a browser or mini-program may do in this case, and for how long."""

    scopes: TokenScopes
    expires_in: Annotated[
        int,
        Field(
            ge=1,
            le=LONGEST_SECONDS,
            description="Seconds until it ends; an hour at most.",
            examples=[900],
        ),
    ] = 900


class AccessTokenRead(Schema):
    """An access token without its secret."""

    id: UUID
    scopes: TokenScopes
    status: Annotated[TokenStatus, Field(description="How it stands now.")]
    made_by: Annotated[UUID, Field(description="The key that made it; it ends with that key.")]
    expires_at: Annotated[datetime, Field(description="When it ends.")]
    revoked_at: datetime | None
    created_at: datetime
    version: Version


class AccessTokenCreated(AccessTokenRead):
    """A new access token; `token` is shown this once."""

    token: Annotated[
        str, Field(max_length=64, description="Sent as `Bearer at_…`; hand it to the page alone.")
    ]
