"""Queries on evidence items, checklists and links, and the encrypted files of the items."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import crypto
from app.core.blobs import BlobStore
from app.core.crypto_files import decrypt_chunks, encrypt_chunks
from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case
from app.evidence.models import Checklist, EvidenceItem, EvidenceLink


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The place of an item's bytes, and the key they are encrypted with."""

    tenant_id: UUID
    case_id: UUID
    item_id: UUID
    key: crypto.DataKey
    blobs: BlobStore

    @property
    def path(self) -> str:
        """The blob's path; tells nothing of the file."""
        return f"evidence/{self.tenant_id}/{self.case_id}/{self.item_id}"

    @property
    def _address(self) -> crypto.FieldAddress:
        return crypto.FieldAddress(self.tenant_id, "evidence_items", self.item_id, "content")

    def write(self, pieces: Iterable[bytes]) -> None:
        """Encrypts the bytes into a new blob; nothing is left when the pieces raise."""
        self.blobs.put_new(self.path, encrypt_chunks(self.key, self._address, pieces))

    def read(self) -> Iterator[bytes]:
        """The bytes as written.

        Raises:
            BlobMissing: at once, if there is no blob.
            DecryptionFailed: at the first piece that was altered.
        """
        return decrypt_chunks(self.key.find, self._address, self.blobs.get(self.path))

    def delete(self) -> None:
        """Removes the blob, if there is one."""
        self.blobs.delete(self.path)


@dataclass(slots=True)
class Staged:
    """A file that is stored, and perhaps recorded; hashes in hex, `size` in bytes."""

    stored: StoredFile
    sha256: str
    sm3: str | None
    size: int
    media_type: str
    file_name: str
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of an item, with its name and size."""

    file_name: str
    size: int
    pieces: Iterator[bytes]


def file_of(session: Session, case_id: UUID, item_id: UUID, key: crypto.DataKey) -> StoredFile:
    """The file of an item of the session's tenant."""
    return StoredFile(tenant_of(session), case_id, item_id, key, session.info["blobs"])


def list_items(session: Session, case_id: UUID, request: PageRequest) -> Slice[EvidenceItem]:
    """Items of a case, newest first."""
    return page(session, scoped_to_case(session, EvidenceItem, case_id), EvidenceItem, request)


def get_items(session: Session, case_id: UUID, ids: Sequence[UUID]) -> Sequence[EvidenceItem]:
    """Those of these items that the case has."""
    statement = scoped_to_case(session, EvidenceItem, case_id).where(EvidenceItem.id.in_(ids))
    return session.scalars(statement).all()


def first_with_hash(session: Session, case_id: UUID, sha256: str) -> UUID | None:
    """The earliest item with these bytes."""
    statement = scoped_to_case(session, EvidenceItem, case_id).where(EvidenceItem.sha256 == sha256)
    found = session.scalars(statement.order_by(EvidenceItem.sequence).limit(1)).one_or_none()
    return found.id if found is not None else None


def versions_after(session: Session, case_id: UUID, ids: Sequence[UUID]) -> Sequence[EvidenceItem]:
    """The items that are newer versions of these, in the order they came."""
    statement = scoped_to_case(session, EvidenceItem, case_id).where(
        EvidenceItem.supersedes.in_(ids)
    )
    return session.scalars(statement.order_by(EvidenceItem.sequence)).all()


def all_items(session: Session, case_id: UUID) -> Sequence[EvidenceItem]:
    """All items of a case, in the order they came."""
    statement = scoped_to_case(session, EvidenceItem, case_id)
    return session.scalars(statement.order_by(EvidenceItem.sequence)).all()


def list_checklists(session: Session, case_id: UUID, request: PageRequest) -> Slice[Checklist]:
    """Checklists of a case, newest first."""
    return page(session, scoped_to_case(session, Checklist, case_id), Checklist, request)


def links_of(
    session: Session, case_id: UUID, checklist_ids: Sequence[UUID]
) -> Sequence[EvidenceLink]:
    """The links of checklists, in the order they were made."""
    statement = scoped_to_case(session, EvidenceLink, case_id).where(
        EvidenceLink.checklist_id.in_(checklist_ids)
    )
    return session.scalars(statement.order_by(EvidenceLink.sequence)).all()


def all_links(session: Session, case_id: UUID) -> Sequence[EvidenceLink]:
    """The links of every checklist of a case, in the order they were made."""
    statement = scoped_to_case(session, EvidenceLink, case_id)
    return session.scalars(statement.order_by(EvidenceLink.sequence)).all()


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes every row of a case."""
    for model in (EvidenceLink, Checklist, EvidenceItem):
        owned = (model.tenant_id == tenant_of(session), model.case_id == case_id)
        session.execute(delete(model).where(*owned))
