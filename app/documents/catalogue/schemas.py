"""Bodies of `/v1/document-templates`."""

from typing import Annotated

from pydantic import Field

from app.core.results import Citation
from app.core.schemas import Code, Schema
from app.documents.schemas import Ground, HandIn, TemplateField


class TemplateGroundRead(Schema):
    """A ground that a court paper may rest on."""

    code: Annotated[Ground, Field(description="As `ground` takes it.")]
    title: Annotated[str, Field(max_length=200, description="As the paper names it.")]
    is_own: Annotated[
        bool, Field(description="Whether it is this paper's own, not about the debt itself.")
    ]
    citations: Annotated[list[Citation], Field(max_length=10, description="What it rests on.")]


class DocumentTemplateRead(Schema):
    """One kind of paper."""

    code: TemplateField
    title: Annotated[str, Field(max_length=200, description="Its title.")]
    sources: Annotated[
        list[Code], Field(max_length=10, description="Fields of the request, one of them needed.")
    ]
    answers: Annotated[
        list[Code], Field(max_length=20, description="Kinds of proceedings it answers.")
    ]
    grounds: Annotated[
        list[TemplateGroundRead],
        Field(max_length=20, description="What it may rest on; empty: it needs none."),
    ]
    acknowledges_debt: Annotated[
        bool, Field(description="Whether sending it may start limitation anew.")
    ]
    negotiates: Annotated[
        bool, Field(description="Whether it asks for terms, which answers no payment order.")
    ]
    hand_in: HandIn


class DocumentTemplateList(Schema):
    """Every kind of paper."""

    items: Annotated[list[DocumentTemplateRead], Field(max_length=50, description="In order.")]
