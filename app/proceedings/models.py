"""The table of proceedings: kinds and states as columns, whatever identifies sealed."""

from sqlalchemy import LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseListed, Json, Versioned
from app.core.db import Base


class LegalProceeding(CaseListed, Versioned, Base):
    """One proceeding; `sealed` holds institution, number, claimant, amount, papers and note.

    `lacks_days` tells a desk over many cases, without opening any, that a paper has no day yet.
    """

    __tablename__ = "legal_proceedings"

    kind: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16))
    authenticity: Mapped[str] = mapped_column(String(32))
    frozen_by: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    debt_ids: Mapped[list[str]] = mapped_column(Json)
    lacks_days: Mapped[bool] = mapped_column(default=False, server_default=false())
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
