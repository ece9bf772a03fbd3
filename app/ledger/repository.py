"""Queries on ledger entries, heads and keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import clock, crypto, keys
from app.core.columns import EntryOwned
from app.core.crypto_signing import SigningKey, VerifyingKey
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.repository import scoped, scoped_to_case
from app.ledger.models import LedgerEntry, LedgerHead, LedgerKey


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that signs or signed checkpoints; `valid_to` is when the next one began."""

    verifying: VerifyingKey
    valid_from: datetime | None
    valid_to: datetime | None


Row = TypeVar("Row", bound=EntryOwned | LedgerEntry)
UNREADABLE = (ValueError, TypeError, ArithmeticError, DBAPIError)
"""What reading a row raises when a column no longer holds its type."""


def find_head(session: Session, case_id: UUID) -> LedgerHead | None:
    """The head of a case as it is now, not as this session saw it first."""
    statement = scoped_to_case(session, LedgerHead, case_id)
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def last_entry(session: Session, case_id: UUID) -> LedgerEntry | None:
    """The newest entry."""
    statement = scoped_to_case(session, LedgerEntry, case_id)
    return session.scalars(statement.order_by(LedgerEntry.sequence.desc()).limit(1)).one_or_none()


def get_entries(session: Session, case_id: UUID, sequences: Sequence[int]) -> Sequence[LedgerEntry]:
    """The entries of these sequences, in order."""
    statement = scoped_to_case(session, LedgerEntry, case_id)
    wanted = statement.where(LedgerEntry.sequence.in_(sequences))
    return session.scalars(wanted.order_by(LedgerEntry.sequence)).all()


def entry_hashes(session: Session, case_id: UUID, first: int, last: int) -> list[bytes]:
    """The leaf hashes of the entries `first` to `last`, both included."""
    statement = (
        select(LedgerEntry.entry_hash)
        .where(
            LedgerEntry.tenant_id == tenant_of(session),
            LedgerEntry.case_id == case_id,
            LedgerEntry.sequence.between(first, last),
        )
        .order_by(LedgerEntry.sequence)
    )
    return list(session.scalars(statement))


def list_entries(session: Session, case_id: UUID, request: PageRequest) -> Slice[LedgerEntry]:
    """Entries in the order of their sequence, after the cursor."""
    statement = scoped_to_case(session, LedgerEntry, case_id)
    if request.after is not None:
        position = scoped_to_case(session, LedgerEntry, case_id).where(
            LedgerEntry.id == request.after
        )
        last_seen = session.scalars(position).one_or_none()
        if last_seen is None:
            raise NotFound
        statement = statement.where(LedgerEntry.sequence > last_seen.sequence)
    ordered = statement.order_by(LedgerEntry.sequence).limit(request.limit + 1)
    rows = list(session.scalars(ordered))
    kept = rows[: request.limit]
    return request.slice_of(kept, kept[-1].id if len(rows) > len(kept) else None)


def in_order(session: Session, model: type[Row], case_id: UUID) -> tuple[Iterator[Row], int | None]:
    """All rows of a table in their entries' order, up to the first that can no longer be read.

    The second value is that row's sequence: a changed byte may make an instant or an id of it
    unparsable, which must be named, not raised.
    """
    statement = scoped_to_case(session, model, case_id).order_by(model.sequence)
    try:
        return iter(session.scalars(statement).all()), None
    except UNREADABLE:
        return _one_by_one(session, model, case_id)


def _one_by_one(
    session: Session, model: type[Row], case_id: UUID
) -> tuple[Iterator[Row], int | None]:
    owned = (model.tenant_id == tenant_of(session), model.case_id == case_id)
    readable: list[Row] = []
    numbers = select(model.sequence).where(*owned).order_by(model.sequence)
    for number in session.scalars(numbers).all():
        statement = scoped_to_case(session, model, case_id).where(model.sequence == number)
        try:
            readable += session.scalars(statement).all()
        except UNREADABLE:
            return iter(readable), number
    return iter(readable), None


def drop_payloads(session: Session, case_id: UUID) -> None:
    """Empties what the entries of a case say; their leaf inputs and hashes stay."""
    session.execute(
        update(LedgerEntry)
        .where(LedgerEntry.tenant_id == tenant_of(session), LedgerEntry.case_id == case_id)
        .values(sealed=None)
    )


def note_key(session: Session, signer: SigningKey) -> None:
    """Notes the first use of a key by this tenant."""
    row = LedgerKey(
        tenant_id=tenant_of(session),
        id=new_id(),
        key_hash=signer.key_hash,
        valid_from=clock.now(),
    )
    row.sealed = keys.seal_for_tenant(session, _key_address(row), signer.verifying.vkey.encode())
    _add_key(session, row)


def _key_address(row: LedgerKey) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, "ledger_keys", row.id, "sealed")


def known_keys(session: Session) -> list[KnownKey]:
    """The keys that signed for this tenant, oldest first."""
    rows = session.scalars(scoped(session, LedgerKey).order_by(LedgerKey.valid_from)).all()
    ends = [*(row.valid_from for row in rows[1:]), None]
    known = []
    for row, end in zip(rows, ends, strict=False):
        vkey = keys.open_for_tenant(session, _key_address(row), row.sealed).decode()
        known.append(KnownKey(VerifyingKey.from_vkey(vkey), row.valid_from, end))
    return known


def _add_key(session: Session, key: LedgerKey) -> None:
    """Notes a key unless another request just did."""
    dialect = session.connection().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    values = {
        name: getattr(key, name) for name in ("tenant_id", "id", "key_hash", "valid_from", "sealed")
    }
    session.execute(
        insert(LedgerKey)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["tenant_id", "key_hash"])
    )
