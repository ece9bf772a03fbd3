"""Column types and mixins: UTC instants, tenant-wide keys, versions."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from typing_extensions import override

from app.core import clock
from app.core.ids import new_id

Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document column."""


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite alone would give it back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants need an offset")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TenantOwned:
    """A row of one tenant: its key begins with the tenant, so it can never point outside."""

    tenant_id: Mapped[UUID] = mapped_column(Uuid, sort_order=-20)
    id: Mapped[UUID] = mapped_column(Uuid, default=new_id, sort_order=-19)
    created_at: Mapped[datetime] = mapped_column(UtcInstant, default=clock.now, sort_order=90)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        return (PrimaryKeyConstraint("tenant_id", "id"), *cls.constraints())

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Further constraints and indexes of the table."""
        return (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),)


class CaseOwned(TenantOwned):
    """A row that belongs to one case of the tenant."""

    case_id: Mapped[UUID] = mapped_column(Uuid, sort_order=-18)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        """The composite key of the case; subclasses add theirs."""
        return (ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),)


class CaseListed(CaseOwned):
    """A row of a list of its case: found by the case alone, and in the order of its id.

    Rows that another key of theirs already finds by the case need no such index.
    """

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        """The key of the case and the list's index; subclasses add theirs."""
        return (*super().constraints(), Index(None, "tenant_id", "case_id", "id"))


class EntryOwned(CaseOwned):
    """A row that stands for one entry of its case's ledger, and for no other."""

    sequence: Mapped[int] = mapped_column(sort_order=-17)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        """The composite key of the entry; subclasses add theirs."""
        entry = ["tenant_id", "case_id", "sequence"]
        return (
            *super().constraints(),
            ForeignKeyConstraint(entry, [f"ledger_entries.{name}" for name in entry]),
            UniqueConstraint(*entry),
        )


class Marked:
    """A row that says who wrote it last under a grant (`app.core.access`); null: the owner."""

    acted_by: Mapped[dict[str, Any] | None] = mapped_column(Json, sort_order=89)


class Versioned:
    """A row that may change: its version is checked on every update and shown in its ETag."""

    version: Mapped[int] = mapped_column(default=1, sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(
        UtcInstant, default=clock.now, onupdate=clock.now, sort_order=92
    )

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
