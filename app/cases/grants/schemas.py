"""Bodies of `/v1/cases/{case_id}/grants`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.access import PARTS
from app.core.schemas import Code, Id, Instant, Schema, Version

CasePart = Literal[PARTS]  # type: ignore[valid-type]  # one source: core.access.PARTS
GrantRole = Literal["adviser", "lawyer", "agency"]
GrantStatus = Literal["offered", "active", "expired", "revoked"]
CaseParts = Annotated[
    list[CasePart],
    Field(
        min_length=1,
        max_length=9,
        description="Parts of the case; wellbeing can never be shared.",
        examples=[["household", "debts", "proposals"]],
    ),
]


class GrantCreate(Schema):
    """Who may see which parts of the case, until when."""

    grantee: Annotated[
        Id,
        Field(
            description="Key of the adviser or lawyer (made with `granted_only`).",
            examples=["01930000-0000-7000-8000-000000000903"],
        ),
    ]
    role: Annotated[
        GrantRole,
        Field(description="As what. An agency is granted by a referral.", examples=["lawyer"]),
    ]
    scope: CaseParts
    expires_at: Annotated[
        Instant,
        Field(description="Until when.", examples=["2099-12-31T23:59:59+08:00"]),
    ]


class GrantUpdate(Schema):
    """Parts and end; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"scope": ["household", "debts", "evidence"]}]}
    )

    scope: CaseParts | None = None
    expires_at: Annotated[Instant | None, Field(description="Until when.")] = None


class GrantRead(Schema):
    """A grant, also one that has ended."""

    id: UUID
    grantee: Annotated[UUID, Field(description="Key or agency.")]
    role: Annotated[GrantRole, Field(description="As what.")]
    scope: CaseParts
    status: Annotated[GrantStatus, Field(description="How it stands now.")]
    accepted_at: Annotated[datetime | None, Field(description="From when it holds.")]
    expires_at: Annotated[datetime, Field(description="Until when.")]
    revoked_at: datetime | None
    created_at: datetime
    version: Version


class GrantActRead(Schema):
    """Something that was read or written under a grant."""

    id: UUID
    created_at: datetime
    principal_id: Annotated[UUID | None, Field(description="The key that did it.")]
    action: Annotated[Code, Field(description="What was done.")]
    object_type: Annotated[Code, Field(description="To what kind of thing.")]
    object_id: Annotated[UUID | None, Field(description="To which.")]
