"""Bodies of category corrections."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Code, Line, Schema, Version

Kind = Literal["income", "expense", "debt_service", "transfer", "borrowing"]
Side = Literal["income", "expense", "neutral"]


class CategoryCorrectionCreate(Schema):
    """What payments of one counterparty are; it holds for rows imported before and later."""

    counterparty: Annotated[
        Line,
        Field(
            description="As a transaction shows it; its description where it has none.",
            examples=["张房东"],
        ),
    ]
    direction: Annotated[
        Side, Field(description="The direction of the rows meant.", examples=["expense"])
    ]
    kind: Annotated[
        Kind,
        Field(
            description="What they are: `transfer` between own accounts, `debt_service` is "
            "repayment, `borrowing` is loan money received.",
            examples=["expense"],
        ),
    ]
    category: Annotated[
        Code | None,
        Field(description="Only for income and expense.", examples=["housing"]),
    ] = None


class CategoryCorrectionRead(CategoryCorrectionCreate):
    """A correction the case remembers."""

    id: UUID
    created_at: datetime
    version: Version
