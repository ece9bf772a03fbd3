"""Bodies of allocations over several debts."""

from decimal import Decimal
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import DecimalOut, Id, Line, MoneyIn, MoneyOut, PercentIn, Schema
from app.proposals.warnings.schemas import Warnings

MOST_DEBTS: Final = 100
"""How many debts take part in one split."""
AllocationMethod = Literal[
    "pro_rata", "contractual", "equal", "avalanche", "snowball", "essential_first"
]


class AllocationDebt(Schema):
    """A debt that takes part in the split."""

    debt_ref: Annotated[Line, Field(description="Your name for it.", examples=["a"])]
    balance: Annotated[MoneyIn, Field(description="What is owed.", examples=["4550.00"])]
    contractual_payment: Annotated[
        MoneyIn, Field(description="Contracted monthly payment.", examples=["300.00"])
    ] = 0
    annual_rate_percent: Annotated[
        PercentIn, Field(description="% a year.", examples=["18.00"])
    ] = Decimal(0)
    essential: Annotated[
        bool,
        Field(description="Keeps the roof or the work (房租、房贷、谋生的车).", examples=[False]),
    ] = False


class AllocationRequest(Schema):
    """One monthly amount to be split over debts."""

    monthly_amount: Annotated[MoneyIn, Field(description="To be split.", examples=["160.00"])]
    method: Annotated[
        AllocationMethod,
        Field(
            description="By balance, by contract, evenly, highest rate or smallest balance first, "
            "or what keeps the roof and the work first.",
            examples=["pro_rata"],
        ),
    ]
    floor: Annotated[MoneyIn, Field(description="Least for each.", examples=["0.00"])] = 0
    debts: Annotated[
        list[AllocationDebt], Field(description="Who takes part.", min_length=1, max_length=100)
    ]


class ShareRead(Schema):
    """One debt's part."""

    debt_ref: Annotated[str, Field(description="Your name for the debt.", max_length=200)]
    amount: Annotated[MoneyOut, Field(description="Its part.")]


class ShareTreatment(ShareRead):
    """One debt's part, and how it compares with an equal one (同等对待)."""

    owed_percent: Annotated[DecimalOut, Field(description="Its part of all that is owed, %.")]
    amount_percent: Annotated[DecimalOut, Field(description="Its part of what is paid, %.")]
    pro_rata_amount: Annotated[MoneyOut, Field(description="What equal treatment would give.")]
    difference: Annotated[MoneyOut, Field(description="How much more it gets; negative: less.")]
    months_without_interest: Annotated[
        int | None, Field(description="Months its part takes if no interest runs; null: never.")
    ]


class PayoffMonthRead(Schema):
    """One month of a payoff plan."""

    number: Annotated[int, Field(description="Counted from 1.")]
    interest: Annotated[MoneyOut, Field(description="Interest of the month.")]
    shares: Annotated[list[ShareRead], Field(description="Each debt's part.", max_length=100)]
    balance: Annotated[MoneyOut, Field(description="What is still owed.")]


class PayoffRead(Schema):
    """Month by month until nothing is owed, or until the plan stops getting anywhere."""

    is_paid_off: Annotated[bool, Field(description="Whether nothing is owed in the end.")]
    months_needed: Annotated[
        int | None, Field(description="Months until then; null: not within ten years.")
    ]
    total_interest: Annotated[MoneyOut, Field(description="All interest.")]
    total_paid: Annotated[MoneyOut, Field(description="All payments.")]
    months: Annotated[list[PayoffMonthRead], Field(description="Month by month.", max_length=120)]


class AllocationResult(CalculationResult):
    """Shares that add up to the amount exactly, or to all that is owed when that is less."""

    shares: Annotated[list[ShareTreatment], Field(description="Each debt's part.", max_length=100)]
    total: Annotated[MoneyOut, Field(description="Sum of the parts.")]
    equal_treatment: Annotated[
        bool, Field(description="Whether each creditor gets its part of what is owed.")
    ]
    treatment_note: Annotated[str, Field(description="That in words.", max_length=500)]
    payoff: PayoffRead | None


class CaseAllocationRequest(Schema):
    """One monthly amount to be split over the debts of the case."""

    monthly_amount: Annotated[MoneyIn, Field(description="To be split.", examples=["2600.00"])]
    method: Annotated[
        AllocationMethod, Field(description="How; see the calculator.", examples=["pro_rata"])
    ] = "pro_rata"
    floor: Annotated[MoneyIn, Field(description="Least for each.", examples=["0.00"])] = 0
    essential_debt_ids: Annotated[
        list[Id],
        Field(max_length=100, description="Debts that keep the roof or the work.", examples=[[]]),
    ] = []


class OfferUsed(Schema):
    """A plan that a debt already has, and that the course with offers follows."""

    debt_id: Annotated[UUID, Field(description="The debt.")]
    proposal_id: Annotated[UUID, Field(description="The proposal.")]
    status: Annotated[Literal["accepted", "sent", "draft"], Field(description="Where it stands.")]


class AgreementUsed(Schema):
    """An agreement that binds a debt, and that the course with offers follows."""

    debt_id: Annotated[UUID, Field(description="The debt.")]
    agreement_id: Annotated[UUID, Field(description="The agreement.")]


class CourseRead(Schema):
    """All debts paid from the same monthly amount."""

    is_paid_off: Annotated[bool, Field(description="Whether nothing is owed in the end.")]
    months_needed: Annotated[
        int | None, Field(description="Months until then; null: not within ten years.")
    ]
    total_paid: Annotated[MoneyOut, Field(description="All payments.")]
    total_cost: Annotated[
        MoneyOut, Field(description="Paid beyond what is owed today; negative where waived.")
    ]
    short_month: Annotated[
        int | None, Field(description="First month in which the offers take more than the amount.")
    ]
    shortfall: Annotated[MoneyOut, Field(description="By how much at most.")]


class LeftOut(Schema):
    """A debt that could not take part, and what is missing for it."""

    debt_id: Annotated[UUID, Field(description="The debt.")]
    message: Annotated[str, Field(description="Why, and what to do.", max_length=500)]


class CaseAllocationResult(CalculationResult):
    """The split, how equally it treats the creditors, and the way with and without offers."""

    shares: Annotated[list[ShareTreatment], Field(description="By debt id.", max_length=100)]
    total: Annotated[MoneyOut, Field(description="Sum of the parts.")]
    equal_treatment: Annotated[
        bool, Field(description="Whether each creditor gets its part of what is owed.")
    ]
    treatment_note: Annotated[str, Field(description="That in words.", max_length=500)]
    without_offers: CourseRead
    with_offers: CourseRead | None
    offers_used: Annotated[
        list[OfferUsed], Field(description="Accepted, else sent, else draft.", max_length=100)
    ]
    agreements_used: Annotated[
        list[AgreementUsed],
        Field(description="Agreed terms come before any proposal.", max_length=100),
    ]
    left_out: Annotated[list[LeftOut], Field(description="Not in the split.", max_length=100)]
    warnings: Warnings
