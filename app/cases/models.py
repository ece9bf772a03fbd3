"""Tables of the case. What identifies or describes a person is sealed under the case's key."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, CaseOwned, Json, TenantOwned, UtcInstant, Versioned
from app.core.db import Base


class Case(TenantOwned, Versioned, Base):
    """One person's case; `sealed` holds reference, person, hardship text and credit facts."""

    __tablename__ = "cases"

    status: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    region_code: Mapped[str | None] = mapped_column(String(6))
    adults: Mapped[int | None]
    children: Mapped[int | None]
    hardship_reason: Mapped[str | None] = mapped_column(String(32))
    additional_reasons: Mapped[list[str]] = mapped_column(Json)
    hardship_since: Mapped[date | None]
    assigned_to: Mapped[UUID | None] = mapped_column(Uuid)
    reference_token: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    erased_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), Index(None, "tenant_id", "reference_token"))


class LegalHold(CaseListed, Versioned, Base):
    """A reason why a case must not be erased yet, until a day or until lifted."""

    __tablename__ = "legal_holds"

    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_on: Mapped[date | None]
    lifted_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class CaseOutcome(CaseOwned, Versioned, Base):
    """How the case ended, what helped and what was learned; sealed as a whole.

    `is_shared`: the person lets it be counted with others, without words or days.
    """

    __tablename__ = "case_outcomes"

    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "case_id"))


class Grant(CaseListed, Versioned, Base):
    """Who else may see which parts of a case, from acceptance until expiry or revocation.

    `grantee_id` is a key (adviser, lawyer) or an agency; `parts` are enclosed in commas.
    """

    __tablename__ = "grants"

    grantee_id: Mapped[UUID] = mapped_column(Uuid)
    role: Mapped[str] = mapped_column(String(16))
    parts: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), Index(None, "tenant_id", "grantee_id", "case_id"))


class AccessToken(CaseListed, Versioned, Base):
    """What a browser or mini-program holds in place of a key: one case, few scopes, soon over.

    The token itself is shown once and never stored; `principal_id` is the key that made it.
    """

    __tablename__ = "access_tokens"

    principal_id: Mapped[UUID] = mapped_column(Uuid)
    scopes: Mapped[list[str]] = mapped_column(Json)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
