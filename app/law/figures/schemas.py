"""Bodies of the calculator of single figures of the law."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Day, DecimalOut, MoneyIn, MoneyOut, PercentIn, Schema
from app.law.schemas import Text


class DamagesIn(Schema):
    """Agreed liquidated damages (违约金) and the loss."""

    agreed: Annotated[MoneyIn, Field(description="Damages agreed.", examples=["1300.01"])]
    loss: Annotated[MoneyIn, Field(description="The loss itself.", examples=["1000.00"])]


class AdvanceInterestIn(Schema):
    """A loan whose interest was taken in advance (砍头息)."""

    contract_principal: Annotated[
        MoneyIn, Field(description="Principal in the contract.", examples=["10000.00"])
    ]
    deducted: Annotated[MoneyIn, Field(description="Deducted on payout.", examples=["1500.00"])]


class OverdueRateIn(Schema):
    """A contract rate at a licensed lender."""

    contract_rate_percent: Annotated[
        PercentIn, Field(description="Contract rate, percent a year.", examples=["16.00"])
    ]


class CreditRecordIn(Schema):
    """One overdue record in the credit report."""

    overdue_on: Annotated[Day, Field(description="When it fell overdue.", examples=["2024-05-20"])]
    amount: Annotated[MoneyIn, Field(description="Overdue amount.", examples=["9999.99"])]
    repaid_on: Annotated[
        Day | None, Field(description="When it was repaid in full.", examples=["2025-11-30"])
    ] = None


class PaymentIn(Schema):
    """A payment on a debt that does not cover all of it."""

    amount: Annotated[MoneyIn, Field(description="What was paid.", examples=["2500.00"])]
    costs: Annotated[MoneyIn, Field(description="Costs owed.", examples=["200.00"])]
    interest: Annotated[MoneyIn, Field(description="Interest owed.", examples=["1800.00"])]
    principal: Annotated[MoneyIn, Field(description="Principal owed.", examples=["10000.00"])]


class CardInstalmentsIn(Schema):
    """A credit-card debt and what can be paid each month."""

    debt: Annotated[MoneyIn, Field(gt=0, description="The whole debt.", examples=["48000.00"])]
    monthly_payment: Annotated[
        MoneyIn, Field(gt=0, description="Payment a month.", examples=["700.00"])
    ]


class LegalFiguresRequest(Schema):
    """Any of the questions; those left out are not answered."""

    damages: Annotated[DamagesIn | None, Field(description="Excessive damages?")] = None
    advance_interest: Annotated[
        AdvanceInterestIn | None, Field(description="The principal that counts.")
    ] = None
    overdue_rate: Annotated[
        OverdueRateIn | None, Field(description="The band of overdue rates.")
    ] = None
    credit_record: Annotated[
        CreditRecordIn | None, Field(description="How long a record is shown.")
    ] = None
    payment: Annotated[PaymentIn | None, Field(description="What a payment goes to.")] = None
    card_instalments: Annotated[
        CardInstalmentsIn | None, Field(description="Whether sixty instalments suffice.")
    ] = None


class DamagesOut(Schema):
    """Whether damages are excessive; a court reduces them on request only."""

    excessive: Annotated[bool, Field(description="More than the law's measure above the loss.")]
    measure: Annotated[MoneyOut, Field(description="The largest sum within the measure.")]
    note: Text


class AdvanceInterestOut(Schema):
    """The principal once interest taken in advance is left out."""

    recognised_principal: Annotated[MoneyOut, Field(description="What was received.")]
    note: Text


class OverdueRateOut(Schema):
    """Lowest and highest overdue rate over a contract rate."""

    lowest_percent: Annotated[DecimalOut, Field(description="Percent a year.")]
    highest_percent: Annotated[DecimalOut, Field(description="Percent a year.")]
    practice_percent: Annotated[
        DecimalOut,
        Field(description="What courts reduce to on request; its official text was not read."),
    ]
    above_practice: Annotated[
        bool, Field(description="Whether the highest rate is above that, so ask for a reduction.")
    ]
    note: Text


class CreditRecordOut(Schema):
    """How long a record is shown."""

    kept_until: Annotated[
        date | None, Field(description="Five years after repayment; null while unpaid.")
    ]
    hidden_from: Annotated[
        date | None, Field(description="By the one-time repair; null where it does not apply.")
    ]
    note: Text


class PaymentOut(Schema):
    """What a payment leaves: costs first, then interest, then principal."""

    costs_left: Annotated[MoneyOut, Field(description="Costs still owed.")]
    interest_left: Annotated[MoneyOut, Field(description="Interest still owed.")]
    principal_left: Annotated[MoneyOut, Field(description="Principal still owed.")]
    surplus: Annotated[MoneyOut, Field(description="Paid beyond the debt.")]
    note: Text


class CardInstalmentsOut(Schema):
    """Whether sixty instalments without interest suffice; the bank need not agree."""

    months_needed: Annotated[int, Field(ge=0, le=10**12, description="Without interest.")]
    fits: Annotated[bool, Field(description="Whether within sixty months.")]
    least_monthly_payment: Annotated[MoneyOut, Field(description="Least that fits sixty.")]
    note: Text


class LegalFiguresResult(CalculationResult):
    """The answers to the questions asked; null where not asked."""

    damages: Annotated[DamagesOut | None, Field(description="Excessive damages?")]
    advance_interest: Annotated[
        AdvanceInterestOut | None, Field(description="The principal that counts.")
    ]
    overdue_rate: Annotated[OverdueRateOut | None, Field(description="The overdue rates.")]
    credit_record: Annotated[CreditRecordOut | None, Field(description="The credit record.")]
    payment: Annotated[PaymentOut | None, Field(description="What the payment went to.")]
    card_instalments: Annotated[
        CardInstalmentsOut | None, Field(description="Whether sixty instalments suffice.")
    ]
