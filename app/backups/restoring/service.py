"""Puts a backup into an empty database: whole or not at all, and nothing that was erased since."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.backups.errors import BackupRefused
from app.backups.lines import row_of, rows_of
from app.backups.making.service import ERASURES, FILES, table_file
from app.backups.parts.repository import Part, open_part
from app.backups.register.service import note_missing
from app.backups.tables import repository as tables
from app.cases import service as cases
from app.core import migrations
from app.core.blobs import BlobExists, BlobStore
from app.core.crypto_signing import SigningKeyring
from app.core.db import Base, Database
from app.core.erasure_register import Erased, ErasureRegister
from app.core.signed_heads import SignedHeads
from app.dossier import service as dossier
from app.ledger.origins import origin_of

LOST = (
    "the signing keys remember newer entries of {count} cases than this backup holds; what came "
    "after it is lost. To go on without it, set SHANGAN_LEDGER_ORIGIN to a new name, so that no "
    "receipt is contradicted, and restore again"
)


def restore(
    database: Database, blobs: BlobStore, register: ErasureRegister, folders: tuple[Path, Path]
) -> int:
    """Puts both parts of a backup back, without what the register or the key part calls erased.

    Rows, keys and erasures are one transaction: nothing erased can be seen at any time, and the
    keys of erased cases are not even written. Gives the number of cases erased again.

    Raises:
        BackupRefused: if the parts are damaged or do not fit, the database is not empty, or the
            signing keys remember more; nothing was changed in the database then.
    """
    data, keys = open_part(folders[0], "data"), open_part(folders[1], "keys")
    _require_fit(database, data, keys)
    noted = {Erased(*map(UUID, _values(line))) for line in keys.lines(ERASURES)}
    erased = frozenset({*register, *noted})
    _put_files(data, blobs, {each.case_id for each in erased})
    with database.write() as session:
        tables.unlimited(session)
        if accounts.tenant_ids(session):
            raise BackupRefused("the database is not empty: restore into a fresh one")
        for table in tables.tables():
            _put_rows(session, table, _rows(data, table))
        _put_keys(session, keys, erased)
        deletions = list(_erased_again(session, erased))
    for delete_files in deletions:
        delete_files()
    for each in noted:
        register.note(each)
    note_missing(database, register)
    return len(deletions)


def _require_fit(database: Database, data: Part, keys: Part) -> None:
    if keys.manifest.made_at < data.manifest.made_at:
        raise BackupRefused("the keys are older than the data: newer cases would stay closed")
    if {data.manifest.revision, keys.manifest.revision} != {migrations.head()}:
        wanted = f"{data.manifest.version} (revision {data.manifest.revision})"
        raise BackupRefused(f"restore with the version that made it, {wanted}, then migrate")
    if migrations.revision_of(database.reader) != migrations.head():
        raise BackupRefused("run `shangan migrate` on the empty database first")
    behind = sum(_behind(database, data))
    if behind:
        raise BackupRefused(LOST.format(count=behind))


def _behind(database: Database, data: Part) -> Iterator[bool]:
    """For each case whether the signing keys remember more than the backup holds."""
    heads, signers = database.carried["signed_heads"], database.carried["signer"]
    if not isinstance(heads, SignedHeads) or not isinstance(signers, SigningKeyring):
        raise TypeError("the process carries no signing keys")
    for row in _rows(data, Base.metadata.tables["ledger_heads"]):
        known = heads.last(origin_of(signers.name, row["case_id"]))
        yield known is not None and known.size > row["size"]


def _values(line: bytes) -> list[str]:
    return [str(value) for value in row_of(line, {"tenant": "plain", "case": "plain"}).values()]


def _rows(part: Part, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, as they were.

    Raises:
        BackupRefused: if its columns are not this version's.
    """
    kinds = tables.kinds_of(table)
    try:
        yield from rows_of(part.lines(table_file(table)), kinds)
    except (ValueError, OSError):
        raise BackupRefused(f"{table.name} is not as this version writes it") from None


def _put_rows(session: Session, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    if not tables.has_tenants(table):
        tables.add_rows(session, table, rows)
        return
    for tenant_id, owned in groupby(rows, key=lambda row: row["tenant_id"]):
        accounts.enter_tenant(session, tenant_id)
        tables.add_rows(session, table, owned)


def _put_keys(session: Session, keys: Part, erased: Iterable[Erased]) -> None:
    """The keys of tenants and of cases that are there and were not erased."""
    gone = {each.case_id for each in erased}
    rows = _rows(keys, tables.key_table())
    for tenant_id, owned in groupby(rows, key=lambda row: row["tenant_id"]):
        if tenant_id not in accounts.tenant_ids(session):
            continue
        accounts.enter_tenant(session, tenant_id)
        living = cases.living_case_ids(session)
        wanted = {tenant_id, *living} - gone
        given = [row for row in owned if row["owner_id"] in wanted]
        closed = {*living} - gone - {row["owner_id"] for row in given}
        if closed:
            raise BackupRefused(f"{len(closed)} cases have no key and were never noted as erased")
        tables.add_rows(session, tables.key_table(), given)


def _erased_again(session: Session, erased: Iterable[Erased]) -> Iterator[Callable[[], None]]:
    known = set(accounts.tenant_ids(session))
    for each in sorted(erased):
        if each.tenant_id in known:
            accounts.enter_tenant(session, each.tenant_id)
            if each.case_id in cases.living_case_ids(session):
                yield dossier.erase_again(session, each.case_id)


def _put_files(data: Part, blobs: BlobStore, erased: set[UUID]) -> None:
    """Puts the files back that no erased case owns; one that is there already must be the same."""
    gone = {str(case_id) for case_id in erased}
    for file in data.manifest.files:
        folder, _, name = file.path.partition("/")
        if folder != FILES or gone.intersection(name.split("/")):
            continue
        try:
            blobs.put_new(name, data.pieces(file.path))
        except BlobExists:
            if b"".join(blobs.get(name)) != b"".join(data.pieces(file.path)):
                raise BackupRefused(f"another file is stored as {name}") from None
