"""A campaign of tampers by someone who holds the database, the files and every key.

Each is done inside a transaction that is taken back, and must be found by a verifier that knows one
tree head from outside, as the holder of a receipt does.
"""

import random  # noqa: TID251 - a seeded sample
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import crypto, keys
from app.core.ids import new_id
from app.core.sealing import address
from app.dossier import service as dossier
from app.ledger import entries, merkle
from app.ledger import service as ledger
from app.ledger.checkpoint import TreeHead, sign_checkpoint
from app.ledger.models import LedgerEntry
from app.ledger.origins import origin_of
from app.ledger.verification import FirstBad
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


class TakeBack(Exception):
    """Ends a tamper's transaction."""


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


def rehashed(chain: list[Entry]) -> list[Entry]:
    """The entries in this order, numbered and linked anew."""
    made: list[Entry] = []
    for entry in chain:
        assert entry.opening is not None
        before = made[-1] if made else None
        made.append(
            entries.append(
                None if before is None else replace(before, kind="x"),
                case_id=entry.case_id,
                kind=entry.kind,
                occurred_at=entry.occurred_at,
                recorded_at=entry.recorded_at,
                opening=entry.opening,
            )
        )
    return made


def altered(value: Any, chance: random.Random) -> Any:
    """The value with one bit, character, second or element changed."""
    match value:
        case bytes():
            bit = chance.randrange(len(value) * 8)
            changed = bytearray(value)
            changed[bit // 8] ^= 1 << bit % 8
            found: Any = bytes(changed)
        case str():
            at = chance.randrange(len(value))
            found = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
        case int():
            found = value + 1000
        case datetime():
            found = value + timedelta(microseconds=chance.choice([-1, 1]))
        case UUID():
            found = UUID(int=value.int ^ 1 << chance.randrange(60))
        case list():
            found = [*value, str(new_id())]
        case _:
            found = "other"
    return found


def change_a_column(target: Target) -> int | None:
    """One bit of one protected column."""
    name = target.chance.choice([name for name in PROTECTED if target.rows(name)])
    row = target.chance.choice(target.rows(name))
    column = target.chance.choice(PROTECTED[name])
    value = altered(getattr(row, column), target.chance)
    target.change(name, row.id, **{column: value})
    return row.sequence if name in {"ledger_entries", *STANDING_ALL} else None


def delete_a_row(target: Target) -> None:
    """One protected row."""
    name = target.chance.choice([name for name in PROTECTED if target.rows(name)])
    row = target.chance.choice(target.rows(name))
    table = TABLES[name]
    target.session.execute(delete(table).where(table.c.id == row.id))


def _cut(target: Target) -> list[Entry]:
    chain = target.chain()
    kept = chain[: target.chance.randrange(len(chain))]
    for name in STANDING_ALL:
        table = TABLES[name]
        gone = self_and_later(target, table, len(kept) + 1)
        target.session.execute(delete(table).where(gone))
    return kept


def self_and_later(target: Target, table: Table, first: int) -> Any:
    return target.of_case(table) & (table.c.sequence >= first)


def truncate(target: Target) -> None:
    """The last entries and their rows, the head left as it is."""
    kept = _cut(target)
    target.session.execute(delete(ENTRIES).where(self_and_later(target, ENTRIES, len(kept) + 1)))


def roll_back(target: Target) -> None:
    """The whole case as it once was, with a valid checkpoint of that time."""
    target.write_chain(_cut(target))


def rewrite(target: Target) -> None:
    """What one entry says, with everything after it hashed and signed anew."""
    chain = target.chain()
    at = target.chance.randrange(len(chain))
    salt = target.chance.randbytes(entries.SALT_BYTES)
    opening = chain[at].opening
    assert opening is not None
    chain[at] = replace(chain[at], opening=entries.Opening(salt, opening.payload))
    target.write_chain(rehashed(chain))


def reorder(target: Target) -> None:
    """Two entries and their rows, hashed and signed anew."""
    chain = target.chain()
    first, second = sorted(target.chance.sample(range(len(chain)), 2))
    chain[first], chain[second] = chain[second], chain[first]
    target.write_chain(rehashed(chain))


def insert_backdated(target: Target) -> None:
    """An entry between two others, the later rows renumbered, all hashed and signed anew."""
    chain = target.chain()
    at = target.chance.randrange(len(chain))
    opening = entries.Opening(target.chance.randbytes(32), entries.canonical_json({"x": "假"}))
    target.shift(at + 1, 1)
    chain.insert(at, replace(chain[at], kind="consent_given", opening=opening))
    target.write_chain(rehashed(chain))


def move_a_payload(target: Target) -> None:
    """What one entry says to the place of another."""
    one, other = target.chance.sample(target.rows("ledger_entries"), 2)
    target.change("ledger_entries", one.id, sealed=other.sealed)


def show_another_head(target: Target) -> None:
    """A validly signed head of the same size over something else."""
    chain = target.chain()
    hashes = [entry.entry_hash for entry in chain]
    hashes[target.chance.randrange(len(hashes))] = target.chance.randbytes(32)
    target.sign(merkle.CompactTree().extend(hashes))


ON_ROWS: list[Callable[[Target], int | None]] = [
    change_a_column,
    change_a_column,
    change_a_column,
    delete_a_row,
    truncate,
    roll_back,
    rewrite,
    reorder,
    insert_backdated,
    move_a_payload,
    show_another_head,
]


@dataclass(slots=True)
class Campaign:
    """Attacks on the cases of one tenant; `kept` are the heads that receipts vouch for."""

    runtime: Runtime
    tenant_id: UUID
    case_ids: list[UUID]
    kept: dict[UUID, TreeHead]
    chance: random.Random

    @classmethod
    def against(cls, runtime: Runtime, slug: str, seed: int) -> "Campaign":
        with runtime.database.read() as session:
            tenant_id = accounts.find_tenant(session, slug)
        assert tenant_id is not None
        kept, chosen = {}, []
        with runtime.database.read(tenant_id) as session:
            for case_id in cases.case_ids(session):
                head = runtime.signed_heads.last(origin_of(runtime.signer.name, case_id))
                if head is not None and head.size > 3:
                    chosen.append(case_id)
                    kept[case_id] = TreeHead(head.size, head.root)
        return cls(runtime, tenant_id, chosen, kept, random.Random(seed))  # noqa: S311 - a seeded sample

    @contextmanager
    def _target(self) -> Iterator[Target]:
        case_id = self.chance.choice(self.case_ids)
        with (
            suppress(TakeBack),
            self.runtime.database.write(self.tenant_id) as session,
        ):
            if session.connection().dialect.name == "sqlite":
                session.execute(text("PRAGMA defer_foreign_keys = ON"))
            else:  # as a superuser, whom no constraint holds
                session.execute(text("SET LOCAL session_replication_role = replica"))
            yield Target(self.runtime, session, self.tenant_id, case_id, self.chance)
            raise TakeBack

    def verdict(self, target: Target) -> FirstBad | None:
        """What the verifier says, with the receipt's head in hand."""
        target.session.expire_all()
        target.session.info.pop("case_keys", None)
        kept = [self.kept[target.case_id]]
        return dossier.verify_case(target.session, target.case_id, kept).first_bad

    def attack_rows(self) -> str | None:
        """One tamper with rows; its name if it was not found, or was named at a wrong place."""
        tamper = self.chance.choice(ON_ROWS)
        with self._target() as target:
            sequence = tamper(target)
            target.session.flush()
            found = self.verdict(target)
        if found is None or (sequence is not None and found.sequence != sequence):
            return f"{tamper.__name__} of {sequence}: {found}"
        return None

    def attack_files(self) -> str | None:
        """One byte of a stored file, or two files exchanged; None if it was found."""
        root = Path(self.runtime.settings.storage_url.removeprefix("file://")) / "evidence"
        blobs = sorted(file for file in root.rglob("*") if file.is_file())
        blob, other = self.chance.choice(blobs), self.chance.choice(blobs)
        before = blob.read_bytes()
        swapped = other != blob and self.chance.random() < 0.5
        blob.write_bytes(other.read_bytes() if swapped else altered(before, self.chance))
        case_id = UUID(blob.parent.name)
        try:
            with self.runtime.database.read(self.tenant_id) as session:
                found = dossier.verify_case(session, case_id).first_bad
        finally:
            blob.write_bytes(before)
        return None if found is not None and found.reason == "file_differs" else f"file: {found}"

    def look_at_a_sound_copy(self) -> str | None:
        """A case with a few honest entries more; what the verifier complains of, if it does."""
        with self._target() as target:
            for _ in range(self.chance.randrange(4)):
                ledger.append(
                    target.session,
                    target.case_id,
                    "consent_given",
                    datetime.fromisoformat("2026-11-20T15:30:00+08:00"),
                    {"text": f"第{self.chance.random()}次"},
                )
            found = self.verdict(target)
        return None if found is None else f"false alarm: {found}"

    def run(self, tampers: int, copies: int) -> list[str]:
        """Everything that went wrong."""
        attacks = [
            self.attack_files if number % 10 == 0 else self.attack_rows for number in range(tampers)
        ]
        rounds = [*attacks, *[self.look_at_a_sound_copy] * copies]
        return [failure for each in rounds if (failure := each()) is not None]
