"""Bodies of category corrections."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schemas import Code, Line, Schema, Version
from app.statements.corrected import CorrectedKind
from app.statements.transactions import Direction


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
        Direction, Field(description="The direction of the rows meant.", examples=["expense"])
    ]
    kind: Annotated[
        CorrectedKind,
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
