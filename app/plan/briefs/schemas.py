"""The body of a brief: parts the key may not read are null."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.cases.schemas import CaseStatus, HardshipReason, Household
from app.core.schemas import Code, MoneyOut, Schema
from app.plan.schemas import ActionRead, ClockRead

Number = Annotated[int, Field(ge=0)]


class BriefDebts(Schema):
    """The debts together."""

    count: Annotated[Number, Field(description="How many.")]
    total_outstanding: Annotated[MoneyOut, Field(description="What is owed on those known.")]
    without_amount: Annotated[Number, Field(description="Debts whose amount is not known.")]
    longest_days_past_due: Annotated[
        int | None, Field(ge=0, description="Of all debts; null: not known.")
    ]


class BriefMoney(Schema):
    """What can be paid, by the last analysis."""

    as_of: date
    affordable_payment: Annotated[MoneyOut, Field(description="Largest level payment.")]
    stressed_affordable_payment: Annotated[MoneyOut, Field(description="The same when stressed.")]


class BriefTalks(Schema):
    """What was said and what is due."""

    last_contact_on: Annotated[date | None, Field(description="Day of the last contact.")]
    open_follow_ups: Annotated[Number, Field(description="What is not done yet.")]
    overdue_follow_ups: Annotated[Number, Field(description="Past its day and not done.")]


class BriefProposals(Schema):
    """What was asked for."""

    count: Annotated[Number, Field(description="How many.")]
    refused: Annotated[Number, Field(description="How many were refused.")]


class BriefRead(Schema):
    """One page: who, how much, what runs, what next."""

    case_id: UUID
    client_reference: Annotated[
        str,
        Field(max_length=200, description="Your own reference; empty where it was not granted."),
    ]
    status: Annotated[CaseStatus, Field(description="State of the case.")]
    as_of: date
    household: Household | None
    hardship_reason: Annotated[HardshipReason | None, Field(description="The main reason.")]
    hardship_since: Annotated[date | None, Field(description="Since when.")]
    debts: Annotated[BriefDebts | None, Field(description="The debts together.")]
    money: Annotated[
        BriefMoney | None, Field(description="By the last analysis; null: none was made.")
    ]
    talks: Annotated[BriefTalks | None, Field(description="What was said and what is due.")]
    proposals: Annotated[BriefProposals | None, Field(description="What was asked for.")]
    open_proceedings: Annotated[
        int | None, Field(ge=0, description="Proceedings against the person, not closed.")
    ]
    rung: Code
    next_actions: Annotated[list[ActionRead], Field(max_length=5, description="The first ones.")]
    clocks: Annotated[list[ClockRead], Field(max_length=10, description="The first last days.")]
    warnings: Annotated[
        list[Annotated[str, Field(max_length=500)]],
        Field(max_length=20, description="To be known before anything else."),
    ]
