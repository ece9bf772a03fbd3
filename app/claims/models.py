"""The table of claims: which claim, on which debts, how far; everything told of it is sealed."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseListed, Json, Versioned
from app.core.db import Base


class CaseClaim(CaseListed, Versioned, Base):
    """One claim of a case; `code` is one of the law data's."""

    __tablename__ = "case_claims"

    code: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(32))
    debt_ids: Mapped[list[str]] = mapped_column(Json)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
