"""Finds contacts by keyed tokens, and keeps the tokens of new entries."""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts.filters import ContactFilter
from app.contacts.index import repository
from app.contacts.index.repository import Fresh, Place, Span
from app.contacts.models import Contact
from app.contacts.tokens import PURPOSE, moment_of, token, tokens_of_contact, tokens_of_text
from app.core import crypto, keys
from app.debts import service as debts

MOST_TOKENS = 12
"""Tokens of a long text that the database looks for; the opened text decides in the end."""
LARGEST_BATCH = 500
FOLDED_FROM = 12_288
"""Bytes of waiting tokens, those of some forty-five contacts, from which a case's may be folded."""
FOLDED_APART = 32
"""Bytes for each step of a case's last byte: contacts come to many cases in step, and all of them
would be folded at the same moment. The most are 20,448, those of some seventy-five contacts."""


def index_contact(
    session: Session, case_id: UUID, place: Place, payload: Mapping[str, Any]
) -> None:
    """Makes a new contact findable; now and then all that is new goes into the index at once."""
    tokens = tokens_of_contact(_key(session, case_id), payload)
    if repository.keep_tokens(session, case_id, place, tokens) >= folded_from(case_id):
        repository.fold(session, case_id)


def folded_from(case_id: UUID) -> int:
    """Bytes of waiting tokens from which those of this case are folded."""
    return FOLDED_FROM + FOLDED_APART * case_id.bytes[-1]


def index_addition(
    session: Session, case_id: UUID, place: Place, payload: Mapping[str, Any]
) -> None:
    """Makes what was added to a contact findable at the contact's place."""
    tokens = tokens_of_contact(_key(session, case_id), payload)
    repository.add_tokens(session, case_id, place, tokens)


def index_entries(
    session: Session, case_id: UUID, said: Iterable[tuple[Place, Mapping[str, Any]]]
) -> None:
    """Puts what entries say straight into the index, each at the place of its contact."""
    key = _key(session, case_id)
    rows = [
        (each, moment_of(place.occurred_at), place.sequence)
        for place, payload in said
        for each in tokens_of_contact(key, payload)
    ]
    repository.add_rows(session, case_id, rows)


def _key(session: Session, case_id: UUID) -> bytes:
    """The first key of the case makes its tokens, so that no rotation has to rewrite them."""
    newest = keys.case_key(session, case_id)
    return crypto.subkey((newest, *newest.older)[-1].secret, PURPOSE)


def marks_of(session: Session, case_id: UUID, texts: Iterable[str]) -> list[int]:
    """The mark of each imported record, by which it is known again."""
    key = _key(session, case_id)
    return [token(key, "imported", text) for text in texts]


def known_marks(session: Session, case_id: UUID, marks: Collection[int]) -> set[int]:
    """Those of the marks that some contact of the case has."""
    return repository.known_tokens(session, case_id, marks)


def keep_mark(session: Session, case_id: UUID, place: Place, mark: int) -> None:
    """Notes the mark of a record that was imported; marks are looked for in the index alone."""
    repository.add_rows(session, case_id, [(mark, moment_of(place.occurred_at), place.sequence)])


def candidates(
    session: Session,
    case_id: UUID,
    wanted: ContactFilter,
    text: str | None,
    behind: Place | None,
    first_batch: int,
) -> Iterator[Contact]:
    """Contacts that fit the filter and may contain the text, the newest first, read as needed."""
    span = Span(wanted.first, wanted.last, behind)
    key = _key(session, case_id)
    needed = [*_facets(key, wanted), *sorted(tokens_of_text(key, text or ""))[:MOST_TOKENS]]
    name = wanted.creditor_name
    names = _tokens_of_creditor(session, case_id, key, name) if name is not None else []
    if not needed and not names:
        return _stream(partial(repository.newest, session, case_id), span, first_batch)

    def with_token(leading: int) -> Iterator[Contact]:
        others = [each for each in needed if each != leading]
        read = partial(repository.with_tokens, session, case_id, leading, others)
        return _stream(read, span, first_batch)

    # Before the index: what another transaction folds meanwhile is met twice, not missed.
    fresh = [
        row.sequence
        for row in repository.fresh(session, case_id)
        if _is_within(row, span) and _has(row.tokens, needed, names)
    ]
    waiting = _read_fresh(session, case_id, fresh, first_batch)
    if names:
        return _merged([waiting, *map(with_token, names)])
    leading, count = repository.rarest(session, case_id, needed)
    return _merged([waiting, with_token(leading)]) if count else waiting


def _is_within(row: Fresh, span: Span) -> bool:
    behind = span.behind
    return (
        (span.first is None or row.moment >= moment_of(span.first))
        and (span.last is None or row.moment <= moment_of(span.last))
        and (
            behind is None
            or (row.moment, row.sequence) < (moment_of(behind.occurred_at), behind.sequence)
        )
    )


def _has(tokens: Collection[int], needed: Collection[int], names: Collection[int]) -> bool:
    """Whether a contact has all the tokens needed, and one of the names if there are any."""
    return set(needed).issubset(tokens) and (not names or not set(names).isdisjoint(tokens))


def _read_fresh(
    session: Session, case_id: UUID, sequences: Sequence[int], batch: int
) -> Iterator[Contact]:
    """Contacts whose tokens wait, in the order given, read batch by batch."""
    for start in range(0, len(sequences), batch):
        yield from repository.contacts_at(session, case_id, sequences[start : start + batch])


def _facets(key: bytes, wanted: ContactFilter) -> list[int]:
    debt_id = str(wanted.debt_id) if wanted.debt_id is not None else None
    facets = {
        "channel": wanted.channel,
        "direction": wanted.direction,
        "outcome": wanted.outcome,
        "debt": debt_id,
    }
    return [token(key, kind, value) for kind, value in facets.items() if value is not None]


def _tokens_of_creditor(session: Session, case_id: UUID, key: bytes, name: str) -> list[int]:
    """A creditor by the debts that name it, and by name as an organisation spoken to."""
    wanted = name.strip()
    owed = [
        token(key, "debt", str(debt.id))
        for debt in debts.debts_of_creditor(session, case_id, wanted)
    ]
    return [token(key, "organisation", wanted), *owed]


def _stream(
    read: Callable[[Span, int], Sequence[Contact]], span: Span, batch: int
) -> Iterator[Contact]:
    """Contacts batch by batch, each twice as large as the one before."""
    while True:
        found = read(span, batch)
        yield from found
        if len(found) < batch:
            return
        last = found[-1]
        span = Span(span.first, span.last, Place(last.occurred_at, last.sequence))
        batch = min(2 * batch, LARGEST_BATCH)


def _merged(streams: Sequence[Iterator[Contact]]) -> Iterator[Contact]:
    """Several streams as one, each contact once."""
    last = None
    for contact in heapq.merge(
        *streams, key=lambda each: (-moment_of(each.occurred_at), -each.sequence)
    ):
        if contact.id != last:
            yield contact
        last = contact.id
