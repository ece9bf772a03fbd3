"""Bodies of `/v1/cases/{case_id}/debts`; unknown facts are null."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.results import CalculationResult
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
    SignedMoneyIn,
    Version,
)
from app.law.schemas import Ceiling, CreditorType, ProductType

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
    created_at: Annotated[datetime, Field(description="When it was entered.")]
    updated_at: Annotated[datetime, Field(description="Last change.")]
    version: Annotated[Version, Field(description="Version, as in the ETag.")]


Number = Annotated[int, Field(ge=1, le=600, description="Instalment, counted from 1.")]
Grace = Annotated[int, Field(ge=0, le=599)]


class ScheduleStep(Schema):
    """From this instalment on the payment is this amount."""

    from_instalment: Number
    payment: Annotated[MoneyIn, Field(description="Payment from then on.")]


class ScheduleVariation(Schema):
    """A change of terms from one instalment on; earlier instalments stay as they were."""

    from_instalment: Annotated[Number, Field(examples=[4])]
    annual_rate_percent: Annotated[
        PercentIn | None,
        Field(description="New rate, % a year.", examples=["6.00"]),
    ] = None
    instalment_amount: Annotated[MoneyIn | None, Field(description="New payment.")] = None
    extra_instalments: Annotated[Grace | None, Field(description="Instalments added.")] = None
    shift_due_to: Annotated[Day | None, Field(description="New date; later ones follow.")] = None
    grace_principal: Annotated[Grace | None, Field(description="Interest-only instalments.")] = None
    grace_interest: Annotated[Grace | None, Field(description="Interest deferred, not waived.")] = (
        None
    )


class ScheduleRequest(Schema):
    """A loan's terms; `instalments` counts all, grace ones included."""

    principal: Annotated[MoneyIn, Field(description="Amount lent.", examples=["10000.00"])]
    annual_rate_percent: Annotated[
        PercentIn, Field(description="Contract rate, % a year.", examples=["12.00"])
    ]
    instalments: Annotated[int, Field(ge=1, le=600, description="How many.", examples=[12])]
    disbursed_on: Annotated[
        Day | None,
        Field(description="Interest runs from; null: one period before.", examples=["2026-11-15"]),
    ] = None
    first_due_date: Annotated[Day, Field(description="First due date.", examples=["2026-12-15"])]
    method: Annotated[
        Literal["equal_instalment", "equal_principal", "interest_only", "flat_fee", "bullet"],
        Field(
            description="等额本息, 等额本金, 先息后本, 按期收取手续费, 到期一次还本付息.",
            examples=["equal_instalment"],
        ),
    ] = "equal_instalment"
    day_count: Annotated[
        Literal["30_360", "actual_365", "actual_360"],
        Field(description="Days of interest.", examples=["30_360"]),
    ] = "30_360"
    flat_fee_percent_per_period: Annotated[
        PercentIn | None,
        Field(description="Fee each period, % of the original principal.", examples=[None]),
    ] = None
    grace_principal: Annotated[
        Grace, Field(description="First n instalments pay interest only.", examples=[0])
    ] = 0
    grace_interest: Annotated[
        Grace, Field(description="Interest of the first n is deferred, not waived.", examples=[0])
    ] = 0
    period_months: Annotated[
        int, Field(description="Months a period.", ge=1, le=12, examples=[1])
    ] = 1
    period_days: Annotated[
        int | None, Field(ge=1, le=366, description="Instead of months.", examples=[None])
    ] = None
    instalment_amount: Annotated[
        MoneyIn | None, Field(description="Agreed payment; null: computed.", examples=[None])
    ] = None
    steps: Annotated[
        list[ScheduleStep],
        Field(description="Agreed payments by step.", max_length=100, examples=[[]]),
    ] = []
    balloon: Annotated[MoneyIn, Field(description="Left for the last.", examples=["0.00"])] = 0
    variations: Annotated[
        list[ScheduleVariation],
        Field(
            description="Changes of terms.",
            max_length=100,
            examples=[[{"from_instalment": 4, "annual_rate_percent": "6.00"}]],
        ),
    ] = []


class ScheduleRow(Schema):
    """One instalment; `payment` = principal + interest + fee, `balance` is what remains."""

    number: Annotated[int, Field(description="Counted from 1.", ge=1, le=1200)]
    due_date: Annotated[date, Field(description="Due on.")]
    principal: Annotated[MoneyOut, Field(description="Principal paid.")]
    interest: Annotated[MoneyOut, Field(description="Interest paid.")]
    fee: Annotated[MoneyOut, Field(description="Fee paid.")]
    payment: Annotated[MoneyOut, Field(description="Sum of the three.")]
    balance: Annotated[MoneyOut, Field(description="Principal left.")]


class ScheduleTotals(Schema):
    """The exact sums of the columns."""

    principal: Annotated[MoneyOut, Field(description="All principal.")]
    interest: Annotated[MoneyOut, Field(description="All interest.")]
    fee: Annotated[MoneyOut, Field(description="All fees.")]
    payment: Annotated[MoneyOut, Field(description="All payments.")]


class ScheduleResult(CalculationResult):
    """A schedule to the fen; what rounding leaves over is in the last row."""

    rows: Annotated[list[ScheduleRow], Field(description="Every instalment.", max_length=1200)]
    totals: ScheduleTotals


class DatedPayment(Schema):
    """A payment and its day."""

    due_on: Annotated[Day, Field(description="Day of the payment.", examples=["2026-02-15"])]
    amount: Annotated[MoneyIn, Field(description="What is paid.", examples=["1072.00"])]


class DatedCashFlow(Schema):
    """Money out (negative) or in, seen from the lender."""

    on: Annotated[Day, Field(description="Day.", examples=["2026-01-15"])]
    amount: Annotated[
        SignedMoneyIn, Field(description="Negative: paid out.", examples=["-12000.00"])
    ]


class AnnualRateRequest(Schema):
    """One of three: level payments, dated payments, or any dated cash flows."""

    disbursed: Annotated[MoneyIn | None, Field(description="Amount really paid out.")] = None
    instalments: Annotated[
        int | None, Field(ge=1, le=600, description="Equal monthly payments.")
    ] = None
    payment: Annotated[MoneyIn | None, Field(description="Each of them.")] = None
    disbursed_on: Annotated[Day | None, Field(description="Day of payout.")] = None
    payments: Annotated[
        list[DatedPayment] | None, Field(max_length=600, description="What is paid back, when.")
    ] = None
    cash_flows: Annotated[
        list[DatedCashFlow] | None, Field(max_length=600, description="Effective rate (XIRR).")
    ] = None
    creditor_type: Annotated[
        CreditorType | None, Field(description="Its ceilings are compared.")
    ] = None
    product_type: Annotated[ProductType | None, Field(description="Kind of product.")] = None
    contract_date: Annotated[Day | None, Field(description="Day of the contract.")] = None
    platform_assisted: Annotated[bool, Field(description="Arranged by a platform.")] = False
    as_of: Annotated[Day | None, Field(description="Day to judge on; null: today.")] = None


class AnnualRateResult(CalculationResult):
    """The true annual rate; ceilings are compared with the nominal one."""

    nominal_annual_percent: Annotated[
        DecimalOut, Field(description="Period rate × periods a year (Reg. Z, Appendix J).")
    ]
    effective_annual_percent: Annotated[
        DecimalOut, Field(description="With compounding, actual days / 365 (XIRR).")
    ]
    period_rate_percent: Annotated[DecimalOut | None, Field(description="Rate of one period.")]
    ceilings: Annotated[
        list[Ceiling], Field(description="Ceilings of this lender.", max_length=100)
    ]
