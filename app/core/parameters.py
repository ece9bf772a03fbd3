"""Path parameters that many subjects share, prefilled with the demo's constants."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

DEMO_CASE = "01930000-0000-7000-8000-000000000101"
"""The first demo person's case; examples throughout the documentation use it."""

DEMO_STATEMENT = "01930000-0000-7000-8000-000000000701"
"""The first person's imported statement."""

CaseId = Annotated[UUID, Path(description="Id of the case.", examples=[DEMO_CASE])]
