"""Multipart forms: fields the contract does not know are refused like unknown JSON fields."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from app.core.errors import invalid


def known_fields(*names: str) -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses any other field; the unknown name is not echoed."""
    known = frozenset(names)

    async def only_known_fields(request: Request) -> None:
        if not set(await request.form()) <= known:
            raise invalid("", "unknown_field")

    return only_known_fields
