"""Table of issued documents. What went into one is in the ledger; its bytes are sealed here."""

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseListed, EntryOwned
from app.core.db import Base
from app.ledger.rows import LedgerRow

ISSUED = "document_issued"


class IssuedDocument(CaseListed, EntryOwned, Base):
    """One document as issued; never changed. Its columns copy its event, `content` is sealed."""

    __tablename__ = "issued_documents"

    template: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    format: Mapped[str] = mapped_column(String(16))
    profile: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {
            "id": str(self.id),
            "template": self.template,
            "locale": self.locale,
            "format": self.format,
            "profile": self.profile,
            "sha256": self.sha256,
            "size": self.size,
        }
        return LedgerRow(self.sequence, ISSUED, facts)
