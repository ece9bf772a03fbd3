"""The table of proceedings: kinds and states as columns, whatever identifies sealed."""

from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseOwned, Json, Versioned
from app.core.db import Base


class LegalProceeding(CaseOwned, Versioned, Base):
    """One proceeding; `sealed` holds institution, number, claimant, amount, papers and note."""

    __tablename__ = "legal_proceedings"

    kind: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16))
    authenticity: Mapped[str] = mapped_column(String(32))
    frozen_by: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    debt_ids: Mapped[list[str]] = mapped_column(Json)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        by_case = Index(None, "tenant_id", "case_id", "id")
        return (*super().constraints(), by_case)
