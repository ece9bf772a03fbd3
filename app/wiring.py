"""The only place that opens what the process needs and registers who listens to whom.

The API, the worker and the command line start from here alike.
"""

from dataclasses import dataclass

from app.accounts import service as accounts
from app.core import idempotency, keys, outbox
from app.core.auth import PrincipalResolver
from app.core.blobs import BlobStore
from app.core.config import Settings
from app.core.crypto_signing import SigningKey
from app.core.db import Base, Database
from app.core.key_files import master_keyring, signing_key
from app.core.keys import Keyring

metadata = Base.metadata
"""Every table: importing this module has imported every subject's models."""
CORE_TABLES = (idempotency.IdempotentReply, keys.WrappedKey, outbox.Event)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What one process holds open: settings, database, files, keys."""

    settings: Settings
    database: Database
    blobs: BlobStore
    keyring: Keyring
    signer: SigningKey

    def close(self) -> None:
        """Returns what was opened."""
        self.database.close()


def open_runtime(settings: Settings) -> Runtime:
    """Opens keys, database and storage, and registers the subscribers."""
    keyring = Keyring(master_keyring(settings))
    signer = signing_key(settings)
    blobs = BlobStore.open(settings.storage_url)
    carried = {"keyring": keyring, "signer": signer, "blobs": blobs}
    return Runtime(settings, Database(settings, carried), blobs, keyring, signer)


def principal_resolver(runtime: Runtime) -> PrincipalResolver:
    """Resolves bearer tokens against the accounts of this database."""
    return lambda token: accounts.resolve_principal(runtime.database, token)
