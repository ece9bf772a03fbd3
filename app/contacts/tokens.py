"""Keyed search tokens: what the index holds in place of words.

Chinese has no blanks between words and most of its words have two characters (投诉, 催收), so
every pair of neighbouring characters is a token. A token is the start of an HMAC-SHA256 under
a key of the case: without the key it says nothing, and with the case's key it is gone. A text
that holds a word holds each of its pairs; the reverse is checked on the opened text.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.contacts.wording import searched_texts

PURPOSE = b"contact search tokens"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TOKEN_BYTES = 8


def moment_of(instant: datetime) -> int:
    """Microseconds since 1970; ValueError when the instant has no offset."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs an offset")
    return (instant - _EPOCH) // _MICROSECOND


def token(key: bytes, kind: str, text: str) -> int:
    """The signed 64-bit token of a text of one kind (`pair`, `channel`, `debt`, …)."""
    return next(tokens_of(key, kind, (text,)))


def tokens_of(key: bytes, kind: str, texts: Iterable[str]) -> Iterator[int]:
    """The tokens of many texts of a kind, in their order.

    The key is taken in once: that is half of the work of a short text.
    """
    keyed = hmac.new(key, kind.encode() + b"\0", hashlib.sha256)
    for text in texts:
        own = keyed.copy()
        own.update(text.encode())
        yield int.from_bytes(own.digest()[:_TOKEN_BYTES], signed=True)


def packed(tokens: Iterable[int]) -> bytes:
    """Tokens as they are stored in one value: 8 bytes each, big-endian, in ascending order."""
    ordered = sorted(tokens)
    return struct.pack(f">{len(ordered)}q", *ordered)


def unpacked(stored: bytes) -> tuple[int, ...]:
    """The tokens that `packed` put together; struct.error where the length is wrong."""
    return struct.unpack(f">{len(stored) // _TOKEN_BYTES}q", stored)


def pairs_of(text: str) -> frozenset[str]:
    """Every pair of neighbouring characters; none of a text shorter than two."""
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def tokens_of_text(key: bytes, text: str) -> frozenset[int]:
    """The tokens that every text containing `text` has."""
    return frozenset(tokens_of(key, "pair", pairs_of(text)))


def tokens_of_contact(key: bytes, payload: Mapping[str, Any]) -> frozenset[int]:
    """The tokens of what a contact, a correction or a withdrawal says.

    Corrections add the debts and names they give; channel, direction and outcome are those of
    the original, which filters look at.
    """
    pairs = frozenset().union(*(pairs_of(text) for text in searched_texts(payload)))
    facets = (token(key, kind, text) for kind, text in _facets(payload))
    return frozenset([*tokens_of(key, "pair", pairs), *facets])


def _facets(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in ("channel", "direction", "outcome"):
        if payload.get(kind) is not None:
            yield kind, payload[kind]
    for said in (payload, payload.get("changes") or {}):
        for debt_id in said.get("debt_ids") or ():
            yield "debt", debt_id
        for name in organisations_of(said):
            yield "organisation", name


def organisations_of(payload: Mapping[str, Any]) -> Iterator[str]:
    """The organisations spoken to, without surrounding blanks."""
    people: Iterable[Mapping[str, Any] | None] = (
        payload.get("counterpart"),
        *(payload.get("other_counterparts") or ()),
    )
    for person in people:
        name = (person or {}).get("organisation")
        if name and name.strip():
            yield name.strip()
