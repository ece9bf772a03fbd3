"""Ways to tamper with the rows of a case."""

import random  # noqa: TID251 - a seeded sample
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete

from app.core.ids import new_id
from app.ledger import entries, merkle
from tests.dossier.tampering.target import (
    ENTRIES,
    PROTECTED,
    STANDING_ALL,
    TABLES,
    Entry,
    Target,
)


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
