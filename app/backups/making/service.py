"""Makes a backup while the service writes: two parts, of one moment of the database."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.backups.lines import line_of
from app.backups.manifests import edge_of
from app.backups.parts.repository import NewPart, remove_keys_made_before
from app.backups.register.service import note_missing
from app.backups.tables import repository as tables
from app.core import clock, migrations
from app.core.blobs import BlobMissing, BlobStore
from app.core.db import Database
from app.core.erasure_register import ErasureRegister

ERASURES = "erasures.jsonl.gz"
FILES = "files"


class Backup(NamedTuple):
    """Where both parts are, and which older key parts were removed."""

    data: Path
    keys: Path
    removed: list[str]


def make_backup(
    database: Database,
    blobs: BlobStore,
    register: ErasureRegister,
    folders: tuple[Path, Path],
    kept_days: int,
) -> Backup:
    """Writes the data part and the key part into their folders and lets old key parts go.

    All rows are of one moment; files are written once and never change, so those that the rows
    name are there. What the data part holds sealed opens only with the key part and the master
    key: whoever has the data alone, or finds its keys expired, reads none of it.

    Raises:
        BackupRefused: if a backup of this second is there already.
    """
    note_missing(database, register)
    made_at = clock.now()
    facts = (made_at, version("shangan"), migrations.revision_of(database.reader) or "none")
    with (
        NewPart(folders[0], "data", *facts) as data,
        NewPart(folders[1], "keys", *facts) as keys,
        database.read(frozen=True) as session,
    ):
        tables.unlimited(session)
        tenant_ids = accounts.tenant_ids(session)
        for table in tables.tables():
            data.add_lines(table_file(table), _lines(session, table, tenant_ids))
        key_table = tables.key_table()
        keys.add_lines(table_file(key_table), _lines(session, key_table, tenant_ids))
        keys.add_lines(ERASURES, map(line_of, register))
        _add_files(data, blobs)
    removed = remove_keys_made_before(folders[1], edge_of(made_at, kept_days))
    return Backup(data.finished(), keys.finished(), removed)


def table_file(table: Table) -> str:
    """Where a table is in its part."""
    return f"tables/{table.name}.jsonl.gz"


def _lines(session: Session, table: Table, tenant_ids: Iterable[UUID]) -> Iterator[bytes]:
    yield line_of([column.name for column in table.columns])
    if not tables.has_tenants(table):
        yield from map(line_of, tables.rows_of(session, table))
        return
    for tenant_id in tenant_ids:
        accounts.enter_tenant(session, tenant_id)
        yield from map(line_of, tables.rows_of(session, table))


def _add_files(data: NewPart, blobs: BlobStore) -> None:
    for name in blobs.names():
        with suppress(BlobMissing):  # erased meanwhile
            data.add(f"{FILES}/{name}", blobs.get(name))
