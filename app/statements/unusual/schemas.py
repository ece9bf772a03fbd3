"""Bodies of findings about spending."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.cash_flow.schemas import MonthOut
from app.core.schemas import Code, MoneyOut, Schema

MAX_FINDINGS = 100
MAX_PAYMENTS = 10


class PaymentBehind(Schema):
    """A payment of the category in that month."""

    transaction_id: Annotated[UUID, Field(description="Id of the transaction.")]
    import_id: Annotated[UUID, Field(description="The import it stands in.")]
    paid_on: Annotated[date, Field(description="The day.", examples=["2026-09-12"])]
    counterparty: Annotated[
        str, Field(max_length=1000, description="To whom.", examples=["市口腔医院"])
    ]
    description: Annotated[
        str, Field(max_length=1000, description="For what.", examples=["门诊缴费"])
    ]
    amount: Annotated[
        MoneyOut, Field(description="What it weighs after refunds.", examples=["1860.00"])
    ]


class SpendingFinding(Schema):
    """A category that cost much more in a month than in the person's other months."""

    code: Annotated[Literal["category_unusual"], Field(description="Kind of finding.")] = (
        "category_unusual"
    )
    severity: Annotated[
        Literal["info"], Field(description="A question to look again, no reproach.")
    ] = "info"
    message: Annotated[str, Field(max_length=1000, description="In plain words.")]
    month: Annotated[MonthOut, Field(description="The month that stands out.")]
    category: Annotated[Code, Field(description="The category.", examples=["health"])]
    label: Annotated[str, Field(max_length=200, description="Its name.", examples=["医疗健康"])]
    amount: Annotated[MoneyOut, Field(description="Spent in that month.", examples=["2080.00"])]
    usual: Annotated[
        MoneyOut, Field(description="Median of the other months.", examples=["120.00"])
    ]
    excess: Annotated[MoneyOut, Field(description="More than usual.", examples=["1960.00"])]
    payments: Annotated[
        list[PaymentBehind],
        Field(description="The largest payments behind it.", max_length=MAX_PAYMENTS),
    ]
    other_payments: Annotated[
        int, Field(ge=0, le=10_000_000, description="Further ones not shown.", examples=[0])
    ]


class SpendingFindings(Schema):
    """What stood out in the whole months that the applied statements cover together."""

    months: Annotated[
        list[MonthOut], Field(max_length=1200, description="Months compared with each other.")
    ]
    months_needed: Annotated[
        int, Field(ge=2, le=60, description="So many are needed to compare.", examples=[4])
    ]
    left_out: Annotated[
        list[UUID],
        Field(max_length=10000, description="Applied imports with too few months in common."),
    ]
    findings: Annotated[
        list[SpendingFinding], Field(max_length=MAX_FINDINGS, description="Largest excess first.")
    ]
