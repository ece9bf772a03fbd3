"""Bodies of the calculators of repayment schedules and of true annual rates."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.core.results import CalculationResult
from app.core.schemas import Day, DecimalOut, MoneyIn, MoneyOut, PercentIn, Schema, SignedMoneyIn
from app.debts.calculators.refusals import MAX_ROWS
from app.law.schemas import Ceiling, CreditorType, ProductType

Number = Annotated[int, Field(ge=1, le=600, description="Instalment, counted from 1.")]
Grace = Annotated[int, Field(ge=0, le=599)]
MOST = 1000
"""How many plans are answered at once."""


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
    waive_principal: Annotated[MoneyIn, Field(description="Principal given up (减免本金).")] = 0
    waive_interest: Annotated[
        MoneyIn, Field(description="Of the interest deferred so far, given up.")
    ] = 0


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
    upfront_payment: Annotated[
        MoneyIn,
        Field(description="Paid the day interest starts; no instalment.", examples=["0.00"]),
    ] = 0
    deferred_interest: Annotated[
        Literal["paid_after_grace", "capitalised", "carried_forward"],
        Field(
            description="Deferred interest: after the grace, 计入本金, or with the last (挂账).",
            examples=["paid_after_grace"],
        ),
    ] = "paid_after_grace"
    payment_multiple: Annotated[
        MoneyIn,
        Field(description="Computed payments are rounded to this.", examples=["0.01"]),
    ] = 1
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

    number: Annotated[int, Field(description="Counted from 1.", ge=1, le=MAX_ROWS)]
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


class ScheduleWaived(Schema):
    """What is given up on the way."""

    principal: Annotated[MoneyOut, Field(description="Of the principal.")]
    interest: Annotated[MoneyOut, Field(description="Of deferred interest.")]


class ScheduleResult(CalculationResult):
    """A schedule to the fen; what rounding leaves over is in the last row."""

    upfront_payment: Annotated[MoneyOut, Field(description="Paid the day interest starts.")]
    financed: Annotated[MoneyOut, Field(description="Left for the instalments.")]
    rows: Annotated[list[ScheduleRow], Field(description="Every instalment.", max_length=MAX_ROWS)]
    totals: ScheduleTotals
    waived: ScheduleWaived
    capitalised_interest: Annotated[
        MoneyOut, Field(description="Deferred interest that joined the principal.")
    ]


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


class LevelPlan(Schema):
    """A plan of equal monthly payments, the first a month after the payout."""

    disbursed: Annotated[
        MoneyIn, Field(description="Amount really paid out.", examples=["12000.00"])
    ]
    instalments: Annotated[int, Field(ge=1, le=600, description="How many.", examples=[12])]
    payment: Annotated[MoneyIn, Field(description="Each of them.", examples=["1072.00"])]


class AnnualRatesRequest(Schema):
    """Up to 1,000 plans; one without a rate does not stop the others."""

    plans: Annotated[list[LevelPlan], Field(description="Plans.", min_length=1, max_length=MOST)]


class PlanRate(Schema):
    """The rates of one plan; null where no rate solves it, as `rate_not_computable` alone."""

    index: Annotated[int, Field(description="Place in `plans`, from 0.", ge=0, lt=MOST)]
    nominal_annual_percent: Annotated[DecimalOut | None, Field(description="Rate of a month × 12.")]
    effective_annual_percent: Annotated[DecimalOut | None, Field(description="With compounding.")]
    period_rate_percent: Annotated[DecimalOut | None, Field(description="Rate of a month.")]


class AnnualRatesResult(CalculationResult):
    """The rates of every plan, in the order of the request."""

    rates: Annotated[list[PlanRate], Field(description="By index.", max_length=MOST)]
    succeeded: Annotated[int, Field(description="Plans with a rate.", ge=0, le=MOST)]
    failed: Annotated[int, Field(description="Plans without one.", ge=0, le=MOST)]
