"""Bodies of what the holder of a link sees: the papers, and nothing else of the case."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Schema
from app.dossier.packs.schemas import Creditor
from app.ledger.schemas import Hash

PackFileKind = Literal["document", "bundle"]


class PackFileRead(Schema):
    """One paper, or one bundle of evidence."""

    id: UUID
    kind: Annotated[PackFileKind, Field(description="What it is.")]
    title: Annotated[str, Field(max_length=200, description="Its title.")]
    file_name: Annotated[str, Field(max_length=200, description="Name for downloads.")]
    media_type: Annotated[str, Field(max_length=128, description="Kind of file.")]
    size: Annotated[int, Field(ge=1, description="Bytes.")]
    sha256: Annotated[Hash | None, Field(description="Of a document's bytes.")]
    as_of: Annotated[date | None, Field(description="Day of a document's facts.")]
    path: Annotated[str, Field(max_length=300, description="Where it is read.")]


class PackView(Schema):
    """What was put together for a creditor."""

    creditor_name: Creditor
    expires_at: Annotated[datetime, Field(description="Until when the link works.")]
    files: Annotated[list[PackFileRead], Field(max_length=25, description="What is in it.")]
    notice: Annotated[str, Field(max_length=500, description="What whoever reads it should know.")]
