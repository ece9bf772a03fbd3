"""Which cases were erased, kept outside the database, so that no old copy of it forgets.

One empty, write-once file for each erased case, in a folder or a bucket that every process of the
service reaches. It holds ids and nothing else. Whoever puts an old copy of the database back
applies it before serving.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple, Self
from uuid import UUID

from app.core.blobs import BlobExists, BlobStore
from app.core.config import Settings

FOLDER = "erased"


class Erased(NamedTuple):
    """A case that was erased, and whose it was."""

    tenant_id: UUID
    case_id: UUID


class ErasureRegister:
    """The register (删除登记) of one service."""

    def __init__(self, blobs: BlobStore) -> None:
        """`blobs` is where the register is kept, apart from the database."""
        self._blobs = blobs

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The register where the settings say; by default beside the keys."""
        beside_keys = f"file://{settings.key_directory.absolute()}/erasures"
        return cls(BlobStore.open(settings.erasure_register_url or beside_keys))

    def note(self, erased: Erased) -> None:
        """Notes an erasure for good; again is no different from once."""
        with suppress(BlobExists):
            self._blobs.put_new(f"{FOLDER}/{erased.tenant_id}/{erased.case_id}", [])

    def __iter__(self) -> Iterator[Erased]:
        """Every erasure noted, in no order."""
        for name in self._blobs.names(FOLDER):
            _folder, tenant_id, case_id = name.split("/")
            yield Erased(UUID(tenant_id), UUID(case_id))
