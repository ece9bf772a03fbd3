"""Queries on issued documents, and the seal around their bytes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session, undefer

from app.core import crypto
from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import page, scoped_to_case
from app.documents.models import IssuedDocument

COLUMN = "content"


def seal_content(row: IssuedDocument, key: crypto.DataKey, content: bytes) -> None:
    """Seals the bytes into the row, bound to its own place."""
    row.content = crypto.seal(key, _place(row), content)


def open_content(row: IssuedDocument, key: crypto.DataKey) -> bytes:
    """The bytes as issued.

    Raises:
        DecryptionFailed: if they were altered or moved.
    """
    return crypto.open_sealed(key.find, _place(row), row.content)


def _place(row: IssuedDocument) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, IssuedDocument.__tablename__, row.id, COLUMN)


def page_of_documents(
    session: Session, case_id: UUID, request: PageRequest, *, template: str | None
) -> Slice[IssuedDocument]:
    """Documents of a case, newest first, of one template if given."""
    statement = scoped_to_case(session, IssuedDocument, case_id)
    if template is not None:
        statement = statement.where(IssuedDocument.template == template)
    return page(session, statement, IssuedDocument, request)


def documents_with_content(session: Session, case_id: UUID) -> Sequence[IssuedDocument]:
    """Every document of a case with its sealed bytes, as they were issued."""
    statement = scoped_to_case(session, IssuedDocument, case_id).options(
        undefer(IssuedDocument.content)
    )
    return session.scalars(statement.order_by(IssuedDocument.sequence)).all()


def documents_in_order(session: Session, case_id: UUID) -> Sequence[IssuedDocument]:
    """Every document of a case, without its bytes."""
    statement = scoped_to_case(session, IssuedDocument, case_id)
    return session.scalars(statement.order_by(IssuedDocument.sequence)).all()


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes every document of a case."""
    owned = (IssuedDocument.tenant_id == tenant_of(session), IssuedDocument.case_id == case_id)
    session.execute(delete(IssuedDocument).where(*owned))
