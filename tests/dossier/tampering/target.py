"""One case in the hands of someone who holds the database, the files and every key."""

import random  # noqa: TID251 - a seeded sample
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.core import crypto, keys
from app.core.ids import new_id
from app.core.sealing import address
from app.ledger import entries, merkle
from app.ledger import service as ledger
from app.ledger.checkpoint import sign_checkpoint
from app.ledger.models import LedgerEntry
from app.ledger.origins import origin_of
from app.wiring import Runtime, metadata

TABLES = metadata.tables
ENTRIES, HEADS = TABLES["ledger_entries"], TABLES["ledger_heads"]
STANDING = ("contacts", "contact_corrections", "evidence_items", "evidence_links")
STANDING_ALL = (*STANDING, "proposal_responses")
"""Tables whose rows stand for entries."""
PROTECTED = {
    "ledger_entries": [
        *("kind", "occurred_at", "recorded_at", "previous_hash", "commitment"),
        *("leaf_input", "entry_hash", "sealed", "sequence"),
    ],
    "ledger_heads": ["size", "subtrees", "checkpoint"],
    "wrapped_keys": ["wrapped"],
    "contacts": ["occurred_at", "channel", "direction", "outcome", "sequence"],
    "contact_corrections": ["contact_id", "sequence"],
    "evidence_items": ["sha256", "size", "media_type", "sequence"],
    "evidence_links": ["code", "evidence_ids", "checklist_id"],
    "proposal_responses": ["answer", "proposal_id"],
}
Entry = entries.Entry


@dataclass(slots=True)
class Target:
    """One case under attack, in a session that will be rolled back."""

    runtime: Runtime
    session: Session
    tenant_id: UUID
    case_id: UUID
    chance: random.Random

    def of_case(self, table: Table) -> Any:
        owner = "owner_id" if table.name == "wrapped_keys" else "case_id"
        return (table.c.tenant_id == self.tenant_id) & (table.c[owner] == self.case_id)

    def rows(self, name: str) -> list[Row[Any]]:
        table = TABLES[name]
        ordered = select(table).where(self.of_case(table)).order_by(table.c.id)
        return list(self.session.execute(ordered))

    def change(self, name: str, row_id: UUID, **values: Any) -> None:
        table = TABLES[name]
        self.session.execute(update(table).where(table.c.id == row_id).values(**values))

    def chain(self) -> list[Entry]:
        key = keys.case_key(self.session, self.case_id)
        found = self.session.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.case_id == self.case_id)
            .order_by(LedgerEntry.sequence)
        )
        return [ledger.to_entry(row, ledger.opening_of(row, key)) for row in found]

    def write_chain(self, chain: list[Entry]) -> None:
        """Replaces the whole ledger, sealed and signed anew with the operator's own keys."""
        self.session.execute(delete(ENTRIES).where(self.of_case(ENTRIES)))
        key, rows = keys.case_key(self.session, self.case_id), []
        for entry in chain:
            row_id, opening = new_id(), entry.opening
            assert opening is not None
            place = address("ledger_entries", self.tenant_id, row_id)
            rows.append(
                {
                    **{
                        name: getattr(entry, name)
                        for name in (
                            *("case_id", "sequence", "kind", "occurred_at", "recorded_at"),
                            *("previous_hash", "commitment", "leaf_input", "entry_hash"),
                        )
                    },
                    "tenant_id": self.tenant_id,
                    "id": row_id,
                    "created_at": entry.recorded_at,
                    "sealed": crypto.seal(key, place, opening.salt + opening.payload),
                }
            )
        if rows:
            self.session.execute(insert(ENTRIES), rows)
        self.sign(merkle.CompactTree().extend(entry.entry_hash for entry in chain))

    def sign(self, tree: merkle.CompactTree) -> None:
        signers = self.runtime.signer
        origin = origin_of(signers.name, self.case_id)
        self.session.execute(
            update(HEADS)
            .where(self.of_case(HEADS))
            .values(
                size=tree.size,
                subtrees=tree.to_bytes(),
                checkpoint=sign_checkpoint(origin, tree.size, tree.root(), signers.keys),
            )
        )

    def shift(self, first: int, by: int) -> None:
        """Renumbers the rows that stand for entries from `first` on."""
        for name in STANDING_ALL:
            table = TABLES[name]
            later = self.of_case(table) & (table.c.sequence >= first)
            for step in (by * 1000, by - by * 1000):  # past each other, then into place
                self.session.execute(
                    update(table).where(later).values(sequence=table.c.sequence + step)
                )
                later = self.of_case(table) & (table.c.sequence >= first + step)
