"""Shows a pack, and nothing else, to whoever has its link; the audit trail notes each look."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import i18n
from app.core import repository as rows
from app.core.errors import NotFound
from app.documents import service as documents
from app.documents.schemas import DocumentRead
from app.dossier.bundles.made.service import KIND
from app.dossier.models import CreditorPack
from app.dossier.packs.errors import PackGone
from app.dossier.packs.schemas import CreditorPackRead
from app.dossier.packs.service import LINK, OPENED, READ_BY_LINK, read
from app.dossier.packs.viewing.schemas import PackFileRead, PackView
from app.operations import service as operations

ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a pack on its way out."""

    file_name: str
    media_type: str
    size: int
    pieces: Iterator[bytes]


def view(session: Session, secret: str) -> PackView:
    """What is in the pack behind a link.

    Raises:
        NotFound: if there is none, or its case was erased.
        PackGone: if it expired or was revoked.
    """
    case_id, pack = _enter(session, secret)
    accounts.record(session, None, OPENED, "creditor_pack", pack.id, case_id)
    root = f"/v1/creditor-packs/{secret}/files"
    papers = (
        _of_document(documents.get_document(session, case_id, document_id), root)
        for document_id in pack.document_ids
    )
    bundles = (
        PackFileRead(
            id=bundle_id,
            kind="bundle",
            title=i18n.text("packs.bundle"),
            file_name=made.file_name,
            media_type=ZIP,
            size=made.size,
            sha256=None,
            as_of=None,
            path=f"{root}/{bundle_id}",
        )
        for bundle_id in pack.bundle_ids
        for made in [operations.find_result(session, case_id, KIND, bundle_id)]
    )
    return PackView(
        creditor_name=pack.creditor_name,
        expires_at=pack.expires_at,
        files=[*papers, *bundles],
        notice=i18n.text("packs.notice"),
    )


def _of_document(document: DocumentRead, root: str) -> PackFileRead:
    return PackFileRead(
        id=document.id,
        kind="document",
        title=document.title,
        file_name=document.file_name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256,
        as_of=document.as_of,
        path=f"{root}/{document.id}",
    )


def open_file(session: Session, secret: str, file_id: UUID) -> OpenedFile:
    """The bytes of one file of a pack.

    Raises:
        NotFound: if there is no such pack, or it does not hold the file.
        PackGone: if it expired or was revoked.
    """
    case_id, pack = _enter(session, secret)
    if file_id in pack.document_ids:
        shown, content = documents.read_content(session, case_id, file_id)
        accounts.record(session, None, READ_BY_LINK, "document", file_id, case_id)
        return OpenedFile(shown.file_name, shown.media_type, len(content), iter([content]))
    if file_id in pack.bundle_ids:
        made = operations.find_result(session, case_id, KIND, file_id)
        accounts.record(session, None, READ_BY_LINK, "operation", file_id, case_id)
        return OpenedFile(made.file_name, ZIP, made.size, made.pieces)
    raise NotFound


def _enter(session: Session, secret: str) -> tuple[UUID, CreditorPackRead]:
    """Binds the session to the pack's tenant; gives its case and the pack, if it is open."""
    row = rows.get(session, CreditorPack, accounts.enter_by_link(session, LINK, secret))
    pack = read(session, row)
    if pack.status != "open":
        raise PackGone
    return row.case_id, pack
