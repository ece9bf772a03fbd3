"""Bodies of an agreement's instalments and of the payments on it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import WrittenBy
from app.core.results import CalculationResult
from app.core.schemas import Code, Day, Id, Line, MoneyIn, MoneyOut, Schema, Version
from app.ledger.schemas import Hash, Recorded, Sequence
from app.proposals.agreements.schemas import Payee
from app.proposals.warnings.schemas import Message, Warnings


class PaymentFacts(Schema):
    """Money paid on an agreement."""

    paid_on: Annotated[Day, Field(description="Day it was paid.", examples=["2026-12-10"])]
    payee: Payee = "unknown"
    reference: Annotated[
        Line | None, Field(description="Of the transfer.", examples=["回单 20261210-7716"])
    ] = None
    evidence_ids: Annotated[
        list[Id], Field(description="Its receipt.", max_length=20, examples=[[]])
    ] = []


class PaymentCreate(PaymentFacts):
    """A payment to be recorded for good."""

    amount: Annotated[MoneyIn, Field(description="How much, above 0.", examples=["253.29"])]


class PaymentRead(PaymentFacts):
    """A payment as recorded."""

    id: Annotated[UUID, Field(description="Id.")]
    agreement_id: Annotated[UUID, Field(description="The agreement.")]
    amount: Annotated[MoneyOut, Field(description="How much.")]
    warning: Annotated[
        str | None, Field(description="What to look at; null: nothing.", max_length=1000)
    ]
    acted_by: WrittenBy = None
    sequence: Annotated[Sequence, Field(description="Place in the ledger.")]
    entry_hash: Annotated[Hash, Field(description="Hash of the ledger entry.")]
    recorded_at: Annotated[datetime, Field(description="When it was recorded.")]
    warnings: Warnings
    version: Version


class PaymentCreated(PaymentRead, Recorded):
    """A recorded payment with its receipt."""


class KeptInstalmentRead(Schema):
    """One instalment as it stands today; number 0 is the payment up front."""

    number: Annotated[int, Field(description="Counted from 1.", ge=0, le=1200)]
    due_date: Annotated[date, Field(description="Due date.")]
    amount: Annotated[MoneyOut, Field(description="As agreed.")]
    paid: Annotated[MoneyOut, Field(description="Paid of it.")]
    outstanding: Annotated[MoneyOut, Field(description="Still to be paid of it.")]
    status: Annotated[
        Literal["paid", "partly_paid", "missed", "upcoming"], Field(description="How it stands.")
    ]
    paid_in_full_on: Annotated[date | None, Field(description="Day it was complete.")]
    days_late: Annotated[int, Field(description="Days past its due date.", ge=0)]


class AheadRead(Schema):
    """Whether the months ahead still carry what is to be paid."""

    carried: Annotated[
        Literal["carried", "tight", "short", "unknown"],
        Field(description="`tight`: only without stress; `unknown`: no budget yet."),
    ]
    first_short_month: Annotated[
        str | None, Field(description="First month that falls short.", max_length=7)
    ]
    short_by: Annotated[MoneyOut, Field(description="By how much.")]
    months_looked_at: Annotated[int, Field(description="Months ahead.", ge=0)]
    budget_as_of: Annotated[date | None, Field(description="Day of the budget behind it.")]
    budget_is_old: Annotated[bool, Field(description="Whether it should be looked at again.")]
    message: Message


class NextStepRead(Schema):
    """What to do now, and by when if there is a day for it."""

    code: Annotated[Code, Field(description="Which step.")]
    talk_by: Annotated[date | None, Field(description="Ask for a change by then.")]
    message: Message


class InstalmentsRead(CalculationResult):
    """How an agreement is kept: paid, missed, to come, and what the months ahead carry."""

    agreement_id: Annotated[UUID, Field(description="The agreement.")]
    rows: Annotated[
        list[KeptInstalmentRead], Field(description="Every instalment.", max_length=1201)
    ]
    total: Annotated[MoneyOut, Field(description="As agreed in all.")]
    paid: Annotated[MoneyOut, Field(description="Paid in all.")]
    paid_ahead: Annotated[MoneyOut, Field(description="Paid beyond what was agreed.")]
    remaining: Annotated[MoneyOut, Field(description="Still to be paid.")]
    arrears: Annotated[MoneyOut, Field(description="Due and not paid.")]
    missed: Annotated[int, Field(description="Instalments missed.", ge=0)]
    next_due: KeptInstalmentRead | None
    ahead: AheadRead
    next_step: NextStepRead
    warnings: Warnings
