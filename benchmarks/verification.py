"""Verifies a ledger of a million entries beside the bare work it cannot do without.

The bare work is one scan of the table and the SHA-256 calls of leaves and tree nodes (the chain's
links are inside the leaves), with nothing compared. Both are CPU seconds of one process over one
SQLite file, in turn. `python -m benchmarks.verification [entries]`.
"""

import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import clock
from app.core.ids import new_id
from app.core.migrations import upgrade
from app.ledger import entries
from app.ledger.examination.repository import quick_rows
from app.ledger.merkle import CompactTree
from app.ledger.models import LedgerEntry
from app.ledger.verification import sound_hashes
from app.wiring import Runtime, open_runtime
from tests.databases import empty_database, sqlite_file

ENTRIES = 1_000_000
SHORT = 100_000
"""Entries under `make bench`."""
ROUNDS = 5
CHUNK = 20_000
COLUMNS = (
    "sequence, kind, occurred_at, recorded_at, previous_hash, commitment, leaf_input, entry_hash"
)


def _chain(case_id: UUID, count: int) -> Iterator[entries.Entry]:
    last: entries.Entry | None = None
    begun = clock.now() - timedelta(days=3000)
    for number in range(count):
        opening = entries.Opening(number.to_bytes(32, "big"), b"{}")
        at = begun + timedelta(minutes=4 * number % 4_000_000, microseconds=number)
        last = entries.append(
            last,
            case_id=case_id,
            kind="contact_recorded",
            occurred_at=at,
            recorded_at=at,
            opening=opening,
        )
        yield last


def _fill(engine: Engine, tenant_id: UUID, case_id: UUID, count: int) -> None:
    made = _chain(case_id, count)
    while some := list(islice(made, CHUNK)):
        rows = [
            {
                "tenant_id": tenant_id,
                "id": new_id(),
                "case_id": case_id,
                "sequence": entry.sequence,
                "kind": entry.kind,
                "occurred_at": entry.occurred_at,
                "recorded_at": entry.recorded_at,
                "previous_hash": entry.previous_hash,
                "commitment": entry.commitment,
                "leaf_input": entry.leaf_input,
                "entry_hash": entry.entry_hash,
                "sealed": bytes(120),
                "created_at": entry.recorded_at,
            }
            for entry in some
        ]
        with engine.begin() as connection:
            connection.execute(insert(LedgerEntry), rows)


def bare(session: Session) -> int:
    """One scan, a hash for each leaf and for each node; gives the number of entries."""
    connection = session.connection().connection.driver_connection
    if connection is None:
        raise RuntimeError("the session has a connection")
    scan = connection.execute(f"SELECT {COLUMNS} FROM ledger_entries")  # noqa: S608 - the columns above
    sha256 = hashlib.sha256
    level = [sha256(b"\x00" + row[6]).digest() for row in scan]
    count = len(level)
    while len(level) > 1:
        odd = level[-1:] if len(level) & 1 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return count


def ours(session: Session, case_id: UUID) -> int:
    """What a verification does with entries: columns, hashes, links, and the tree."""
    hashes = sound_hashes(case_id, quick_rows(session, case_id))
    if hashes is None:
        raise RuntimeError("the ledger made here must be sound")
    return CompactTree.of(hashes).size


def _seconds(work: Callable[[], int], wanted: int) -> float:
    started = time.process_time()
    if work() != wanted:
        raise RuntimeError("not every entry was read")
    return time.process_time() - started


def _measure(runtime: Runtime, tenant_id: UUID, case_id: UUID, count: int) -> str:
    pairs = []
    for _ in range(ROUNDS):
        with runtime.database.read(tenant_id) as session:
            pairs.append(
                (
                    _seconds(lambda: bare(session), count),
                    _seconds(lambda: ours(session, case_id), count),
                )
            )
    ratios = [second / first for first, second in pairs]
    first, second = (statistics.median(each) for each in zip(*pairs, strict=True))
    return (
        f"verify {count:,} entries   bare {first:6.2f} s   ours {second:6.2f} s   ours / bare "
        f"{statistics.median(ratios):5.2f}  [{min(ratios):.2f} … {max(ratios):.2f}]"
    )


def main(count: int = ENTRIES) -> None:
    """Fills a case and prints one line."""
    with tempfile.TemporaryDirectory(prefix="shangan-bench-") as folder:
        settings = empty_database(Path(folder), None)
        upgrade(settings)
        runtime = open_runtime(settings)
        with runtime.database.write() as session:
            tenant_id = accounts.create_tenant(session, "bench")
        engine = create_engine(f"sqlite:///{sqlite_file(settings)}")
        case_id = new_id()
        _fill(engine, tenant_id, case_id, count)
        engine.dispose()
        print(_measure(runtime, tenant_id, case_id, count), flush=True)
        runtime.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
