"""Tables: tenants and the token index (no personal data, no row security), keys, audit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core import clock
from app.core.columns import Json, TenantOwned, UtcInstant, Versioned
from app.core.db import Base
from app.core.ids import new_id


class Tenant(Base):
    """One customer of the service: a person, a household or an agency."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcInstant, default=clock.now)


class TokenIndex(Base):
    """Which tenant a token's hash belongs to; read before the tenant is known."""

    __tablename__ = "token_index"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    principal_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(16))


class ApiKey(TenantOwned, Versioned, Base):
    """An API key; the key itself is shown once and never stored."""

    __tablename__ = "api_keys"

    name: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[list[str]] = mapped_column(Json)
    agency_id: Mapped[UUID | None] = mapped_column(Uuid)
    granted_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class AuditEvent(TenantOwned, Base):
    """Who did what to which object, and when; ids and codes only."""

    __tablename__ = "audit_events"

    principal_id: Mapped[UUID | None] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(String(64))
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[UUID | None] = mapped_column(Uuid)
    case_id: Mapped[UUID | None] = mapped_column(Uuid)
    request_id: Mapped[str] = mapped_column(String(64), default="")

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), Index(None, "tenant_id", "case_id", "id"))
