"""Tables of imported statements; every text of a row is sealed under the case's key."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, CaseOwned, Versioned
from app.core.db import Base


class StatementImport(CaseListed, Versioned, Base):
    """One file read: what it is, and its sealed preflight."""

    __tablename__ = "statement_imports"

    institution: Mapped[str] = mapped_column(String(32))
    format: Mapped[str] = mapped_column(String(32))
    family: Mapped[str] = mapped_column(String(16))
    rows: Mapped[int]
    duplicates: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    period_first: Mapped[date | None]
    period_last: Mapped[date | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class StatementRow(CaseOwned, Base):
    """One transaction; its token is unique in the case, so no row can count twice."""

    __tablename__ = "statement_rows"

    import_id: Mapped[UUID] = mapped_column(Uuid)
    line: Mapped[int]
    token: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (
            *super().constraints(),
            ForeignKeyConstraint(
                ["tenant_id", "import_id"],
                ["statement_imports.tenant_id", "statement_imports.id"],
                ondelete="CASCADE",
            ),
            UniqueConstraint("tenant_id", "case_id", "token"),
            Index(None, "tenant_id", "import_id", "id"),
        )


class StatementLink(CaseListed, Base):
    """A row tells the same payment as `same_as` of another import, which counts for both."""

    __tablename__ = "statement_links"

    row_id: Mapped[UUID] = mapped_column(Uuid)
    import_id: Mapped[UUID] = mapped_column(Uuid)
    same_as: Mapped[UUID] = mapped_column(Uuid)
    same_as_import: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(16))

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        row = ["statement_rows.tenant_id", "statement_rows.id"]
        return (
            *super().constraints(),
            ForeignKeyConstraint(["tenant_id", "row_id"], row, ondelete="CASCADE"),
            ForeignKeyConstraint(["tenant_id", "same_as"], row, ondelete="CASCADE"),
            UniqueConstraint("tenant_id", "row_id"),
            Index(None, "tenant_id", "same_as"),
        )


class CategoryCorrection(CaseListed, Versioned, Base):
    """What the caller says payments of one counterparty are; kept for later imports."""

    __tablename__ = "category_corrections"

    token: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "case_id", "token"))
