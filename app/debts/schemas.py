"""Bodies of `/v1/cases/{case_id}/debts`; unknown facts are null."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.access import WrittenBy
from app.core.schemas import (
    Code,
    Day,
    DecimalOut,
    Line,
    MoneyIn,
    MoneyOut,
    PercentIn,
    RatioIn,
    Schema,
    Version,
)
from app.law.schemas import CreditorType, ProductType

DebtStatus = Literal[
    "current",
    "overdue",
    "accelerated",
    "outsourced",
    "assigned",
    "in_proceedings",
    "judgment",
    "in_enforcement",
    "settled",
]
Instalments = Annotated[int, Field(ge=0, le=600)]
Days = Annotated[int, Field(ge=0, le=20000)]


class DebtFacts(Schema):
    """What is owed and on which terms; the calculators take the same fields."""

    creditor_type: Annotated[
        CreditorType, Field(description="Kind of lender.", examples=["bank"])
    ] = "unknown"
    product_type: Annotated[
        ProductType | None, Field(description="Kind of product.", examples=["credit_card"])
    ] = None
    debt_status: Annotated[
        DebtStatus | None,
        Field(
            description="State; accelerated: 宣布提前到期, outsourced: 委外, assigned: 债权转让.",
            examples=["overdue"],
        ),
    ] = None
    platform_assisted: Annotated[
        bool | None, Field(description="Arranged through a platform (助贷).", examples=[False])
    ] = None
    guaranteed: Annotated[
        bool | None, Field(description="Somebody guarantees it.", examples=[False])
    ] = None
    contract_date: Annotated[
        Day | None, Field(description="Day of the contract.", examples=["2023-05-01"])
    ] = None
    principal_outstanding: Annotated[
        MoneyIn | None, Field(description="Principal still owed.", examples=["48000.00"])
    ] = None
    interest_outstanding: Annotated[
        MoneyIn | None, Field(description="Interest owed.", examples=["1650.00"])
    ] = None
    fees_outstanding: Annotated[
        MoneyIn | None, Field(description="Fees owed.", examples=["0.00"])
    ] = None
    penalty_outstanding: Annotated[
        MoneyIn | None, Field(description="Penalties owed.", examples=["320.00"])
    ] = None
    annual_rate_percent: Annotated[
        PercentIn | None, Field(description="Contract rate, % a year.", examples=["18.25"])
    ] = None
    instalment_amount: Annotated[
        MoneyIn | None, Field(description="Contracted monthly payment.", examples=["2400.00"])
    ] = None
    remaining_instalments: Annotated[
        Instalments | None, Field(description="Instalments still to pay.", examples=[24])
    ] = None
    next_due_date: Annotated[
        Day | None, Field(description="Next due date.", examples=["2026-12-10"])
    ] = None
    days_past_due: Annotated[
        Days | None, Field(description="Days of the oldest unpaid instalment.", examples=[35])
    ] = None


class Funder(Schema):
    """Who put up the money behind a platform (资金方)."""

    name: Annotated[Line, Field(description="Legal name.", examples=["某银行股份有限公司"])]
    creditor_type: Annotated[
        CreditorType, Field(description="Kind of lender.", examples=["bank"])
    ] = "unknown"
    share: Annotated[
        RatioIn | None, Field(description="Its part of the loan.", examples=["0.7000"])
    ] = None


class Assignment(Schema):
    """A transfer of the claim (债权转让); it binds the debtor once notified (Civil Code 546)."""

    assignee: Annotated[
        Line, Field(description="Who holds the claim now.", examples=["某资产管理公司"])
    ]
    assigned_on: Annotated[
        Day | None, Field(description="Day of the transfer.", examples=["2026-09-30"])
    ] = None
    notified_on: Annotated[
        Day | None, Field(description="Day the debtor was told; null: not yet.", examples=[None])
    ] = None


class DebtDetails(DebtFacts):
    """A debt's facts with everybody's names."""

    platform_name: Annotated[
        Line | None, Field(description="App or shop it was made in.", examples=[None])
    ] = None
    account_reference: Annotated[
        Line | None,
        Field(description="Last digits of the card, contract number.", examples=["尾号 4471"]),
    ] = None
    lender_legal_name: Annotated[
        Line | None, Field(description="Lender named in the contract.", examples=[None])
    ] = None
    funders: Annotated[
        list[Funder], Field(max_length=20, description="Who funded it.", examples=[[]])
    ] = []
    assignments: Annotated[
        list[Assignment],
        Field(max_length=20, description="Transfers in order.", examples=[[]]),
    ] = []
    original_principal: Annotated[
        MoneyIn | None, Field(description="Amount first lent.", examples=["60000.00"])
    ] = None


class DebtCreate(DebtDetails):
    """A debt; only the creditor's name is needed, what is unknown stays null."""

    creditor_name: Annotated[
        Line, Field(description="Creditor as the person knows it.", examples=["某银行信用卡中心"])
    ]


class DebtUpdate(DebtDetails):
    """Fields to change; those left out stay, null empties."""

    creditor_name: Annotated[
        Line | None,
        Field(description="Creditor as the person knows it.", examples=["某银行信用卡中心"]),
    ] = None


class MissingFact(Schema):
    """A fact nobody has entered yet, and where it is usually found."""

    code: Annotated[Literal["fact_missing"], Field(description="Always `fact_missing`.")]
    field: Annotated[Code, Field(description="Field of the debt.")]
    message: Annotated[str, Field(description="Where it is usually found.", max_length=500)]


class DebtRead(Schema):
    """A debt."""

    id: Annotated[UUID, Field(description="Id of the debt.")]
    creditor_name: Annotated[
        str, Field(description="Creditor as the person knows it.", max_length=200)
    ]
    creditor_type: Annotated[CreditorType, Field(description="Kind of lender.")]
    platform_name: Annotated[str | None, Field(description="App or shop.", max_length=200)]
    platform_assisted: Annotated[bool | None, Field(description="Arranged through a platform.")]
    product_type: Annotated[ProductType | None, Field(description="Kind of product.")]
    debt_status: Annotated[DebtStatus | None, Field(description="State of the debt.")]
    account_reference: Annotated[
        str | None, Field(description="Card digits, contract number.", max_length=200)
    ]
    lender_legal_name: Annotated[
        str | None, Field(description="Lender in the contract.", max_length=200)
    ]
    funders: Annotated[list[Funder], Field(description="Who funded it.", max_length=20)]
    contract_date: Annotated[date | None, Field(description="Day of the contract.")]
    original_principal: Annotated[MoneyOut | None, Field(description="Amount first lent.")]
    principal_outstanding: Annotated[MoneyOut | None, Field(description="Principal owed.")]
    interest_outstanding: Annotated[MoneyOut | None, Field(description="Interest owed.")]
    fees_outstanding: Annotated[MoneyOut | None, Field(description="Fees owed.")]
    penalty_outstanding: Annotated[MoneyOut | None, Field(description="Penalties owed.")]
    annual_rate_percent: Annotated[DecimalOut | None, Field(description="Contract rate, % a year.")]
    instalment_amount: Annotated[MoneyOut | None, Field(description="Monthly payment.")]
    remaining_instalments: Annotated[Instalments | None, Field(description="Instalments to pay.")]
    next_due_date: Annotated[date | None, Field(description="Next due date.")]
    days_past_due: Annotated[Days | None, Field(description="Days past due.")]
    guaranteed: Annotated[bool | None, Field(description="Somebody guarantees it.")]
    assignments: Annotated[
        list[Assignment], Field(description="Transfers in order.", max_length=20)
    ]
    findings: Annotated[
        list[MissingFact], Field(max_length=20, description="What is still to be found out.")
    ]
    acted_by: WrittenBy = None
    created_at: Annotated[datetime, Field(description="When it was entered.")]
    updated_at: Annotated[datetime, Field(description="Last change.")]
    version: Annotated[Version, Field(description="Version, as in the ETag.")]
