"""Bodies of preservation: the steps for one piece of evidence."""

from typing import Annotated

from pydantic import Field

from app.core.results import Citation
from app.core.schemas import Schema


class PreservationStep(Schema):
    """One step: why, how, and the rule it rests on."""

    code: Annotated[str, Field(max_length=64, examples=["keep_original_carrier"])]
    title: Annotated[str, Field(max_length=200, examples=["保留原始载体"])]
    why: Annotated[str, Field(max_length=500)]
    how_to: Annotated[str, Field(max_length=1000, description="How to go about it.")]
    citation: Citation | None


class PreservationSteps(Schema):
    """What keeps a piece of evidence strong, the cheapest step first."""

    items: Annotated[list[PreservationStep], Field(max_length=20)]
