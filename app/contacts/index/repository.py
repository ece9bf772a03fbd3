"""Queries on search tokens. Every statement walks the key: tenant, case, token, time.

Tokens of new contacts are kept whole, one row for each contact, until many are folded into the
index at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from app.contacts.models import Contact, FreshTokens, SearchToken
from app.contacts.tokens import moment_of, packed, unpacked
from app.core.db import line_of, tenant_of
from app.core.prepared import Prepared
from app.core.repository import scoped_to_case

_COLUMNS = ("tenant_id", "case_id", "token", "moment", "sequence")
_SCOPE = (bindparam("tenant", type_=Uuid), bindparam("case", type_=Uuid))
_LISTED = func.json_each(bindparam("rows")).table_valued("value")
_ARRAYS = func.unnest(
    *(bindparam(name, type_=postgresql.ARRAY(BigInteger)) for name in _COLUMNS[2:])
).table_valued(*_COLUMNS[2:])
_ADD_LISTED = (
    sqlite.insert(SearchToken)
    .from_select(
        _COLUMNS,
        select(
            *_SCOPE, *(func.json_extract(_LISTED.c.value, f"$[{place}]") for place in range(3))
        ).where(true()),
    )
    .on_conflict_do_nothing()
)
_ADD_ARRAYS = (
    postgresql.insert(SearchToken)
    .from_select(_COLUMNS, select(*_SCOPE, *_ARRAYS.render_derived().c))
    .on_conflict_do_nothing()
)
"""All rows by one statement: one after the other they take twice as long on SQLite, ten times as
long on PostgreSQL."""
_OTHERS = aliased(FreshTokens)
_KEEP = Prepared(
    insert(FreshTokens).returning(
        select(func.sum(func.length(_OTHERS.tokens)))
        .where(_OTHERS.tenant_id == bindparam("tenant"), _OTHERS.case_id == bindparam("case"))
        .scalar_subquery()
    )
)
ENOUGH = 256
"""From this many contacts on a token counts as common; no need to count further."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contact stands in the log: by when it occurred, then by when it was recorded."""

    occurred_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Span:
    """Contacts of a time, both ends included, behind a place."""

    first: datetime | None = None
    last: datetime | None = None
    behind: Place | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """The tokens of a contact that are not folded yet, and its place: moment, then sequence."""

    moment: int
    sequence: int
    tokens: tuple[int, ...]


def keep_tokens(session: Session, case_id: UUID, place: Place, tokens: Iterable[int]) -> int:
    """Keeps all tokens of a new contact in one row; gives the bytes that wait in its case.

    Whether they count the new row is left to the engine.
    """
    tenant_id = tenant_of(session)
    given = {
        "tenant_id": tenant_id,
        "case_id": case_id,
        "sequence": place.sequence,
        "moment": moment_of(place.occurred_at),
        "tokens": packed(tokens),
        "tenant": tenant_id,
        "case": case_id,
    }
    [[waiting]] = _KEEP.rows(line_of(session), given)
    return waiting or 0


def fold(session: Session, case_id: UUID) -> None:
    """Moves the tokens that wait into the index."""
    owned = _owned(tenant_of(session), case_id, FreshTokens)
    taken = delete(FreshTokens).where(*owned)
    columns = (FreshTokens.moment, FreshTokens.sequence, FreshTokens.tokens)
    waiting = line_of(session).execute(taken.returning(*columns)).all()
    add_rows(
        session,
        case_id,
        [(token, row.moment, row.sequence) for row in waiting for token in unpacked(row.tokens)],
    )


def fresh(session: Session, case_id: UUID) -> list[Fresh]:
    """The tokens that wait in a case, the newest contact first."""
    owned = _owned(tenant_of(session), case_id, FreshTokens)
    statement = select(FreshTokens.moment, FreshTokens.sequence, FreshTokens.tokens).where(*owned)
    newest = statement.order_by(FreshTokens.moment.desc(), FreshTokens.sequence.desc())
    return [
        Fresh(moment, sequence, unpacked(tokens))
        for moment, sequence, tokens in line_of(session).execute(newest)
    ]


def add_tokens(session: Session, case_id: UUID, place: Place, tokens: Iterable[int]) -> None:
    """Adds tokens to a contact, beside those it has."""
    own = (
        *_owned(tenant_of(session), case_id, FreshTokens),
        FreshTokens.sequence == place.sequence,
    )
    kept = session.scalars(select(FreshTokens.tokens).where(*own)).one_or_none()
    if kept is None:
        moment = moment_of(place.occurred_at)
        add_rows(session, case_id, [(token, moment, place.sequence) for token in tokens])
    else:
        both = packed({*unpacked(kept), *tokens})
        session.execute(update(FreshTokens).where(*own).values(tokens=both))


def add_rows(session: Session, case_id: UUID, rows: Iterable[tuple[int, int, int]]) -> None:
    """Puts tokens, each with moment and sequence, into the index; those it has already stay."""
    ordered = sorted(rows)
    if not ordered:
        return
    given = {"tenant": tenant_of(session), "case": case_id}
    line = line_of(session)
    if line.dialect.name == "sqlite":
        line.execute(_ADD_LISTED, {**given, "rows": orjson.dumps(ordered).decode()})
    else:
        columns = (list(column) for column in zip(*ordered, strict=True))
        line.execute(_ADD_ARRAYS, {**given, **dict(zip(_COLUMNS[2:], columns, strict=True))})


def known_tokens(session: Session, case_id: UUID, tokens: Collection[int]) -> set[int]:
    """Those of the tokens that some contact of the case has."""
    owned = _owned(tenant_of(session), case_id, SearchToken)
    statement = select(SearchToken.token).where(*owned, SearchToken.token.in_(tokens)).distinct()
    return set(session.scalars(statement))


def rarest(session: Session, case_id: UUID, tokens: Sequence[int]) -> tuple[int, int]:
    """The token with the fewest contacts, and how many; `ENOUGH` stands for that many or more."""
    counted = []
    for token in tokens:
        owned = _owned(tenant_of(session), case_id, SearchToken)
        some = select(SearchToken.sequence).where(*owned, SearchToken.token == token).limit(ENOUGH)
        counted.append(
            (session.scalars(select(func.count()).select_from(some.subquery())).one(), token)
        )
    count, token = min(counted)
    return token, count


def with_tokens(
    session: Session,
    case_id: UUID,
    leading: int,
    others: Iterable[int],
    span: Span,
    limit: int,
) -> Sequence[Contact]:
    """Contacts that have the leading token and all others, the newest first."""
    lead = aliased(SearchToken)
    statement = (
        select(Contact)
        .join(
            lead,
            (Contact.tenant_id == lead.tenant_id)
            & (Contact.case_id == lead.case_id)
            & (Contact.sequence == lead.sequence),
        )
        .where(*_owned(tenant_of(session), case_id, lead), lead.token == leading)
    )
    for token in others:
        statement = statement.where(_also_has(session, case_id, lead, token))
    for bound, is_first in ((span.first, True), (span.last, False)):
        if bound is not None:
            edge = moment_of(bound)
            statement = statement.where(lead.moment >= edge if is_first else lead.moment <= edge)
    if span.behind is not None:
        behind = (moment_of(span.behind.occurred_at), span.behind.sequence)
        statement = statement.where(tuple_(lead.moment, lead.sequence) < behind)
    newest = statement.order_by(lead.moment.desc(), lead.sequence.desc())
    return session.scalars(newest.limit(limit)).all()


def _owned(tenant_id: UUID, case_id: UUID, table: Any) -> tuple[ColumnElement[bool], ...]:
    return (table.tenant_id == tenant_id, table.case_id == case_id)


def _also_has(session: Session, case_id: UUID, lead: Any, token: int) -> ColumnElement[bool]:
    """Whether the contact of a token has another one, looked up in the key for each contact.

    The offset keeps PostgreSQL from joining all contacts of both tokens instead, which took
    seconds in a case with a million contacts.
    """
    other = aliased(SearchToken)
    found = select(other.sequence).where(
        *_owned(tenant_of(session), case_id, other),
        other.token == token,
        other.moment == lead.moment,
        other.sequence == lead.sequence,
    )
    return exists(found.correlate(lead).offset(0))


def contacts_at(session: Session, case_id: UUID, sequences: Collection[int]) -> Sequence[Contact]:
    """The contacts of these entries, the newest first."""
    statement = scoped_to_case(session, Contact, case_id).where(Contact.sequence.in_(sequences))
    ordered = statement.order_by(Contact.occurred_at.desc(), Contact.sequence.desc())
    return session.scalars(ordered).all()


def newest(session: Session, case_id: UUID, span: Span, limit: int) -> Sequence[Contact]:
    """Contacts of a case, the newest first."""
    statement: Select[Contact] = scoped_to_case(session, Contact, case_id)
    if span.first is not None:
        statement = statement.where(Contact.occurred_at >= span.first)
    if span.last is not None:
        statement = statement.where(Contact.occurred_at <= span.last)
    if span.behind is not None:
        behind = (span.behind.occurred_at, span.behind.sequence)
        statement = statement.where(tuple_(Contact.occurred_at, Contact.sequence) < behind)
    ordered = statement.order_by(Contact.occurred_at.desc(), Contact.sequence.desc())
    return session.scalars(ordered.limit(limit)).all()
