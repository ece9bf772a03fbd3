"""Bodies of the worklist."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from app.core.schemas import Code, Schema
from app.plan.schemas import Text

MOST_COURT_DAYS: Final = 20


class NextActionRead(Schema):
    """What to do next in a case."""

    code: Code
    title: Annotated[str, Field(max_length=500)]
    what_to_do: Annotated[
        list[Text],
        Field(
            max_length=20,
            description="Line by line: which court days, until when; where a missing one stands.",
        ),
    ]


class CourtDayRead(Schema):
    """A court's last day, or its hearing, that is not done."""

    code: Annotated[Code, Field(description="The period, or `hearing`, `stated_deadline`.")]
    title: Annotated[Text, Field(description="What must be done.")]
    due_on: Annotated[date, Field(description="By this day.")]
    overdue: Annotated[bool, Field(description="Whether that day has passed.")]
    rule_id: Annotated[
        str | None, Field(max_length=64, description="The rule; null: as printed on the paper.")
    ]


class WorklistEntryRead(Schema):
    """One case and what is first in it."""

    case_id: UUID
    client_reference: Annotated[
        str,
        Field(max_length=200, description="Your own reference; empty where it was not granted."),
    ]
    assigned_to: UUID | None
    next_action: NextActionRead
    due_on: Annotated[
        date | None, Field(description="Its day; null: nothing is due, or it is not known yet.")
    ]
    overdue: Annotated[bool, Field(description="Whether that day has passed.")]
    urgent: Annotated[
        bool,
        Field(description="A court's last day, known or not, that comes before any negotiation."),
    ]
    court_days: Annotated[
        list[CourtDayRead],
        Field(
            max_length=MOST_COURT_DAYS,
            description="A court's open last days, the earliest first.",
        ),
    ]
    court_day_missing: Annotated[
        bool,
        Field(description="A court's paper whose day nobody noted; its time runs all the same."),
    ]
    open_proceedings: Annotated[
        int, Field(ge=0, description="Proceedings against the person that are not closed.")
    ]
    missing_facts: Annotated[
        list[Code], Field(max_length=20, description="What the case does not know yet.")
    ]
    last_contact_on: Annotated[
        date | None, Field(description="Day of the last contact; null: none yet.")
    ]
