"""Ed25519 keys that sign ledger checkpoints, in the C2SP signed-note form (c2sp.org/signed-note).

The key hash is the first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key); a *vkey*, which
anyone may hold to verify, is `name+hex(key hash)+base64(0x01 ‖ public key)`.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.core.crypto import InvalidKey

_PEM = re.compile(r"-----BEGIN [^-]+-----.+?-----END [^-]+-----", re.DOTALL)
ED25519 = b"\x01"
"""The signature type of plain Ed25519 notes."""
PUBLIC_BYTES = 32


def note_key_hash(name: str, public: bytes) -> bytes:
    """The 4 bytes by which a note names its signing key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """The public half: a name, and 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuses what a note could not carry."""
        if not self.name or "+" in self.name or any(char.isspace() for char in self.name):
            raise InvalidKey("a key name is not empty and has neither spaces nor '+'")
        if len(self.public) != PUBLIC_BYTES:
            raise InvalidKey("an Ed25519 public key has 32 bytes")

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """Read `name+hash+base64`; `InvalidKey` when the parts do not agree."""
        name, _, rest = vkey.partition("+")
        hex_hash, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise InvalidKey("a vkey reads name+hash+base64") from None
        key = cls(name, raw[1:])
        if raw[:1] != ED25519 or key.key_hash.hex() != hex_hash:
            raise InvalidKey("the vkey's hash is not that of its name and key")
        return key

    @property
    def key_hash(self) -> bytes:
        """The 4-byte id of this key in notes."""
        return note_key_hash(self.name, self.public)

    @property
    def vkey(self) -> str:
        """The public text form, as given out by `GET /v1/ledger/keys`."""
        encoded = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.key_hash.hex()}+{encoded}"

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` (64 bytes) is this key's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half, under the name its notes show."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)
    verifying: VerifyingKey = field(init=False, repr=False, compare=False)
    """The public half under the same name; each checkpoint names it, so it is worked out once."""
    key_hash: bytes = field(init=False, repr=False, compare=False)
    """The 4-byte id of this key in notes."""

    def __post_init__(self) -> None:
        """Works out the public half."""
        verifying = VerifyingKey(self.name, self.private.public_key().public_bytes_raw())
        object.__setattr__(self, "verifying", verifying)
        object.__setattr__(self, "key_hash", verifying.key_hash)

    @classmethod
    def generate(cls, name: str) -> Self:
        """A fresh key."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_text(cls, name: str, text: str) -> Self:
        """Read an unencrypted PKCS #8 PEM, or base64 of the 32-byte seed."""
        try:
            if text.lstrip().startswith("-----BEGIN"):
                loaded = load_pem_private_key(text.strip().encode(), password=None)
            else:
                seed = base64.b64decode(text.strip(), validate=True)
                loaded = Ed25519PrivateKey.from_private_bytes(seed)
        except (ValueError, TypeError, binascii.Error):
            raise InvalidKey("a signing key is a PEM, or base64 of 32 bytes") from None
        if not isinstance(loaded, Ed25519PrivateKey):
            raise InvalidKey("a signing key is an Ed25519 key")
        return cls(name, loaded)

    def to_pem(self) -> str:
        """PKCS #8 PEM without a password; write it to a file only its owner can read."""
        return self.private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode()

    def to_base64(self) -> str:
        """The 32-byte seed in base64, for a setting."""
        return base64.b64encode(self.private.private_bytes_raw()).decode()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature (RFC 8032, deterministic)."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class SigningKeyring:
    """The keys that sign now: the current one, and during a rotation those it replaces.

    Each checkpoint carries a signature of every one, so whoever holds the old public key can
    verify until the overlap ends. To rotate: put a new key first; later drop the old ones.
    """

    keys: tuple[SigningKey, ...]

    def __post_init__(self) -> None:
        """Refuses an empty ring, and the same key twice."""
        if not self.keys or len({key.key_hash for key in self.keys}) != len(self.keys):
            raise InvalidKey("a signing keyring has keys, each once")

    @classmethod
    def from_text(cls, name: str, text: str) -> Self:
        """Read PEM blocks, or base64 seeds separated by commas or white space; current first."""
        parts = _PEM.findall(text) or text.replace(",", " ").split()
        return cls(tuple(SigningKey.from_text(name, part) for part in parts))

    @property
    def name(self) -> str:
        """The name in every signature line: that of the log's operator."""
        return self.keys[0].name

    @property
    def verifying(self) -> tuple[VerifyingKey, ...]:
        """The public halves."""
        return tuple(key.verifying for key in self.keys)

    def to_pem(self) -> str:
        """The keys as PEM blocks, the current one first, for a key file."""
        return "".join(key.to_pem() for key in self.keys)
