"""What a proposal (协商方案) asks for, and the exact payments that follow from it.

Amounts in fen, rates in percent per year. Order: waive first, then take the arrears left into
the plan (or carry them forward), then the payment up front, then the schedule.
"""

from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from operator import sub

from app.calc.level_payments import level_loan, monthly_rate
from app.calc.periods import add_months, month_of
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
_FIRST, _LAST = MINYEAR * 12, MAXYEAR * 12 + 11
"""The months that have dates, as `month_of` numbers them."""


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

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for but equal payments."""
        graces = self.grace_principal or self.grace_interest
        amounts = self.instalment_amount is not None or self.steps or self.balloon
        return self.capitalise_arrears and not graces and not amounts


@dataclass(frozen=True)
class Plan:
    """A proposal worked out: what is waived, paid at once, and each instalment.

    Instalments are due month by month from that of `terms.first_due_date` on: `payments` says how
    much each is, `left` what is left of `financed` after it. `is_level`: all but the last are
    equal; the schedule with its rows is made only when it is asked for.
    """

    terms: ProposalTerms
    owed: int
    financed: int
    financed_on: date
    payments: tuple[int, ...]
    is_level: bool
    known_left: tuple[int, ...] | None = None
    """What is left after each payment, where that was worked out with the payments."""
    known: Schedule | None = None
    """The schedule where the payments were taken from it."""

    @property
    def waived(self) -> int:
        """What is given up."""
        return self.terms.waive.total

    @property
    def upfront(self) -> int:
        """What is paid at once."""
        return self.terms.upfront_payment

    @property
    def total_paid(self) -> int:
        """Everything paid: up front and in instalments."""
        return self.upfront + sum(self.payments)

    @property
    def first_month(self) -> int:
        """The month of the first instalment."""
        return month_of(self.terms.first_due_date)

    @property
    def due_dates(self) -> tuple[date, ...]:
        """When each instalment is due."""
        first = self.terms.first_due_date
        return tuple(add_months(first, month) for month in range(len(self.payments)))

    @cached_property
    def left(self) -> tuple[int, ...]:
        """What is left of the amount in the plan after each instalment."""
        if self.known_left is not None:
            return self.known_left
        return tuple(row.balance for row in self.schedule.rows)

    @cached_property
    def schedule(self) -> Schedule:
        """Every instalment with its date and parts."""
        return self.known or build_schedule(_loan(self.terms, self.financed))


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
    left = list(map(sub, owed.parts, terms.waive.parts))
    if min(left) < 0:
        name = next(name for name, amount in zip(COMPONENTS, left, strict=True) if amount < 0)
        raise TermsNotPossible("waiver_above_owed", f"/waive/{name}")
    principal, arrears = left[0], sum(left[1:])
    if terms.upfront_payment > principal + arrears:
        raise TermsNotPossible("upfront_above_owed", "/upfront_payment")
    if terms.capitalise_arrears:
        financed, carried = principal + arrears - terms.upfront_payment, 0
    else:
        to_arrears = min(arrears, terms.upfront_payment)
        carried = arrears - to_arrears
        financed = principal - (terms.upfront_payment - to_arrears)
    found = _level_plan(terms, owed.total, financed) if terms.is_plain and financed else None
    return found or _plan_by_rows(terms, owed.total, financed, carried)


def plan_of_known(
    debt: DebtLine, terms: ProposalTerms, payments: tuple[int, ...], *, is_level: bool
) -> Plan:
    """What `plan_of` says of terms without graces or balloon, whose payments are known."""
    owed, day = outstanding(debt).total, add_months(terms.first_due_date, -1)
    financed = owed - terms.waive.total - terms.upfront_payment
    return Plan(terms, owed, financed, day, payments, is_level)


def _level_plan(terms: ProposalTerms, owed: int, financed: int) -> Plan | None:
    """A plan of equal payments; None where its schedule has turns of its own, or no dates."""
    first, count = terms.first_due_date, terms.instalments
    if count < 1 or terms.annual_rate_percent < 0 or not _FIRST < month_of(first) <= _LAST - count:
        return None
    loan = level_loan(financed, monthly_rate(terms.annual_rate_percent), count)
    if loan is None:
        return None
    left = (*loan.balances[1:], 0)
    day = add_months(first, -1)
    return Plan(terms, owed, financed, day, loan.payments, is_level=True, known_left=left)


def _plan_by_rows(terms: ProposalTerms, owed: int, financed: int, carried: int) -> Plan:
    loan = _loan(terms, financed)
    schedule = _with_carried(_schedule(loan), carried, terms.first_due_date)
    gone = accumulate(row.principal + row.fee for row in schedule.rows)
    return Plan(
        terms=terms,
        owed=owed,
        financed=financed + carried,
        financed_on=disbursement_date(loan) if financed else terms.first_due_date,
        payments=tuple(row.payment for row in schedule.rows),
        is_level=False,
        known_left=tuple(financed + carried - paid for paid in gone),
        known=schedule,
    )


def computed_terms(debt: DebtLine, plan: Plan, *, with_rate: bool = True) -> ComputedTerms:
    """Sum up a plan; `with_rate` also solves for the effective rate."""
    payments, total = plan.payments, plan.total_paid
    return ComputedTerms(
        instalment_amount=max(payments[:-1] or payments, default=0),
        largest_payment=max(payments, default=0),
        total_paid=total,
        total_cost=total - debt.principal_outstanding,
        term_months=len(payments),
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
    if sum(plan.payments) == plan.financed:
        return Decimal(0)
    flows = [(plan.financed_on, -plan.financed)]
    flows += zip(plan.due_dates, plan.payments, strict=True)
    try:
        return cash_flow_rate(flows).effective_percent
    except RateNotComputable:
        return None
