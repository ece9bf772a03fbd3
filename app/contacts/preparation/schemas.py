"""Bodies of the page that prepares the next call."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.contacts.follow_ups.schemas import FollowUpRead
from app.contacts.schemas import Channel, Conduct, Direction, Outcome
from app.core.results import Citation
from app.core.schemas import Schema

Text = Annotated[str, Field(max_length=4000)]


class PastContact(Schema):
    """A past contact as it reads now, corrections applied."""

    id: UUID
    occurred_at: datetime
    recorded_at: datetime
    recorded_late: bool
    channel: Channel
    direction: Direction
    outcome: Outcome | None
    person: Annotated[str | None, Field(max_length=1000, description="Who was spoken to.")]
    summary: Text | None
    ticket_number: Annotated[str | None, Field(max_length=200)]
    conduct: Annotated[list[Conduct], Field(max_length=13)]
    corrected: Annotated[bool, Field(description="Whether something was corrected later.")]


class PersonMet(Schema):
    """Someone on the other side, as they gave themselves."""

    organisation: Annotated[str | None, Field(max_length=200)]
    department: Annotated[str | None, Field(max_length=200)]
    agent_name: Annotated[str | None, Field(max_length=200)]
    agent_id: Annotated[str | None, Field(max_length=200)]
    number: Annotated[str | None, Field(max_length=200)]
    contact_ids: Annotated[list[UUID], Field(max_length=100, description="Newest first.")]
    last_at: Annotated[datetime, Field(description="When last spoken to.")]


class PromiseMade(Schema):
    """A promise and what became of it."""

    contact_id: UUID
    said_at: Annotated[datetime, Field(description="When it was made.")]
    by: Annotated[str, Field(max_length=32)]
    what: Annotated[str, Field(max_length=200)]
    due_on: date | None
    state: Annotated[
        Literal["overdue", "open", "undated", "kept"],
        Field(description="`kept` once its follow-up is done; `undated`: no day was named."),
    ]


class DebtInQuestion(Schema):
    """A debt of this creditor."""

    id: UUID
    creditor_name: Annotated[str, Field(max_length=200)]
    account_reference: Annotated[str | None, Field(max_length=200)]
    debt_status: Annotated[str | None, Field(max_length=32)]


class Advice(Schema):
    """Something to see to, and the rules behind it."""

    code: Annotated[str, Field(max_length=64)]
    text: Text
    citations: Annotated[list[Citation], Field(max_length=10)]


class Preparation(Schema):
    """One page before the next call with one creditor."""

    debts: Annotated[list[DebtInQuestion], Field(max_length=100)]
    contacts: Annotated[list[PastContact], Field(max_length=100, description="Newest first.")]
    more_contacts: Annotated[bool, Field(description="Whether there are older ones.")]
    people: Annotated[list[PersonMet], Field(max_length=1100)]
    promises: Annotated[
        list[PromiseMade], Field(max_length=2000, description="Those that stand come first.")
    ]
    follow_ups: Annotated[list[FollowUpRead], Field(max_length=2200)]
    ticket_numbers: Annotated[list[str], Field(max_length=100, description="Newest first.")]
    last_answer_on: date | None
    no_answer_since: date | None
    recording_advice: Annotated[list[Advice], Field(max_length=20)]
