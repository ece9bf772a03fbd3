"""Time-ordered identifiers (RFC 9562, UUID version 7), made in the process: no sequences."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7; ids made later sort later."""
    return uuid7()
