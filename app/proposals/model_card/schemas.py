"""Body of the score's model card."""

from typing import Annotated

from pydantic import Field

from app.core.schemas import Code, Schema
from app.proposals.situations.schemas import AssumptionsRead
from app.proposals.warnings.schemas import Message


class ModelPart(Schema):
    """One gate or sub-score of the model card."""

    code: Annotated[Code, Field(description="Which part.")]
    title: Message
    points: Annotated[int | None, Field(description="Points at most; null for gates.")]


class ModelCard(Schema):
    """What the score is made of, what it assumes, and what it is not."""

    version: Annotated[str, Field(description="Of file and content.", max_length=64)]
    gates: Annotated[list[ModelPart], Field(description="Every gate.", max_length=20)]
    sub_scores: Annotated[list[ModelPart], Field(description="Every part.", max_length=20)]
    reasonable_from: Annotated[int, Field(description="Least points for `reasonable`.")]
    borderline_from: Annotated[int, Field(description="Least points for `borderline`.")]
    stress: Annotated[
        dict[str, str], Field(description="Stress where the caller sets none, percent.")
    ] = Field(max_length=5)
    assumptions: AssumptionsRead
    source: Message
    verification: Annotated[Code, Field(description="How far it was checked.")]
    what_it_is_not: Annotated[list[Message], Field(description="Its limits.", max_length=10)]
