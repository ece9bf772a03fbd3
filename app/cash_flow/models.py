"""Tables of the cash flow: the budget as it is now, and analyses as they were computed."""

from typing import Any

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseOwned, Versioned
from app.core.db import Base


class StoredBudget(CaseOwned, Versioned, Base):
    """A case's one budget; `sealed` holds its lines and the spending of imported months."""

    __tablename__ = "budgets"

    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "case_id"))


class StoredAnalysis(CaseOwned, Versioned, Base):
    """A snapshot that never changes; `sealed` holds its inputs, figures and findings."""

    __tablename__ = "cash_flow_analyses"

    start_month: Mapped[str] = mapped_column(String(7))
    inputs_hash: Mapped[str] = mapped_column(String(71))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
