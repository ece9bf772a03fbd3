"""Bodies of applied imports."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import MoneyOut, Schema, Version
from app.statements.budget_lines import Basis
from app.statements.schemas import Count, Text


class ProposedLine(Schema):
    """One line proposed for the budget, borne out by rows of the applied files."""

    name: Text
    category: Annotated[str, Field(max_length=64)]
    direction: Literal["income", "expense", "debt_service"]
    kind: Literal["fixed", "flexible"]
    essential: bool
    monthly_amount: MoneyOut
    observed_amount: MoneyOut
    basis: Basis
    lines: Annotated[list[Count], Field(max_length=10000, description="Rows in this file.")]
    rows: Annotated[Count, Field(description="Rows in all applied files.")]
    applied: Annotated[bool, Field(description="Whether it went into the budget.")]
    debt_id: Annotated[
        UUID | None,
        Field(description="The debt of the case a repayment serves; null if it is not certain."),
    ]
    interval: Annotated[
        Literal[
            "weekly",
            "fortnightly",
            "every_four_weeks",
            "monthly",
            "quarterly",
            "half_yearly",
            "yearly",
        ]
        | None,
        Field(description="Its rhythm, if the payment comes back."),
    ]
    typical_amount: Annotated[MoneyOut | None, Field(description="The amount that comes back.")]
    confidence: Annotated[
        Literal["high", "medium"] | None,
        Field(description="`high`: often, never missed, always the same amount."),
    ]
    next_date: Annotated[date | None, Field(description="When it is due next.")]


class AppliedStatement(Schema):
    """What was put into the budget, and what was only named."""

    import_id: UUID
    import_ids: Annotated[
        list[UUID], Field(max_length=10000, description="The imports that the lines stand on.")
    ]
    lines: Annotated[list[ProposedLine], Field(max_length=1000)]
    budget_version: Version
