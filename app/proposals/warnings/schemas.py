"""What every answer about proposals says in words: messages, the notice, and warnings."""

from typing import Annotated

from pydantic import Field

from app.core.schemas import Code, Schema

Message = Annotated[str, Field(max_length=1000, description="In plain words.")]
Notice = Annotated[
    str, Field(max_length=1000, description="No duty to agree; 方案合理度, never a probability.")
]


class WarningRead(Schema):
    """Something to know before anything is sent."""

    code: Annotated[Code, Field(description="Which warning.")]
    message: Message
    rule_id: Annotated[str | None, Field(description="Rule behind it.", max_length=64)]


Warnings = Annotated[
    list[WarningRead],
    Field(description="To be known before more is done; open court clocks first.", max_length=20),
]
