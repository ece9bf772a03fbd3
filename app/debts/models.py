"""Tables of debts: figures as columns, whatever names or identifies sealed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, Marked, Versioned
from app.core.db import Base


class Debt(CaseListed, Marked, Versioned, Base):
    """One debt; amounts in fen, the rate as decimal text in percent per year.

    `sealed` holds the names of creditor, platform, lender, funders and assignees and the
    account reference.
    """

    __tablename__ = "debts"

    creditor_type: Mapped[str] = mapped_column(String(32))
    product_type: Mapped[str | None] = mapped_column(String(32))
    debt_status: Mapped[str | None] = mapped_column(String(16))
    platform_assisted: Mapped[bool | None]
    guaranteed: Mapped[bool | None]
    contract_date: Mapped[date | None]
    original_principal: Mapped[int | None] = mapped_column(BigInteger)
    principal_outstanding: Mapped[int | None] = mapped_column(BigInteger)
    interest_outstanding: Mapped[int | None] = mapped_column(BigInteger)
    fees_outstanding: Mapped[int | None] = mapped_column(BigInteger)
    penalty_outstanding: Mapped[int | None] = mapped_column(BigInteger)
    annual_rate_percent: Mapped[str | None] = mapped_column(String(9))
    instalment_amount: Mapped[int | None] = mapped_column(BigInteger)
    remaining_instalments: Mapped[int | None]
    next_due_date: Mapped[date | None]
    days_past_due: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class StoredPayments(CaseListed, Marked, Versioned, Base):
    """What was received and paid on one debt, in one sealed piece (还款流水)."""

    __tablename__ = "debt_payments"

    debt_id: Mapped[UUID] = mapped_column(Uuid)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        debt = ForeignKeyConstraint(["tenant_id", "debt_id"], ["debts.tenant_id", "debts.id"])
        return (*super().constraints(), debt, UniqueConstraint("tenant_id", "debt_id"))
