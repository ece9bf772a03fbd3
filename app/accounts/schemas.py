"""Bodies of `/v1/me`, `/v1/api-keys` and `/v1/audit-events`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.auth import SCOPES
from app.core.schemas import Code, Id, Instant, Line, Schema, Version

Scope = Literal[("all", *SCOPES)]  # type: ignore[valid-type]  # one source: core.auth.SCOPES


class Me(Schema):
    """Who the key stands for and what it may do."""

    tenant_id: UUID
    tenant: Annotated[str, Field(max_length=64, description="Short name of the tenant.")]
    principal_id: UUID
    name: Annotated[str, Field(max_length=200, description="Name given to the key.")]
    scopes: Annotated[list[str], Field(max_length=100, description="What the key may do.")]
    agency_id: UUID | None
    expires_at: datetime | None
    demo: bool


class ApiKeyCreate(Schema):
    """A key to be made."""

    name: Annotated[Line, Field(description="What the key is for.", examples=["手机应用"])]
    scopes: Annotated[
        list[Scope],
        Field(
            min_length=1,
            max_length=100,
            description="What it may do; `all` stands for every scope.",
            examples=[["cases:read", "cases:write"]],
        ),
    ]
    agency_id: Annotated[
        Id | None, Field(description="The agency the key acts for, if any.", examples=[None])
    ] = None
    granted_only: Annotated[
        bool,
        Field(description="It sees only cases granted to it (adviser, lawyer).", examples=[False]),
    ] = False
    expires_at: Annotated[
        Instant | None, Field(description="When it stops working.", examples=[None])
    ] = None


class ApiKeyRotate(Schema):
    """How long the old key works beside the new one."""

    overlap_seconds: Annotated[
        int, Field(ge=0, le=604800, description="Seconds of overlap.", examples=[3600])
    ] = 0


class ApiKeyRead(Schema):
    """A key without its secret."""

    id: UUID
    name: Annotated[str, Field(max_length=200)]
    scopes: Annotated[list[str], Field(max_length=100)]
    agency_id: UUID | None
    granted_only: Annotated[bool, Field(description="It sees only cases granted to it.")]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime
    version: Version


class ApiKeyCreated(ApiKeyRead):
    """A new key; `key` is shown this once."""

    key: Annotated[str, Field(max_length=64, description="The secret; store it now.")]


class AuditEventRead(Schema):
    """One act under the tenant."""

    id: UUID
    created_at: datetime
    principal_id: UUID | None
    action: Code
    object_type: Code
    object_id: UUID | None
    case_id: UUID | None
    request_id: Annotated[str, Field(max_length=64)]
