"""Master and signing keys: from settings, or from a private folder made on first start."""

import os
from contextlib import suppress
from pathlib import Path

from app.core.config import Settings
from app.core.crypto import InvalidKey, MasterKey, MasterKeyring
from app.core.crypto_signing import SigningKey, SigningKeyring
from app.core.ids import new_id

MASTER_FILE = "master.key"
SIGNING_FILE = "signing.pem"


def _kept(path: Path, make: str) -> str:
    """The file's text; the first of several processes to start puts it there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{new_id()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()


def master_keyring(settings: Settings) -> MasterKeyring:
    """The keyring that wraps tenant keys: `SHANGAN_MASTER_KEYS`, or the local key file."""
    if settings.master_keys:
        return MasterKeyring.from_text(settings.master_keys)
    path = settings.key_directory / MASTER_FILE
    return MasterKeyring.from_text(_kept(path, MasterKey.generate().to_text()))


def signing_keyring(settings: Settings) -> SigningKeyring:
    """The keys that sign ledger checkpoints: `SHANGAN_SIGNING_KEY`, or the local key file."""
    name = settings.ledger_origin
    if settings.signing_key:
        return SigningKeyring.from_text(name, settings.signing_key)
    path = settings.key_directory / SIGNING_FILE
    return SigningKeyring.from_text(name, _kept(path, SigningKey.generate(name).to_pem()))


def write_signing_keyring(settings: Settings, keyring: SigningKeyring) -> None:
    """Replaces the local key file, whole; processes that run read it when they start next.

    Raises:
        InvalidKey: if the keys are in `SHANGAN_SIGNING_KEY`, where only the operator changes them.
    """
    if settings.signing_key:
        raise InvalidKey("the signing keys are in SHANGAN_SIGNING_KEY: change them there")
    path = settings.key_directory / SIGNING_FILE
    draft = path.with_name(f"{path.name}.{new_id()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(keyring.to_pem())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
