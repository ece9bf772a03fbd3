"""What a proposal (协商方案) asks for, and the exact payments that follow from it.

Amounts in fen, rates in percent per year. Order: waive first, then take the arrears left into
the plan (or carry them forward), then the payment up front, then the schedule.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.calc.rates import RateNotComputable, cash_flow_rate
from app.calc.schedules import (
    LoanTerms,
    Row,
    Schedule,
    Step,
    build_schedule,
    disbursement_date,
)
from app.cash_flow.budget_lines import DebtLine

COMPONENTS = ("principal", "interest", "fees", "penalty")


class TermsNotPossible(ValueError):
    """Terms that contradict the debt: a code and the JSON pointer of the field inside `terms`."""

    def __init__(self, code: str, pointer: str) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Waiver:
    """What the lender is asked to give up (减免), by component."""

    principal: int = 0
    interest: int = 0
    fees: int = 0
    penalty: int = 0

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """Each component, in order."""
        return self.principal, self.interest, self.fees, self.penalty

    @property
    def total(self) -> int:
        """All components together."""
        return self.principal + self.interest + self.fees + self.penalty


@dataclass(frozen=True, slots=True)
class ProposalTerms:
    """The terms proposed; `instalments` counts all, graces included.

    With `capitalise_arrears` the interest, fees and penalty left after the waiver become part of
    the plan; otherwise they are carried forward without interest to the last instalment.
    """

    instalments: int
    first_due_date: date
    annual_rate_percent: Decimal = Decimal(0)
    upfront_payment: int = 0
    grace_principal: int = 0
    grace_interest: int = 0
    waive: Waiver = Waiver()
    capitalise_arrears: bool = True
    instalment_amount: int | None = None
    steps: tuple[Step, ...] = ()
    balloon: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal worked out: what is waived, paid at once, and each instalment."""

    owed: int
    waived: int
    upfront: int
    financed: int
    financed_on: date
    schedule: Schedule

    @property
    def total_paid(self) -> int:
        """Everything paid: up front and in instalments."""
        return self.upfront + self.schedule.total_payment


@dataclass(frozen=True, slots=True)
class ComputedTerms:
    """What the terms come to.

    `instalment_amount` is the largest payment but the last (which bears rounding, balloon and
    arrears carried forward), `largest_payment` the largest of all. `total_cost` is what is paid
    beyond the principal outstanding, negative when principal is waived. `term_months` counts
    from the month interest starts to the last due date. `effective_annual_percent` is the XIRR of
    the amount in the plan, None when no single rate solves it.
    """

    instalment_amount: int
    largest_payment: int
    total_paid: int
    total_cost: int
    term_months: int
    effective_annual_percent: Decimal | None


def outstanding(debt: DebtLine) -> Waiver:
    """The components of what is owed, in the shape of a waiver of everything."""
    return Waiver(
        debt.principal_outstanding,
        debt.interest_outstanding,
        debt.fees_outstanding,
        debt.penalty_outstanding,
    )


def plan_of(debt: DebtLine, terms: ProposalTerms) -> Plan:
    """Work the terms out against what is owed.

    Raises TermsNotPossible when more is waived or paid up front than is owed, and
    ScheduleNotComputable for terms that give no schedule.
    """
    owed = outstanding(debt)
    left = {name: getattr(owed, name) - getattr(terms.waive, name) for name in COMPONENTS}
    for name, amount in left.items():
        if amount < 0:
            raise TermsNotPossible("waiver_above_owed", f"/waive/{name}")
    arrears = left["interest"] + left["fees"] + left["penalty"]
    if terms.upfront_payment > left["principal"] + arrears:
        raise TermsNotPossible("upfront_above_owed", "/upfront_payment")
    if terms.capitalise_arrears:
        financed, carried = left["principal"] + arrears - terms.upfront_payment, 0
    else:
        to_arrears = min(arrears, terms.upfront_payment)
        carried = arrears - to_arrears
        financed = left["principal"] - (terms.upfront_payment - to_arrears)
    loan = _loan(terms, financed)
    schedule = _with_carried(_schedule(loan), carried, terms.first_due_date)
    return Plan(
        owed=owed.total,
        waived=terms.waive.total,
        upfront=terms.upfront_payment,
        financed=financed + carried,
        financed_on=disbursement_date(loan) if financed else terms.first_due_date,
        schedule=schedule,
    )


def computed_terms(debt: DebtLine, plan: Plan, *, with_rate: bool = True) -> ComputedTerms:
    """Sum up a plan; `with_rate` also solves for the effective rate."""
    rows = plan.schedule.rows
    payments = [row.payment for row in rows]
    return ComputedTerms(
        instalment_amount=max(payments[:-1] or payments, default=0),
        largest_payment=max(payments, default=0),
        total_paid=plan.total_paid,
        total_cost=plan.total_paid - debt.principal_outstanding,
        term_months=len(rows),
        effective_annual_percent=_effective_rate(plan) if with_rate else None,
    )


def _loan(terms: ProposalTerms, financed: int) -> LoanTerms:
    return LoanTerms(
        principal=financed,
        annual_rate_percent=terms.annual_rate_percent,
        instalments=terms.instalments,
        first_due_date=terms.first_due_date,
        grace_principal=terms.grace_principal,
        grace_interest=terms.grace_interest,
        instalment_amount=terms.instalment_amount,
        steps=terms.steps,
        balloon=terms.balloon,
    )


def _schedule(loan: LoanTerms) -> Schedule:
    """The schedule; nothing left to finance (一次性结清) has no instalments."""
    return build_schedule(loan) if loan.principal else Schedule((), 0, 0, 0, 0)


def _with_carried(schedule: Schedule, carried: int, first_due_date: date) -> Schedule:
    """Add arrears carried forward to the last instalment, in the fee column."""
    if not carried:
        return schedule
    *earlier, last = schedule.rows or (Row(1, first_due_date, 0, 0, 0, 0, 0),)
    last = last._replace(fee=last.fee + carried, payment=last.payment + carried)
    return replace(
        schedule,
        rows=(*earlier, last),
        total_fee=schedule.total_fee + carried,
        total_payment=schedule.total_payment + carried,
    )


def _effective_rate(plan: Plan) -> Decimal | None:
    if plan.schedule.total_payment == plan.financed:
        return Decimal(0)
    flows = [(plan.financed_on, -plan.financed)]
    flows += [(row.due_date, row.payment) for row in plan.schedule.rows]
    try:
        return cash_flow_rate(flows).effective_percent
    except RateNotComputable:
        return None
