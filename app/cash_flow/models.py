"""Tables: the budget as it is now, kept scenarios, analyses as computed, published amounts."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, CaseOwned, Marked, TenantOwned, Versioned
from app.core.db import Base


class StoredBudget(CaseOwned, Marked, Versioned, Base):
    """A case's one budget; `sealed` holds its lines and the spending of imported months."""

    __tablename__ = "budgets"

    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "case_id"))


class StoredAnalysis(CaseListed, Marked, Versioned, Base):
    """A snapshot that never changes; `sealed` holds its inputs, figures and findings."""

    __tablename__ = "cash_flow_analyses"

    start_month: Mapped[str] = mapped_column(String(7))
    inputs_hash: Mapped[str] = mapped_column(String(71))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class StoredScenario(CaseListed, Marked, Versioned, Base):
    """A named set of changes; its name is known by a token, `sealed` holds all of it."""

    __tablename__ = "cash_flow_scenarios"

    token: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "case_id", "token"))


class StoredReference(TenantOwned, Versioned, Base):
    """An amount a month that an authority published for a region, in fen, with its source."""

    __tablename__ = "reference_amounts"

    kind: Mapped[str] = mapped_column(String(16))
    region_code: Mapped[str] = mapped_column(String(6))
    amount: Mapped[int] = mapped_column(BigInteger)
    valid_from: Mapped[date]
    source_url: Mapped[str] = mapped_column(String(2048))

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        unique = UniqueConstraint("tenant_id", "region_code", "kind", "valid_from")
        return (*super().constraints(), unique)
