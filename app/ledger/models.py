"""Tables of the ledger: entries, the head of each case's tree, and the keys that signed.

Only leaf inputs and hashes stay readable; what an entry says is sealed under the case's key.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseOwned, TenantOwned, UtcInstant
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


class LedgerHead(CaseOwned, Base):
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
