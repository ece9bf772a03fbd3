"""Bodies of the overcharge calculator."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult, Citation
from app.core.schemas import Code, Day, DecimalOut, MoneyIn, MoneyOut, Schema
from app.debts.payments.schemas import MAX_PAYMENTS, PaymentMade
from app.law.schemas import CreditorType, ProductType

Text = Annotated[str, Field(max_length=1000)]


class OverchargeRequest(Schema):
    """A loan with what was received, what was paid, and what the lender still claims."""

    creditor_type: Annotated[
        CreditorType, Field(description="Kind of lender.", examples=["private_person"])
    ]
    product_type: Annotated[
        ProductType | None, Field(description="Kind of product.", examples=["private_loan"])
    ] = None
    contract_date: Annotated[
        Day | None, Field(description="Day of the contract.", examples=["2022-09-01"])
    ] = None
    platform_assisted: Annotated[
        bool, Field(description="Arranged by a platform (助贷).", examples=[False])
    ] = False
    received: Annotated[
        MoneyIn, Field(description="What really arrived (实际到账).", examples=["8500.00"])
    ]
    received_on: Annotated[Day, Field(description="Day it arrived.", examples=["2022-09-01"])]
    contract_principal: Annotated[
        MoneyIn | None,
        Field(description="Principal the contract names.", examples=["10000.00"]),
    ] = None
    payments: Annotated[
        list[PaymentMade],
        Field(
            max_length=MAX_PAYMENTS,
            description="Everything paid, fees too.",
            examples=[
                [
                    {"paid_on": "2022-10-01", "amount": "500.00", "source": "statement"},
                    {"paid_on": "2022-11-01", "amount": "500.00", "source": "statement"},
                ]
            ],
        ),
    ]
    claimed_outstanding: Annotated[
        MoneyIn | None,
        Field(
            description="What the lender says is owed; null: unknown, 0: settled.",
            examples=["10000.00"],
        ),
    ] = None
    history_complete: Annotated[
        bool, Field(description="Whether no payment is missing.", examples=[True])
    ] = False
    as_of: Annotated[
        Day | None, Field(description="Day to count to; null: today.", examples=["2022-12-01"])
    ] = None


class BandRead(Schema):
    """A figure with its range: at least what papers show, at most what is said."""

    amount: Annotated[MoneyOut, Field(description="With all payments entered.")]
    low: Annotated[MoneyOut, Field(description="At least.")]
    high: Annotated[MoneyOut, Field(description="At most.")]


class RateStepRead(Schema):
    """The percentage that measures from a day on."""

    since: Annotated[date, Field(description="From this day on.")]
    annual_percent: Annotated[DecimalOut, Field(description="% a year.")]


class AccountRowRead(Schema):
    """A movement of the account recomputed at the ceiling."""

    on: Annotated[date, Field(description="Day.")]
    paid: Annotated[MoneyOut, Field(description="Paid that day.")]
    accrued: Annotated[MoneyOut, Field(description="Interest since the row before.")]
    to_interest: Annotated[MoneyOut, Field(description="Used for interest.")]
    to_principal: Annotated[MoneyOut, Field(description="Used for principal.")]
    interest: Annotated[MoneyOut, Field(description="Interest still owed.")]
    principal: Annotated[MoneyOut, Field(description="Principal still owed.")]
    overpaid: Annotated[MoneyOut, Field(description="Paid beyond all that was owed.")]


class MeasureRead(Schema):
    """The loan at one ceiling; nothing follows automatically, each step is the person's own."""

    rule_id: Annotated[str, Field(max_length=64, description="Id in the law data.")]
    ceiling_percent: Annotated[DecimalOut, Field(description="% a year.")]
    steps: Annotated[list[RateStepRead], Field(max_length=10, description="What measured when.")]
    permitted_charges: Annotated[MoneyOut, Field(description="Interest the ceiling allows.")]
    charged: Annotated[
        MoneyOut | None, Field(description="Paid and claimed beyond what was received.")
    ]
    above_ceiling: BandRead | None
    recomputed_balance: Annotated[MoneyOut, Field(description="Owed, at the ceiling.")]
    overpaid: BandRead
    claim_reduction: BandRead | None
    force: Literal["statute", "judicial_interpretation", "judicial_policy", "regulator_guidance"]
    effect: Literal["void_above", "reduced_on_request", "supervisory_only"]
    automatic: Literal[False]
    remedy: Annotated[
        Literal["claim_or_offset", "ask_reduction", "complain"],
        Field(description="What the person may do about it."),
    ]
    consequence: Annotated[Text, Field(description="What that means, in plain words.")]
    citation: Citation
    account: Annotated[
        list[AccountRowRead], Field(max_length=MAX_PAYMENTS + 1, description="Row by row.")
    ]


class DoubtRead(Schema):
    """What keeps the figures from being certain, and how to mend it."""

    code: Code
    message: Text


class CertaintyRead(Schema):
    """How sure the facts are; how sure the law is, each measure says."""

    facts: Annotated[
        Literal["established", "partly", "uncertain"], Field(description="How sure they are.")
    ]
    doubts: Annotated[list[DoubtRead], Field(max_length=10, description="Why not more.")]


class AdvanceDeduction(Schema):
    """Interest taken off in advance (砍头息): the principal is what arrived."""

    contract_principal: Annotated[MoneyOut, Field(description="As the contract says.")]
    deducted: Annotated[MoneyOut, Field(description="What did not arrive.")]
    recognised_principal: Annotated[MoneyOut, Field(description="What counts.")]
    message: Text
    citation: Citation


class OverchargeResult(CalculationResult):
    """What was charged above each ceiling of this lender, and what would be owed at it."""

    received: Annotated[
        MoneyOut | None, Field(description="What arrived; null: nobody has said yet.")
    ]
    paid: Annotated[MoneyOut, Field(description="All payments.")]
    claimed_outstanding: Annotated[MoneyOut | None, Field(description="What is claimed.")]
    advance_deduction: AdvanceDeduction | None
    measures: Annotated[list[MeasureRead], Field(max_length=20, description="By each ceiling.")]
    certainty: CertaintyRead
    advice: Annotated[Text | None, Field(description="Where no ceiling measures this loan.")]
    notice: Annotated[Text, Field(description="What these figures are not.")]
