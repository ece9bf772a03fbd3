"""Finds contacts by keyed tokens, and keeps the tokens of new entries."""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts.filters import ContactFilter
from app.contacts.index import repository
from app.contacts.index.repository import Place, Span
from app.contacts.models import Contact
from app.contacts.tokens import PURPOSE, moment_of, token, tokens_of_contact, tokens_of_text
from app.core import crypto, keys
from app.debts import service as debts

MOST_TOKENS = 12
"""Tokens of a long text that the database looks for; the opened text decides in the end."""
LARGEST_BATCH = 500


def index_entry(session: Session, case_id: UUID, place: Place, payload: Mapping[str, Any]) -> None:
    """Makes what an entry says findable at the place of the contact it is about."""
    tokens = tokens_of_contact(_key(session, case_id), payload)
    repository.add_tokens(session, case_id, place, tokens)


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
    """Notes the mark of a record that was imported."""
    repository.add_tokens(session, case_id, place, [mark])


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

    def with_token(leading: int) -> Iterator[Contact]:
        others = [each for each in needed if each != leading]
        read = partial(repository.with_tokens, session, case_id, leading, others)
        return _stream(read, span, first_batch)

    if wanted.creditor_name is not None:
        names = _tokens_of_creditor(session, case_id, key, wanted.creditor_name)
        return _merged([with_token(each) for each in names])
    if needed:
        leading, count = repository.rarest(session, case_id, needed)
        return with_token(leading) if count else iter(())
    return _stream(partial(repository.newest, session, case_id), span, first_batch)


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
