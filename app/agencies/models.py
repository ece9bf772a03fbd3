"""Tables of agencies and referrals: names and states as columns, what people told sealed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, EntryOwned, TenantOwned, Versioned
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


class Referral(CaseListed, EntryOwned, Versioned, Base):
    """A case handed to an agency with the person's consent; its columns copy the consent's event.

    The parts and the end are the grant's; `sealed` holds purpose, answers and service agreement.
    """

    __tablename__ = "referrals"

    agency_id: Mapped[UUID] = mapped_column(Uuid)
    grant_id: Mapped[UUID] = mapped_column(Uuid)
    status: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        agency = ForeignKeyConstraint(
            ["tenant_id", "agency_id"], ["agencies.tenant_id", "agencies.id"]
        )
        by_agency = Index(None, "tenant_id", "agency_id", "id")
        return (*super().constraints(), agency, by_agency)
