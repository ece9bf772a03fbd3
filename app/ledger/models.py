"""Tables of the ledger: entries, the head of each case's tree, keys that signed, anchors.

Only leaf inputs and hashes stay readable; what an entry says is sealed under the case's key.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, CaseOwned, TenantOwned, UtcInstant
from app.core.db import Base


class LedgerEntry(CaseOwned, Base):
    """One event of a case, format v1; `sealed` is salt and payload, null once erased."""

    __tablename__ = "ledger_entries"

    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    occurred_at: Mapped[datetime] = mapped_column(UtcInstant)
    recorded_at: Mapped[datetime] = mapped_column(UtcInstant)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    leaf_input: Mapped[bytes] = mapped_column(LargeBinary)
    entry_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "case_id", "sequence"))


class LedgerHead(CaseListed, Base):
    """The tree of a case as last signed; `id` is the case's, `subtrees` its compact form."""

    __tablename__ = "ledger_heads"

    size: Mapped[int]
    subtrees: Mapped[bytes] = mapped_column(LargeBinary)
    checkpoint: Mapped[str] = mapped_column(Text)


class LedgerKey(TenantOwned, Base):
    """A key that signed for this tenant; its `vkey` is sealed, so no other can be slipped in."""

    __tablename__ = "ledger_keys"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(4))
    valid_from: Mapped[datetime] = mapped_column(UtcInstant)
    valid_to: Mapped[datetime | None] = mapped_column(UtcInstant)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "key_hash"))


class LedgerAnchor(TenantOwned, Base):
    """A time stamp (RFC 3161) asked for over the checkpoints of one or many cases at once.

    `root` is the Merkle root over the checkpoints; `reply` is the authority's, once there is one.
    """

    __tablename__ = "ledger_anchors"

    reason: Mapped[str] = mapped_column(String(16))
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    failure: Mapped[str | None] = mapped_column(String(32))
    stamped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    authority: Mapped[str | None] = mapped_column(String(500))
    reply: Mapped[bytes | None] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        due = Index(None, "tenant_id", "next_attempt_at")
        return (*super().constraints(), due)


class AnchoredCheckpoint(CaseListed, Base):
    """A case's checkpoint under an anchor, and the path from it to the anchor's root."""

    __tablename__ = "anchored_checkpoints"

    anchor_id: Mapped[UUID] = mapped_column(Uuid)
    size: Mapped[int]
    checkpoint: Mapped[str] = mapped_column(Text)
    leaf_index: Mapped[int]
    leaves: Mapped[int]
    path: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        anchor = ForeignKeyConstraint(
            ["tenant_id", "anchor_id"], ["ledger_anchors.tenant_id", "ledger_anchors.id"]
        )
        by_anchor = Index(None, "tenant_id", "anchor_id")
        return (*super().constraints(), anchor, by_anchor)
