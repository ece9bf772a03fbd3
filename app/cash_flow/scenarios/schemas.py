"""Bodies of kept scenarios."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.cash_flow.analyses.schemas import Scenario
from app.core.access import WrittenBy
from app.core.parameters import DEMO_SCENARIO
from app.core.schemas import Version


class KeptScenario(Scenario):
    """A scenario the case keeps; analyses and comparisons name it by its id."""

    id: Annotated[UUID, Field(description="Id of the scenario.", examples=[DEMO_SCENARIO])]
    acted_by: WrittenBy = None
    created_at: Annotated[datetime, Field(description="When it was first kept.")]
    updated_at: Annotated[datetime, Field(description="When it last changed.")]
    version: Version
