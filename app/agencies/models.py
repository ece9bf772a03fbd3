"""Tables of agencies: names and states as columns, what people told of them sealed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import TenantOwned, Versioned
from app.core.db import Base


class Agency(TenantOwned, Versioned, Base):
    """One agency (中介机构、律所); `sealed` holds all but name, kind and state."""

    __tablename__ = "agencies"

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    suspended_on: Mapped[date | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AgencyAssessment(TenantOwned, Base):
    """One verdict on an agency as it was given; `sealed` holds the facts and the reasons."""

    __tablename__ = "agency_assessments"

    agency_id: Mapped[UUID] = mapped_column(Uuid)
    verdict: Mapped[str] = mapped_column(String(16))
    assessed_on: Mapped[date]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (
            *super().constraints(),
            ForeignKeyConstraint(["tenant_id", "agency_id"], ["agencies.tenant_id", "agencies.id"]),
            Index(None, "tenant_id", "agency_id", "id"),
        )
