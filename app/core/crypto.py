"""Envelope encryption at rest (信封加密): master key → tenant key → case key → field.

Every ciphertext is `version (1) | key id (16) | nonce (12) | AES-256-GCM ciphertext and tag`.
The key id inside it lets keys rotate without rewriting rows; the associated data binds it to
its place, so a value moved to another row, column or tenant no longer opens. Destroying a
case key erases everything sealed under it (PIPL art. 47). NIST SP 800-38D limits one key to
2^32 random nonces, far above what one case writes.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = 1
PREFIX_BYTES = 1 + 16
ENVELOPE_BYTES = PREFIX_BYTES + NONCE_BYTES + TAG_BYTES
"""What an envelope adds to its plaintext: 45 bytes."""


class InvalidKey(ValueError):
    """Raised for key material of the wrong form; the message never shows it."""


class DecryptionFailed(Exception):
    """Raised when a ciphertext is damaged, moved, or sealed under another key."""


class KeyUnavailable(DecryptionFailed):
    """Raised when the key a ciphertext names is not held, as after an erasure."""


def encode_parts(*parts: bytes) -> bytes:
    """Join parts so that no two different lists give the same bytes (32-bit lengths)."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def subkey(secret: bytes, purpose: bytes, *, salt: bytes | None = None) -> bytes:
    """A 32-byte key for one purpose, derived by HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), length=SECRET_BYTES, salt=salt, info=purpose).derive(secret)


@dataclass(frozen=True, slots=True)
class DataKey:
    """A tenant key or case key: 32 random bytes that carry an id; never stored unwrapped.

    After a rotation `older` holds the keys before it, newest first: new values are sealed under
    this key, old ones still open under theirs.
    """

    key_id: UUID
    secret: bytes = field(repr=False)
    older: "tuple[DataKey, ...]" = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Refuses a secret of any other length."""
        if len(self.secret) != SECRET_BYTES:
            raise InvalidKey("a key has 32 bytes")

    def find(self, key_id: UUID) -> "DataKey":
        """The key of this id, be it this one or an older one.

        Raises:
            KeyUnavailable: if it is none of them.
        """
        for key in (self, *self.older):
            if key.key_id == key_id:
                return key
        raise KeyUnavailable("the key of this value is not held")

    def wrap(self, secret: bytes, *, context: bytes) -> bytes:
        """Encrypt another key's bytes under this one, bound to `context`."""
        return _encrypt(self, encode_parts(b"key", context), secret)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """The bytes `wrap` was given; `DecryptionFailed` for any other key or context."""
        return _decrypt(self.find(key_id_of(wrapped)), encode_parts(b"key", context), wrapped)


@dataclass(frozen=True, slots=True)
class MasterKey(DataKey):
    """A key of the operator (主密钥), kept outside the database; its text is `<uuid>:<base64>`."""

    @classmethod
    def generate(cls) -> Self:
        """A fresh random master key."""
        return cls(_random_id(), secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `<uuid>:<base64 of 32 bytes>`; `InvalidKey` for anything else."""
        key_id, _, secret = text.strip().partition(":")
        try:
            return cls(UUID(key_id), base64.b64decode(secret, validate=True))
        except (ValueError, binascii.Error):
            raise InvalidKey("a master key reads <uuid>:<base64 of 32 bytes>") from None

    def to_text(self) -> str:
        """The form `from_text` reads, for a key file or a setting."""
        return f"{self.key_id}:{base64.b64encode(self.secret).decode()}"


@dataclass(frozen=True, slots=True)
class MasterKeyring:
    """The master key that wraps now, and older ones that still unwrap.

    To rotate: put a new key first, wrap every tenant key anew, then drop the old key.
    """

    current: MasterKey
    older: Sequence[MasterKey] = ()

    def __post_init__(self) -> None:
        """Refuses two keys of one id: a ciphertext could not say which it means."""
        if len({key.key_id for key in self._keys()}) != 1 + len(self.older):
            raise InvalidKey("two master keys share an id")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read keys separated by commas or white space, the current one first."""
        parts = text.replace(",", " ").split()
        if not parts:
            raise InvalidKey("no master key given")
        current, *older = (MasterKey.from_text(part) for part in parts)
        return cls(current, tuple(older))

    def wrap(self, secret: bytes, *, context: bytes) -> bytes:
        """Encrypt key bytes under the current master key, bound to `context`."""
        return self.current.wrap(secret, context=context)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """What was wrapped under any held master key; `KeyUnavailable` for an unknown one."""
        key_id = key_id_of(wrapped)
        for key in self._keys():
            if key.key_id == key_id:
                return key.unwrap(wrapped, context=context)
        raise KeyUnavailable("the master key of this value is not held")

    def _keys(self) -> tuple[MasterKey, ...]:
        return (self.current, *self.older)


class KeyWrapper(Protocol):
    """What can stand above a key: a master keyring or another key."""

    def wrap(self, secret: bytes, *, context: bytes) -> bytes:
        """Encrypt key bytes, bound to `context`."""

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """The bytes that were wrapped under the same `context`."""


@dataclass(frozen=True, slots=True)
class FieldAddress:
    """Where a sealed value lives; part of its associated data."""

    tenant_id: UUID
    table: str
    row_id: UUID
    column: str

    def encoded(self) -> bytes:
        """The one byte form of this address."""
        return encode_parts(
            self.tenant_id.bytes, self.table.encode(), self.row_id.bytes, self.column.encode()
        )


def new_data_key() -> DataKey:
    """A fresh random key with a fresh random id."""
    return DataKey(_random_id(), secrets.token_bytes(SECRET_BYTES))


def wrap_key(parent: KeyWrapper, child: DataKey, context: bytes) -> bytes:
    """Wrap a key with its id: 93 bytes, bound to `context` (say whose key it is there)."""
    return parent.wrap(child.key_id.bytes + child.secret, context=context)


def unwrap_key(parent: KeyWrapper, wrapped: bytes, context: bytes) -> DataKey:
    """The key that `wrap_key` wrapped; `DecryptionFailed` when anything differs."""
    plain = parent.unwrap(wrapped, context=context)
    if len(plain) != 16 + SECRET_BYTES:
        raise DecryptionFailed("not a wrapped key")
    return DataKey(UUID(bytes=plain[:16]), plain[16:])


def seal(key: DataKey, address: FieldAddress, plaintext: bytes) -> bytes:
    """Encrypt one field's value for its place; 45 bytes longer than the plaintext."""
    return _encrypt(key, encode_parts(b"field", address.encoded()), plaintext)


def open_sealed(
    keys: Callable[[UUID], DataKey] | Mapping[UUID, DataKey], address: FieldAddress, sealed: bytes
) -> bytes:
    """The plaintext of a sealed field, its key found by the id it carries.

    Raises `KeyUnavailable` when a mapping lacks the key, `DecryptionFailed` when the value was
    altered or belongs to another place. A callable raises its own errors.
    """
    key_id = key_id_of(sealed)
    if isinstance(keys, Mapping):
        found = keys.get(key_id)
        if found is None:
            raise KeyUnavailable("the key of this value is not held")
        key = found
    else:
        key = keys(key_id)
    return _decrypt(key, encode_parts(b"field", address.encoded()), sealed)


def key_id_of(sealed: bytes) -> UUID:
    """The id of the key an envelope (sealed field or wrapped key) was made with."""
    if len(sealed) < ENVELOPE_BYTES or sealed[0] != VERSION:
        raise DecryptionFailed("not an envelope")
    return UUID(bytes=sealed[1:PREFIX_BYTES])


def token_key(key: DataKey, purpose: str) -> bytes:
    """The subkey that makes the tokens of one purpose (one column).

    The oldest key gives it, so that tokens stored before a rotation are still found.
    """
    first = key.older[-1] if key.older else key
    return subkey(first.secret, encode_parts(b"token", purpose.encode()))


def token_under(derived: bytes, text: str) -> bytes:
    """A 32-byte keyed search token: equal texts meet, nothing else can be read from it.

    HMAC-SHA256 under a `token_key`, over the text after NFKC, case folding and stripping, so 全角
    and half-width digits or letters give the same token.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return hmac.digest(derived, folded.strip().encode(), hashlib.sha256)


def token(key: DataKey, purpose: str, text: str) -> bytes:
    """The token of a text for one purpose."""
    return token_under(token_key(key, purpose), text)


def _random_id() -> UUID:
    return UUID(bytes=secrets.token_bytes(16), version=4)


def _encrypt(key: DataKey, associated: bytes, plaintext: bytes) -> bytes:
    prefix = bytes([VERSION]) + key.key_id.bytes
    nonce = secrets.token_bytes(NONCE_BYTES)
    return prefix + nonce + AESGCM(key.secret).encrypt(nonce, plaintext, prefix + associated)


def _decrypt(key: DataKey, associated: bytes, sealed: bytes) -> bytes:
    if key_id_of(sealed) != key.key_id:
        raise KeyUnavailable("sealed under another key")
    nonce, body = sealed[PREFIX_BYTES:][:NONCE_BYTES], sealed[PREFIX_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(key.secret).decrypt(nonce, body, sealed[:PREFIX_BYTES] + associated)
    except InvalidTag:
        raise DecryptionFailed("altered, or moved from its place") from None
