"""The table of debts: figures as columns, whatever names or identifies sealed."""

from datetime import date

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseOwned, Versioned
from app.core.db import Base


class Debt(CaseOwned, Versioned, Base):
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
