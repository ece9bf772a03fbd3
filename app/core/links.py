"""List answers: rows to schemas, the next cursor, and its RFC 8288 Link."""

from typing import Any, TypeVar

from fastapi import Response

from app.core.pagination import Slice
from app.core.schemas import Page, Schema

Read = TypeVar("Read", bound=Schema)


def link_next(response: Response, found: Slice[Any], schema: type[Read]) -> Page[Read]:
    """The page as the contract gives it; `Link: <…>; rel="next"` while there is more."""
    if found.next_link is not None:
        response.headers["Link"] = f'<{found.next_link}>; rel="next"'
    items = [schema.model_validate(row) for row in found.items]
    return Page[schema](items=items, next_cursor=found.next_cursor)  # type: ignore[valid-type]  # known at run time
