"""Authenticated encryption of files of any size, 64 KiB at a time (STREAM construction).

Source: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance" (CRYPTO 2015), with a key per file as in Tink's AES-GCM-HKDF streaming AEAD.
A file is `header | chunk | … | last chunk`. The header is `version (1) | key id (16) | salt (32) |
nonce prefix (7)`; chunk i is AES-256-GCM under HKDF(key, salt) with nonce `prefix | i (4) | last
(1)`. Header and the file's address are associated data of every chunk, so cutting, swapping,
extending, or moving to another address is noticed. Only the last chunk may be short.
"""

import secrets
import struct
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.crypto import (
    TAG_BYTES,
    DataKey,
    DecryptionFailed,
    FieldAddress,
    KeyUnavailable,
    encode_parts,
    subkey,
)

CHUNK_BYTES = 64 * 1024
SALT_BYTES = 32
NONCE_PREFIX_BYTES = 7
FILE_VERSION = 1
HEADER_BYTES = 1 + 16 + SALT_BYTES + NONCE_PREFIX_BYTES
_PURPOSE = b"shangan file v1"


def encrypt_chunks(key: DataKey, address: FieldAddress, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the header, then one sealed piece per 64 KiB; input pieces may have any size.

    Memory stays at two chunks plus the caller's own piece.
    """
    salt, prefix = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_PREFIX_BYTES)
    header = bytes([FILE_VERSION]) + key.key_id.bytes + salt + prefix
    cipher = AESGCM(subkey(key.secret, _PURPOSE, salt=salt))
    associated = encode_parts(b"file", header, address.encoded())
    yield header
    for index, piece, is_last in _regrouped(chunks, CHUNK_BYTES):
        yield cipher.encrypt(_nonce(prefix, index, is_last=is_last), piece, associated)


def decrypt_chunks(
    keys: Callable[[UUID], DataKey], address: FieldAddress, chunks: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield the plaintext; each piece was verified before it is yielded.

    Raises `DecryptionFailed` at the first piece that was altered, or at the end of a file cut
    short: whoever consumes the pieces must not treat them as the whole before the iterator ends.
    `keys` finds the key by the id in the header and raises its own error when it is gone.
    """
    source = iter(chunks)
    header, rest = _take(source, HEADER_BYTES)
    if len(header) != HEADER_BYTES or header[0] != FILE_VERSION:
        raise DecryptionFailed("not an encrypted file")
    key_id = UUID(bytes=header[1:17])
    key = keys(key_id)
    if key.key_id != key_id:
        raise KeyUnavailable("sealed under another key")
    salt, prefix = header[17 : 17 + SALT_BYTES], header[17 + SALT_BYTES :]
    cipher = AESGCM(subkey(key.secret, _PURPOSE, salt=salt))
    associated = encode_parts(b"file", header, address.encoded())
    for index, piece, is_last in _regrouped(_chained(rest, source), CHUNK_BYTES + TAG_BYTES):
        try:
            yield cipher.decrypt(_nonce(prefix, index, is_last=is_last), piece, associated)
        except InvalidTag:
            raise DecryptionFailed(f"chunk {index} of the file is damaged or missing") from None


def _nonce(prefix: bytes, index: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">IB", index, is_last)


def _take(source: Iterator[bytes], size: int) -> tuple[bytes, bytes]:
    """The first `size` bytes of a stream, and what was read beyond them."""
    read = bytearray()
    for piece in source:
        read += piece
        if len(read) >= size:
            break
    return bytes(read[:size]), bytes(read[size:])


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _regrouped(chunks: Iterable[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Cut a stream into pieces of `size`: (index, piece, whether it is the last).

    There is always a last piece, empty only for an empty stream.
    """
    held = bytearray()
    index = 0
    for chunk in chunks:
        held += chunk
        start = 0
        # strictly more than one piece is held: the last one may still be the file's last
        while len(held) - start > size:
            yield index, bytes(held[start : start + size]), False
            start += size
            index += 1
        del held[:start]
    yield index, bytes(held), True
