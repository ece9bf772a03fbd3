"""Bodies of checklists and of the catalogue they are made from."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.access import WrittenBy
from app.core.parameters import DEMO_EVIDENCE
from app.core.results import Citation, cite
from app.core.rules import rule_book
from app.core.schemas import Code, Id, Schema, Version
from app.evidence.catalogue import Element, Template
from app.evidence.checklist import Cell, Needed
from app.evidence.strength import Status

Purpose = Literal["negotiation", "complaint", "mediation", "litigation"]


def _citation(template: Template) -> Citation | None:
    return cite(rule_book().cite(template.rule_id)) if template.rule_id else None


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
    status: Status
    elements: Annotated[list[ElementRead], Field(max_length=100)]
    evidence_ids: Annotated[list[UUID], Field(max_length=100)]
    how_to_get: Annotated[str, Field(max_length=500)]
    expires_after_days: int | None
    citation: Citation | None

    @classmethod
    def of(
        cls, needed: Needed, status: Status, evidence_ids: Iterable[UUID], language: str
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
    status: Status

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
    acted_by: WrittenBy = None
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
    when_any: Annotated[
        list[str], Field(max_length=30, description="What a debt must be like; empty: always.")
    ]
    contracts_from: Annotated[
        date | None,
        Field(description="Contracts from this day on ask for it, whatever is claimed."),
    ]
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
                "when_any": sorted(template.when_any),
                "contracts_from": template.contracts_from,
                "expires_after_days": template.expires_after_days,
                "citation": _citation(template),
            }
        )


class TemplateList(Schema):
    """The whole catalogue."""

    items: Annotated[list[TemplateRead], Field(max_length=200)]
