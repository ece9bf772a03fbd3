"""Table of packs for creditors: their ends as columns, what they hold sealed."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseListed, EntryOwned, UtcInstant, Versioned
from app.core.db import Base


class CreditorPack(CaseListed, EntryOwned, Versioned, Base):
    """Issued papers that a creditor may look at by a secret link; `sealed` says for whom, which."""

    __tablename__ = "creditor_packs"

    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
