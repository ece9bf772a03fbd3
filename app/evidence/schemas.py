"""Bodies of evidence items."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from app.core.access import WrittenBy
from app.core.errors import InvalidInput, invalid
from app.core.problems import field_errors
from app.core.schemas import Code, Day, Id, Instant, Line, Prose, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence


class TranscriptLine(Schema):
    """One utterance of a recording (录音文字整理稿)."""

    at: Annotated[
        str,
        Field(
            pattern=r"^\d{1,3}:[0-5]\d(:[0-5]\d)?$",
            max_length=9,
            description="Position in the recording.",
            examples=["00:12"],
        ),
    ]
    speaker: Annotated[Line, Field(examples=["客服"])]
    text: Annotated[Prose, Field(examples=["目前没有个性化分期政策"])]


Transcript = Annotated[list[TranscriptLine], Field(max_length=2000)]


def read_transcript(text: str | None) -> Transcript:
    """The lines of a transcript given as JSON text.

    Raises:
        InvalidInput: naming the place inside `/transcript`.
    """
    try:
        return TypeAdapter(Transcript).validate_json(text, strict=True) if text else []
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        if found[0]["type"] == "json_invalid":
            raise invalid("/transcript", "json_malformed") from error
        placed = [{**each, "loc": ("body", "transcript", *each["loc"])} for each in found]
        raise InvalidInput(errors=field_errors(placed)) from error


class EvidenceMetadata(Schema):
    """What the giver says about a file; all of it may be unknown."""

    title: Annotated[Line | None, Field(examples=["离职证明"])] = None
    source: Annotated[Line | None, Field(examples=["原单位人事部"])] = None
    purpose: Annotated[Line | None, Field(examples=["证明失业时间和原因"])] = None
    category: Annotated[Code | None, Field(examples=["termination_proof"])] = None
    obtained_on: Annotated[Day | None, Field(examples=["2026-07-31"])] = None
    occurred_at: Annotated[Instant | None, Field(examples=["2026-07-31T09:00:00+08:00"])] = None
    original_device: Annotated[Line | None, Field(examples=["本人手机"])] = None
    original_kept: Annotated[bool | None, Field(examples=[True])] = None
    transcript: Transcript = []
    expires_on: Annotated[
        Day | None,
        Field(
            description="Last day on which it counts, as printed on it.", examples=["2027-01-31"]
        ),
    ] = None
    supersedes: Annotated[
        Id | None,
        Field(description="The item of the case that this one is a newer version of."),
    ] = None


class EvidenceRead(EvidenceMetadata):
    """A file in the vault: what it is, and where its intake stands in the ledger."""

    id: UUID
    file_name: Annotated[str, Field(max_length=200, examples=["离职证明.txt"])]
    sha256: Annotated[Hash, Field(description="Of the bytes as uploaded.")]
    size: Annotated[int, Field(ge=1, description="Bytes.", examples=[152])]
    media_type: Annotated[
        str, Field(max_length=128, description="By content.", examples=["text/plain"])
    ]
    received_at: datetime
    duplicates_of: Annotated[
        UUID | None, Field(description="The first item of the case with the same bytes.")
    ]
    superseded_by: Annotated[
        UUID | None, Field(description="The newest version made of this item, if there is one.")
    ]
    sm3: Annotated[
        Hash | None,
        Field(description="SM3 (GB/T 32905) of the same bytes, where it was asked for."),
    ] = None
    acted_by: WrittenBy = None
    ledger_sequence: Sequence
    entry_hash: Hash
    version: Version


class EvidenceCreated(EvidenceRead, Recorded):
    """A stored file with its receipt."""
