"""Keyset pages: an opaque cursor, sealed to the tenant and to the filter it was made for."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request

from app.core.errors import BadRequest

Row = TypeVar("Row")
_TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a caller asked of a list: size, position, and what the position is tied to."""

    limit: int
    after: UUID | None
    binding: bytes
    path: str
    filters: tuple[tuple[str, str], ...]

    def slice_of(self, rows: list[Row], row_id: UUID | None) -> "Slice[Row]":
        """A page of rows; `row_id` is the row the next page follows, None on the last page."""
        if row_id is None:
            return Slice(rows, None, None)
        payload = row_id.bytes
        cursor = base64.urlsafe_b64encode(payload + _tag(self.binding, payload)).decode()
        query = urlencode([*self.filters, ("limit", str(self.limit)), ("cursor", cursor)])
        return Slice(rows, cursor, f"{self.path}?{query}")

    def slice_in_memory(self, rows: Sequence[Row]) -> "Slice[Row]":
        """A page of rows that are all at hand; the cursor holds how many came before it."""
        start = self.after.int if self.after is not None else 0
        end = start + self.limit
        return self.slice_of(list(rows[start:end]), UUID(int=end) if end < len(rows) else None)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Rows of one page and the cursor of the next."""

    items: list[Row]
    next_cursor: str | None
    next_link: str | None


def first_page(limit: int) -> PageRequest:
    """The newest rows of a list, for services that look at another subject's list."""
    return PageRequest(limit, None, b"", "", ())


def _tag(binding: bytes, payload: bytes) -> bytes:
    return hmac.new(binding, payload, hashlib.sha256).digest()[:_TAG_BYTES]


def read_cursor(cursor: str, binding: bytes) -> UUID:
    """The row a cursor stands at.

    Raises:
        BadRequest: if it was altered, or made for another list, filter or tenant.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii"))
    except ValueError as error:
        raise BadRequest("cursor_invalid") from error
    payload, tag = raw[:16], raw[16:]
    if len(payload) != 16 or not hmac.compare_digest(tag, _tag(binding, payload)):  # noqa: PLR2004 - bytes of a UUID
        raise BadRequest("cursor_invalid")
    return UUID(bytes=payload)


def every(
    list_page: Callable[[PageRequest], Slice[Row]], after: UUID | None = None
) -> Iterator[Row]:
    """Every item of a list that a subject gives out page by page."""
    while True:
        found = list_page(PageRequest(100, after, b"", "", ()))
        yield from found.items
        if found.next_cursor is None:
            return
        after = read_cursor(found.next_cursor, b"")


async def page_request(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100, description="How many items at most.")] = 20,
    cursor: Annotated[
        str | None,
        Query(max_length=1024, description="`next_cursor` of the page before."),
    ] = None,
) -> PageRequest:
    """Reads `limit` and `cursor`; the cursor is bound to tenant, path and filters."""
    filters = sorted(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"limit", "cursor"}
    )
    tenant_id = request.state.principal.tenant_id
    secret: bytes = request.app.state.cursor_secret
    binding = hmac.new(
        secret, repr((tenant_id, request.url.path, filters)).encode(), hashlib.sha256
    ).digest()
    after = read_cursor(cursor, binding) if cursor is not None else None
    return PageRequest(limit, after, binding, request.url.path, tuple(filters))


Paging = Annotated[PageRequest, Depends(page_request)]
"""The `limit` and `cursor` parameters of a list."""
