"""Bodies of operations: state, progress, and where the result is."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.parameters import DEMO_CASE, DEMO_OPERATION
from app.core.schemas import Code, Schema, Version

OPERATION_LOCATION = {
    "Location": {
        "description": "The operation that does the work.",
        "schema": {"type": "string", "maxLength": 200},
    }
}
"""Where a 202 says that its work stands."""
OperationStatus = Literal["pending", "running", "succeeded", "failed", "cancelled"]


class Progress(Schema):
    """Steps done, of how many; both 0 before the work began."""

    done: Annotated[int, Field(ge=0, description="Steps done.", examples=[3])]
    total: Annotated[int, Field(ge=0, description="Steps in all.", examples=[4])]


class OperationError(Schema):
    """Why an operation failed, and what to do."""

    code: Annotated[Code, Field(description="Code.", examples=["attempts_used_up"])]
    message: Annotated[
        str, Field(max_length=500, description="In words.", examples=["请稍后重新提交。"])
    ]


class OperationRead(Schema):
    """Long work as it stands now."""

    id: Annotated[UUID, Field(description="Id of the operation.", examples=[DEMO_OPERATION])]
    kind: Annotated[Code, Field(description="What is done.", examples=["case_export"])]
    case_id: Annotated[UUID, Field(description="The case it is done for.", examples=[DEMO_CASE])]
    status: Annotated[
        OperationStatus, Field(description="The last three are final.", examples=["succeeded"])
    ]
    progress: Annotated[Progress, Field(description="How far it is.")]
    result_url: Annotated[
        str | None,
        Field(max_length=200, description="Where the result is, once it succeeded."),
    ]
    error: Annotated[OperationError | None, Field(description="Null unless it failed.")]
    created_at: Annotated[datetime, Field(description="When it was asked for.")]
    updated_at: Annotated[datetime, Field(description="When it last moved on.")]
    version: Annotated[Version, Field(description="Grows with every step.", examples=[5])]
