"""Signed tree heads in the C2SP forms signed-note and tlog-checkpoint (c2sp.org).

A checkpoint is three lines (origin, size, base64 root), an empty line, and one signature line per
key: em dash, key name, base64(4-byte key hash ‖ Ed25519 signature). During a key rotation it has
the old and the new key's signatures. A log never signs a head that does not extend the last one.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.ledger import merkle

KEY_HASH_BYTES = 4
MOST_SIGNATURES = 100
_SIGNATURE = re.compile(r"— (?P<name>[^\s+]+) (?P<encoded>[A-Za-z0-9+/=]+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class CheckpointInvalid(ValueError):
    """Raised for a checkpoint that cannot be read, or that no known key has signed."""


class HistoryChanged(Exception):
    """Raised instead of signing a tree that is shorter than, or differs from, one signed before."""


class Signer(Protocol):
    """A private note key, such as `app.core.crypto_signing.SigningKey`."""

    @property
    def name(self) -> str:
        """The name in the signature line."""

    @property
    def key_hash(self) -> bytes:
        """The 4-byte id of the key."""

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`."""


class Verifier(Protocol):
    """A public note key, such as `app.core.crypto_signing.VerifyingKey`."""

    @property
    def name(self) -> str:
        """The name in the signature line."""

    @property
    def key_hash(self) -> bytes:
        """The 4-byte id of the key."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over `message`."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line of a note."""

    name: str
    key_hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The size and root of a tree: what a checkpoint vouches for."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint as read; nothing in it is trusted before `verify_checkpoint` returned it."""

    origin: str
    head: TreeHead
    signatures: tuple[NoteSignature, ...]


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """A signed note over `text`, which ends in a newline; one line per signer."""
    lines = []
    for signer in signers:
        signature = signer.key_hash + signer.sign(text.encode())
        lines.append(f"— {signer.name} {base64.b64encode(signature).decode()}\n")
    return text + "\n" + "".join(lines)


def parse_note(note: str) -> tuple[str, tuple[NoteSignature, ...]]:
    """Split a note into its text and its signatures; `CheckpointInvalid` when malformed."""
    if _CONTROL.search(note):
        raise CheckpointInvalid("a note has no control characters")
    body, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise CheckpointInvalid("a note ends in signature lines")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise CheckpointInvalid("too many signatures")
    return body + "\n", tuple(_signature(line) for line in lines)


def verify_note(note: str, vkeys: Sequence[Verifier]) -> str:
    """The text of a note that a known key signed.

    Signatures of unknown keys are passed over; a wrong signature of a known one refuses the
    whole note. Raises `CheckpointInvalid`.
    """
    text, signatures = parse_note(note)
    known = {(key.name, key.key_hash): key for key in vkeys}
    verified = False
    for each in signatures:
        key = known.get((each.name, each.key_hash))
        if key is not None:
            if not key.verify(text.encode(), each.signature):
                raise CheckpointInvalid("a known key's signature is wrong")
            verified = True
    if not verified:
        raise CheckpointInvalid("no known key has signed")
    return text


def sign_checkpoint(origin: str, size: int, root: bytes, signers: Sequence[Signer]) -> str:
    """The signed checkpoint of a tree head; callers ask `ensure_extends` first."""
    if not origin or not origin.isprintable():
        raise ValueError("an origin is one non-empty line")
    return sign_note(f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n", signers)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint **without** trusting it; `CheckpointInvalid` when malformed.

    Extension lines, which nobody could audit, are refused: this log writes none.
    """
    body, signatures = parse_note(text)
    match body[:-1].split("\n"):
        case [origin, size, encoded] if origin and _SIZE.fullmatch(size):
            root = _decoded(encoded)
            if len(root) != merkle.HASH_BYTES:
                raise CheckpointInvalid("a root has 32 bytes")
            return Checkpoint(origin, TreeHead(int(size), root), signatures)
        case _:
            raise CheckpointInvalid("a checkpoint is origin, size and root")


def verify_checkpoint(
    text: str, vkeys: Sequence[Verifier], *, origin: str | None = None
) -> Checkpoint:
    """Read a checkpoint that a known key signed, of the log `origin` when one is given."""
    verify_note(text, vkeys)
    checkpoint = parse_checkpoint(text)
    if origin is not None and checkpoint.origin != origin:
        raise CheckpointInvalid("a checkpoint of another log")
    return checkpoint


def ensure_extends(old_size: int, old_root: bytes, new_leaf_hashes: Sequence[bytes]) -> TreeHead:
    """The head of the new tree, when it begins with the whole tree signed before.

    Raises `HistoryChanged` for a shorter tree and for one that differs at the old size: such a
    tree is never signed, whatever a restored backup says.
    """
    if len(new_leaf_hashes) < old_size:
        raise HistoryChanged("the tree is shorter than the one signed before")
    earlier = merkle.CompactTree().extend(new_leaf_hashes[:old_size])
    if not hmac.compare_digest(earlier.root(), old_root):
        raise HistoryChanged("the tree differs from the one signed before")
    tree = earlier.extend(new_leaf_hashes[old_size:])
    return TreeHead(tree.size, tree.root())


def _signature(line: str) -> NoteSignature:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise CheckpointInvalid("not a signature line")
    raw = _decoded(found["encoded"])
    if len(raw) <= KEY_HASH_BYTES:
        raise CheckpointInvalid("a signature without a signature")
    return NoteSignature(found["name"], raw[:KEY_HASH_BYTES], raw[KEY_HASH_BYTES:])


def _decoded(encoded: str) -> bytes:
    """Strict base64: what does not encode back to the same text is refused."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise CheckpointInvalid("not base64") from None
    if base64.b64encode(raw).decode() != encoded:
        raise CheckpointInvalid("not the one base64 form")
    return raw
