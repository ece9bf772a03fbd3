"""Bodies of the first check."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Code, Day, Line, MoneyIn, MoneyOut, Schema
from app.plan.schemas import Text
from app.proposals.responses.schemas import RefusalReason

Received = Literal[
    "none",
    "court_paper",
    "payment_order",
    "arbitration",
    "freeze",
    "home_visit",
    "contact_book_blast",
]


class FirstDebt(Schema):
    """A debt as one remembers it."""

    name: Annotated[Line, Field(description="Whom it is owed to.", examples=["某银行信用卡"])]
    amount: Annotated[MoneyIn, Field(description="About how much.", examples=["48000.00"])]
    days_past_due: Annotated[
        int | None, Field(ge=0, le=20000, description="Days late; null: unknown.", examples=[35])
    ] = None


class FirstRefusal(Schema):
    """A request that was refused."""

    reasons: Annotated[
        list[RefusalReason],
        Field(max_length=24, description="What they said.", examples=[["hardship_not_proven"]]),
    ] = []


class FirstCheckRequest(Schema):
    """Two numbers and one tick; the rest is optional."""

    monthly_income: Annotated[
        MoneyIn, Field(description="What comes in each month.", examples=["9800.00"])
    ]
    essential_expenses: Annotated[
        MoneyIn,
        Field(description="Rent, food, medicine, school each month.", examples=["6200.00"]),
    ]
    debts: Annotated[
        list[FirstDebt], Field(max_length=100, description="Debts, as far as known.")
    ] = []
    refused: Annotated[
        FirstRefusal | None, Field(description="A request that was refused; null: none.")
    ] = None
    received: Annotated[
        list[Received],
        Field(max_length=7, description="What came; ticks.", examples=[["none"]]),
    ] = []
    received_on: Annotated[
        Day | None, Field(description="Day the court's paper came.", examples=[None])
    ] = None


class FirstStepRead(Schema):
    """One thing to do: what, why, by when, and the endpoint that does it."""

    code: Code
    title: Text
    why: Text
    due_on: Annotated[date | None, Field(description="By the rule; an estimate.")]
    endpoint: Annotated[str, Field(max_length=200, description="An operation of this API.")]


class FirstCheckResult(CalculationResult):
    """Where one stands tonight: three things to do at most, the most urgent first."""

    left_each_month: Annotated[MoneyOut, Field(description="Income less essentials.")]
    total_owed: Annotated[MoneyOut, Field(description="Sum of the debts named.")]
    next_steps: Annotated[list[FirstStepRead], Field(max_length=3)]
    not_true: Annotated[Text, Field(description="One thing people are told that is not so.")]
    note_tonight: Annotated[list[Text], Field(max_length=4, description="What to write down.")]
