"""The sealed part of a row: what is personal in it, as JSON, bound to the row's own place."""

from typing import Any, Protocol
from uuid import UUID

import orjson

from app.core import crypto

COLUMN = "sealed"


class SealedRow(Protocol):
    """A row with a sealed part; its table, tenant and id are bound into the ciphertext."""

    __tablename__: str
    tenant_id: Any
    id: Any
    sealed: Any


def address_of(row: SealedRow) -> crypto.FieldAddress:
    """Where the sealed part of a row stands; elsewhere it cannot be opened."""
    return address(row.__tablename__, row.tenant_id, row.id)


def address(table: str, tenant_id: UUID, row_id: UUID) -> crypto.FieldAddress:
    """The same for a row that is written without an object."""
    return crypto.FieldAddress(tenant_id, table, row_id, COLUMN)


def sealed(key: crypto.DataKey, place: crypto.FieldAddress, value: object) -> bytes:
    """A value of JSON, sealed for its place."""
    return crypto.seal(key, place, orjson.dumps(value))


def seal_row(row: SealedRow, key: crypto.DataKey, value: object) -> None:
    """Seals a value of JSON into the row."""
    row.sealed = sealed(key, address_of(row), value)


def open_row(row: SealedRow, key: crypto.DataKey) -> Any:
    """The value that was sealed into the row.

    Raises:
        DecryptionFailed: if it was altered or moved, or the key is another.
    """
    return opened(key, address_of(row), row.sealed)


def opened(key: crypto.DataKey, place: crypto.FieldAddress, value: bytes) -> Any:
    """The same of a value that was read without its row's object."""
    return orjson.loads(crypto.open_sealed(key.find, place, value))
