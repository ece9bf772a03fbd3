"""Bodies of `/v1/cases/{case_id}/debts/{debt_id}/payments`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.core.access import WrittenBy
from app.core.schemas import Day, Line, MoneyIn, MoneyOut, Schema

MAX_PAYMENTS = 600
PaymentSource = Literal["statement", "receipt", "lender_record", "memory"]
PaymentKind = Literal["instalment", "fee", "penalty", "early_repayment", "other"]


class PaymentMade(Schema):
    """A payment that was made, whatever it was called."""

    paid_on: Annotated[Day, Field(description="Day it was paid.", examples=["2025-01-15"])]
    amount: Annotated[MoneyIn, Field(description="What was paid.", examples=["1072.00"])]
    kind: Annotated[
        PaymentKind,
        Field(description="Name it went under; all count.", examples=["instalment"]),
    ] = "instalment"
    source: Annotated[
        PaymentSource,
        Field(
            description="What shows it: 银行流水, 回单, 对方出具的明细, or memory alone.",
            examples=["statement"],
        ),
    ] = "memory"


class NotedPayment(PaymentMade):
    """A payment of the case, with what to remember about it."""

    payee: Annotated[
        Line | None,
        Field(description="Who got it, as the record names them.", examples=["某信息科技有限公司"]),
    ] = None
    note: Annotated[Line | None, Field(description="Anything to remember.")] = None


class PaymentHistory(Schema):
    """Everything received and paid on a debt so far."""

    received: Annotated[
        MoneyIn | None,
        Field(description="What really arrived (实际到账).", examples=["20000.00"]),
    ] = None
    received_on: Annotated[
        Day | None, Field(description="Day it arrived.", examples=["2025-03-12"])
    ] = None
    complete: Annotated[
        bool, Field(description="Whether no payment is missing here.", examples=[False])
    ] = False
    payments: Annotated[
        list[NotedPayment],
        Field(
            max_length=MAX_PAYMENTS,
            description="In any order.",
            examples=[[{"paid_on": "2025-04-12", "amount": "980.00", "source": "statement"}]],
        ),
    ] = []


class PaymentHistoryRead(PaymentHistory):
    """The history as it is kept; version 0: nothing was entered yet."""

    total_paid: Annotated[MoneyOut, Field(description="All payments.")]
    acted_by: WrittenBy = None
    updated_at: Annotated[datetime | None, Field(description="Last change.")]
    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="Its ETag begins with it.")]
