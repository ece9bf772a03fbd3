"""The table of wellbeing checks: which scale, what was answered and when is all sealed."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseListed, Versioned
from app.core.db import Base


class WellbeingCheck(CaseListed, Versioned, Base):
    """One check; nothing of it is in the clear."""

    __tablename__ = "wellbeing_checks"

    sealed: Mapped[bytes] = mapped_column(LargeBinary)
