"""Bodies of `/v1/reference-amounts`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.cash_flow.living_costs import ReferenceKind
from app.cash_flow.schemas import ReferenceAmountFields
from app.core.schemas import MoneyOut, Schema, Version


class ReferenceAmountCreate(ReferenceAmountFields):
    """A published amount of a region; the source is where anybody can read it."""


class ReferenceAmountRead(Schema):
    """A published amount of a region as it was entered."""

    id: Annotated[UUID, Field(description="Id of the row.")]
    kind: Annotated[ReferenceKind, Field(description="What it is.")]
    region_code: Annotated[str, Field(description="Division code (GB/T 2260).", max_length=6)]
    amount: Annotated[MoneyOut, Field(description="A month; subsistence: for one person.")]
    valid_from: Annotated[date, Field(description="In force from.")]
    source_url: Annotated[str, Field(description="Where it is published.", max_length=2048)]
    created_at: Annotated[datetime, Field(description="When it was entered.")]
    version: Annotated[Version, Field(description="Version, as in the ETag.")]
