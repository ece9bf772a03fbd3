"""Bodies of evidence items and checklists."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from app.core.errors import InvalidInput, invalid
from app.core.parameters import DEMO_EVIDENCE
from app.core.problems import field_errors
from app.core.results import Citation, cite
from app.core.rules import rule_book
from app.core.schemas import Code, Day, Id, Instant, Line, Prose, Schema, Version
from app.evidence.catalogue import Element, Template
from app.evidence.checklist import Cell, Needed
from app.ledger.schemas import Hash, Recorded, Sequence

Purpose = Literal["negotiation", "complaint", "mediation", "litigation"]
ItemStatus = Literal["missing", "held", "weak", "expired"]


def _citation(template: Template) -> Citation | None:
    return cite(rule_book().cite(template.rule_id)) if template.rule_id else None


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
    ledger_sequence: Sequence
    entry_hash: Hash
    version: Version


class EvidenceCreated(EvidenceRead, Recorded):
    """A stored file with its receipt."""


class ChecklistCreate(Schema):
    """What the evidence is for, and which claims it shall carry."""

    purpose: Annotated[Purpose, Field(description="What for.", examples=["negotiation"])]
    claims: Annotated[
        list[Code],
        Field(max_length=20, description="Codes of `GET /v1/legal/claims`.", examples=[[]]),
    ] = []


class ElementRead(Schema):
    """An element of a claim that an item serves."""

    claim: Annotated[str, Field(max_length=64)]
    code: Annotated[str, Field(max_length=64)]
    title: Annotated[str, Field(max_length=500)]
    burden: Annotated[str, Field(max_length=64, description="Who must prove it.")]

    @classmethod
    def of(cls, element: Element, language: str) -> Self:
        """An element in a language."""
        return cls(
            claim=element.claim,
            code=element.code,
            title=element.title(language),
            burden=element.burden,
        )


class ChecklistItem(Schema):
    """One kind of evidence: why, how to get it, and what is held of it."""

    code: Annotated[str, Field(max_length=64, examples=["bank_statements"])]
    title: Annotated[str, Field(max_length=200)]
    why: Annotated[str, Field(max_length=500)]
    required: bool
    status: ItemStatus
    elements: Annotated[list[ElementRead], Field(max_length=100)]
    evidence_ids: Annotated[list[UUID], Field(max_length=100)]
    how_to_get: Annotated[str, Field(max_length=500)]
    expires_after_days: int | None
    citation: Citation | None

    @classmethod
    def of(
        cls, needed: Needed, status: ItemStatus, evidence_ids: Iterable[UUID], language: str
    ) -> Self:
        """An item with what stands for it, in a language."""
        template = needed.template
        return cls(
            code=template.code,
            title=template.text("title", language),
            why=template.text("why", language),
            how_to_get=template.text("how_to_get", language),
            required=needed.required,
            status=status,
            elements=[ElementRead.of(element, language) for element in needed.elements],
            evidence_ids=list(evidence_ids),
            expires_after_days=template.expires_after_days,
            citation=_citation(template),
        )


class MatrixCell(Schema):
    """Claim × element × item."""

    claim: Annotated[str, Field(max_length=64)]
    element: Annotated[str, Field(max_length=64)]
    burden: Annotated[str, Field(max_length=64)]
    item: Annotated[str, Field(max_length=64)]
    status: ItemStatus

    @classmethod
    def of(cls, cell: Cell) -> Self:
        """A place of the matrix."""
        return cls(
            claim=cell.element.claim,
            element=cell.element.code,
            burden=cell.element.burden,
            item=cell.item,
            status=cell.status,
        )


class ChecklistRead(Schema):
    """A checklist as it stands today."""

    id: UUID
    purpose: Purpose
    claims: Annotated[list[str], Field(max_length=20)]
    as_of: date
    completeness_percent: Annotated[
        int,
        Field(
            ge=0,
            le=100,
            description="floor(Σ weight × credit ÷ Σ weight): required items weigh 3, others 1; "
            "held earns 100, weak 50, expired 25, missing 0.",
        ),
    ]
    items: Annotated[list[ChecklistItem], Field(max_length=100)]
    matrix: Annotated[list[MatrixCell], Field(max_length=1000)]
    created_at: datetime
    version: Version


class ItemLink(Schema):
    """The evidence that stands for an item from now on; an empty list unlinks."""

    evidence_ids: Annotated[
        list[Id], Field(max_length=100, description="Items.", examples=[[DEMO_EVIDENCE]])
    ]


class TemplateRead(Schema):
    """One kind of evidence of the catalogue."""

    code: Annotated[str, Field(max_length=64)]
    title: Annotated[str, Field(max_length=200)]
    why: Annotated[str, Field(max_length=500)]
    how_to_get: Annotated[str, Field(max_length=500)]
    purposes: Annotated[list[Purpose], Field(max_length=4)]
    required_for: Annotated[list[Purpose], Field(max_length=4)]
    reasons: Annotated[list[str], Field(max_length=30, description="Empty: always.")]
    claims: Annotated[list[str], Field(max_length=30, description="Empty: always.")]
    expires_after_days: int | None
    citation: Citation | None

    @classmethod
    def of(cls, template: Template, language: str) -> Self:
        """A kind of evidence in a language."""
        return cls.model_validate(
            {
                "code": template.code,
                "title": template.text("title", language),
                "why": template.text("why", language),
                "how_to_get": template.text("how_to_get", language),
                "purposes": sorted(template.purposes),
                "required_for": sorted(template.required_for),
                "reasons": sorted(template.reasons),
                "claims": sorted(template.claims),
                "expires_after_days": template.expires_after_days,
                "citation": _citation(template),
            }
        )


class TemplateList(Schema):
    """The whole catalogue."""

    items: Annotated[list[TemplateRead], Field(max_length=200)]
