"""Tables of the evidence vault. Titles and names are in the ledger; files are blobs by item id."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, EntryOwned, Json, Marked, Versioned
from app.core.db import Base
from app.ledger.rows import LedgerRow

RECEIVED = "evidence_received"
LINKED = "evidence_linked"


class EvidenceItem(CaseListed, EntryOwned, Base):
    """One file as received; never changed. `sha256` is of the plain bytes, in hex."""

    __tablename__ = "evidence_items"

    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(128))
    duplicates_of: Mapped[UUID | None] = mapped_column(Uuid)
    supersedes: Mapped[UUID | None] = mapped_column(Uuid)

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        first = str(self.duplicates_of) if self.duplicates_of else None
        facts: dict[str, Any] = {
            "id": str(self.id),
            "sha256": self.sha256,
            "size": self.size,
            "media_type": self.media_type,
            "duplicates_of": first,
        }
        if self.supersedes is not None:  # entries from before there were versions do not name it
            facts["supersedes"] = str(self.supersedes)
        return LedgerRow(self.sequence, RECEIVED, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        by_hash = Index(None, "tenant_id", "case_id", "sha256")
        by_version = Index(None, "tenant_id", "case_id", "supersedes")
        return (*super().constraints(), by_hash, by_version)


class Checklist(CaseListed, Marked, Versioned, Base):
    """What a purpose needs; its items come from the data files, its links from `EvidenceLink`."""

    __tablename__ = "evidence_checklists"

    purpose: Mapped[str] = mapped_column(String(16))
    claims: Mapped[list[str]] = mapped_column(Json)


class EvidenceLink(EntryOwned, Base):
    """Which evidence stands for an item of a checklist from then on; the last one counts."""

    __tablename__ = "evidence_links"

    checklist_id: Mapped[UUID] = mapped_column(Uuid)
    code: Mapped[str] = mapped_column(String(64))
    evidence_ids: Mapped[list[str]] = mapped_column(Json)

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {
            "checklist_id": str(self.checklist_id),
            "code": self.code,
            "evidence_ids": self.evidence_ids,
        }
        return LedgerRow(self.sequence, LINKED, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        parent = ForeignKeyConstraint(
            ["tenant_id", "checklist_id"],
            ["evidence_checklists.tenant_id", "evidence_checklists.id"],
        )
        by_checklist = Index(None, "tenant_id", "checklist_id")
        return (*super().constraints(), parent, by_checklist)
