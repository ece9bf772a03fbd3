"""Queries on ledger entries and heads."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, case, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.columns import EntryOwned
from app.core.db import line_of, tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.prepared import Prepared
from app.core.repository import scoped_to_case
from app.ledger.entries import Entry
from app.ledger.models import LedgerEntry, LedgerHead
from app.ledger.records import Link, StoredHead

Row = TypeVar("Row", bound=EntryOwned | LedgerEntry)
UNREADABLE = (ValueError, TypeError, ArithmeticError, DBAPIError)
"""What reading a row raises when a column no longer holds its type."""


_TENANT: BindParameter[UUID] = bindparam("tenant")
_CASE: BindParameter[UUID] = bindparam("case")
_HEAD = Prepared(
    select(LedgerHead.size, LedgerHead.subtrees, LedgerHead.checkpoint).where(
        LedgerHead.tenant_id == _TENANT, LedgerHead.case_id == _CASE
    )
)
_LINKS = Prepared(
    select(LedgerEntry.sequence, LedgerEntry.kind, LedgerEntry.leaf_input, LedgerEntry.entry_hash)
    .where(
        LedgerEntry.tenant_id == _TENANT,
        LedgerEntry.case_id == _CASE,
        LedgerEntry.sequence >= bindparam("first"),
    )
    .order_by(LedgerEntry.sequence)
)
_WIDTH = LedgerHead.size.bitwise_and(-LedgerHead.size)
"""How many entries the newest perfect subtree of a tree is over."""
_HEAD_AND_LINKS = Prepared(
    select(
        LedgerHead.size,
        LedgerHead.subtrees,
        LedgerHead.checkpoint,
        LedgerEntry.sequence,
        LedgerEntry.kind,
        LedgerEntry.leaf_input,
        LedgerEntry.entry_hash,
    )
    .outerjoin(
        LedgerEntry,
        (LedgerEntry.tenant_id == LedgerHead.tenant_id)
        & (LedgerEntry.case_id == LedgerHead.case_id)
        & (
            LedgerEntry.sequence
            > LedgerHead.size - case((bindparam("widest") < _WIDTH, 1), else_=_WIDTH)
        ),
    )
    .where(LedgerHead.tenant_id == _TENANT, LedgerHead.case_id == _CASE)
    .order_by(LedgerEntry.sequence)
)
_ENTRY = Prepared(insert(LedgerEntry))
_FIRST_HEAD = Prepared(insert(LedgerHead))
_NEXT_HEAD = Prepared(
    update(LedgerHead)
    .where(LedgerHead.tenant_id == _TENANT, LedgerHead.case_id == _CASE)
    .values({name: bindparam(f"new_{name}") for name in ("size", "subtrees", "checkpoint")})
)


def _given(session: Session, case_id: UUID) -> dict[str, UUID]:
    return {"tenant": tenant_of(session), "case": case_id}


def find_head(session: Session, case_id: UUID) -> StoredHead | None:
    """The head of a case as it is now."""
    found = _HEAD.rows(line_of(session), _given(session, case_id))
    return StoredHead(case_id, *found[0]) if found else None


def head_and_links(
    session: Session, case_id: UUID, widest: int
) -> tuple[StoredHead | None, list[Link]]:
    """The head of a case with the entries of its newest perfect subtree, and any beyond it.

    Of a subtree that is over more than `widest` entries only the last is read.
    """
    given = {**_given(session, case_id), "widest": widest}
    found = _HEAD_AND_LINKS.rows(line_of(session), given)
    if not found:
        return None, links_from(session, case_id, 1)
    links = [Link(case_id, *row[3:]) for row in found if row[3] is not None]
    return StoredHead(case_id, *found[0][:3]), links


def has_entries(session: Session, case_id: UUID) -> bool:
    """Whether anything was recorded."""
    return bool(links_from(session, case_id, 1))


def links_from(session: Session, case_id: UUID, first: int) -> list[Link]:
    """The entries from a place on, as far as their successors need them."""
    given = {**_given(session, case_id), "first": first}
    return [Link(case_id, *row) for row in _LINKS.rows(line_of(session), given)]


def add_entry(session: Session, entry: Entry, row_id: UUID, sealed: bytes) -> None:
    """Stores an entry."""
    row = {
        "tenant_id": tenant_of(session),
        "id": row_id,
        "case_id": entry.case_id,
        "sequence": entry.sequence,
        "kind": entry.kind,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "previous_hash": entry.previous_hash,
        "commitment": entry.commitment,
        "leaf_input": entry.leaf_input,
        "entry_hash": entry.entry_hash,
        "sealed": sealed,
        "created_at": entry.recorded_at,
    }
    _ENTRY.run(line_of(session), row)


def put_head(session: Session, head: StoredHead, *, is_first: bool) -> None:
    """Stores the tree of a case as it was signed."""
    tenant_id, now = tenant_of(session), clock.now()
    if is_first:
        row = {
            "tenant_id": tenant_id,
            "id": head.case_id,
            "case_id": head.case_id,
            "size": head.size,
            "subtrees": head.subtrees,
            "checkpoint": head.checkpoint,
            "created_at": now,
        }
        _FIRST_HEAD.run(line_of(session), row)
    else:
        new = {
            "new_size": head.size,
            "new_subtrees": head.subtrees,
            "new_checkpoint": head.checkpoint,
        }
        _NEXT_HEAD.run(line_of(session), {**_given(session, head.case_id), **new})


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


def sequences_of_kinds(session: Session, case_id: UUID, kinds: Collection[str]) -> Sequence[int]:
    """The places of all entries of these kinds."""
    statement = select(LedgerEntry.sequence).where(
        LedgerEntry.tenant_id == tenant_of(session),
        LedgerEntry.case_id == case_id,
        LedgerEntry.kind.in_(kinds),
    )
    return session.scalars(statement).all()


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
