"""Repayment schedules to the fen (还款计划表).

Each period's interest is rounded half to even; what rounding leaves over is in the last
instalment; the columns add up exactly and the balance never falls below zero. An unpaid part of
interest is never added to the principal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import gcd

from app.calc.money import divide_half_even, percent_of
from app.calc.periods import YEAR_BASIS
from app.calc.schedule_dates import (
    DueDates,
    agreed_due_dates,
    disbursement_date,
    shifted_due_dates,
)
from app.calc.schedule_terms import (
    METHODS,
    LoanTerms,
    ScheduleNotComputable,
    Step,
    Variation,
    check_terms,
)

__all__ = [
    "METHODS",
    "LoanTerms",
    "Row",
    "Schedule",
    "ScheduleNotComputable",
    "Step",
    "Variation",
    "build_schedule",
    "disbursement_date",
    "level_payment",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment in fen; `payment` = principal + interest + fee, `balance` is what remains."""

    number: int
    due_date: date
    principal: int
    interest: int
    fee: int
    payment: int
    balance: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """All rows and their exact column sums, in fen."""

    rows: tuple[Row, ...]
    total_principal: int
    total_interest: int
    total_fee: int
    total_payment: int


@dataclass(slots=True)
class _Position:
    """Where the loan stands before an instalment; `part` is the level amount once computed."""

    balance: int
    rate: Fraction
    last: int
    dates: DueDates
    accrues_from: date
    amount: int | None
    no_principal_until: int
    no_interest_until: int
    deferred: int = 0
    part: int | None = None


def build_schedule(terms: LoanTerms) -> Schedule:
    """Compute every instalment of a loan.

    An agreed amount that does not cover interest and fee raises `payment_below_interest`. A
    computed level payment smaller than the interest of a long period is raised to that interest
    in that instalment, and recomputed for the following ones. When agreed amounts pay the loan
    off early the schedule ends there. Raises ScheduleNotComputable with `code` and `params`.
    """
    check_terms(terms)
    try:
        rows = _rows(terms)
    except OverflowError as error:
        raise ScheduleNotComputable("date_out_of_range") from error
    if terms.names_amounts:
        while rows[-1].payment == 0 and rows[-2].balance == 0:
            rows.pop()
    return Schedule(
        tuple(rows),
        sum(row.principal for row in rows),
        sum(row.interest for row in rows),
        sum(row.fee for row in rows),
        sum(row.payment for row in rows),
    )


def level_payment(
    balance: int, rate: Fraction, days: Iterable[int], year_basis: int, balloon: int = 0
) -> int:
    """Return the level payment in fen that brings the balance down to the balloon.

    `rate` is a ratio per year, `days` the counted days of each period. Exact integers: with
    growth 1 + a_i / D per period, balance * prod(D + a_i) = payment * sum_i(D**i *
    prod_{j>i}(D + a_j)) + balloon * D**n.
    """
    numerators = [rate.numerator * count for count in days]
    denominator = rate.denominator * year_basis
    common = gcd(denominator, *numerators)
    denominator //= common
    growth, annuity, scale = 1, 0, 1
    for numerator in numerators:
        factor = denominator + numerator // common
        scale *= denominator
        growth *= factor
        annuity = annuity * factor + scale
    return divide_half_even(balance * growth - balloon * scale, annuity)


def _rows(terms: LoanTerms) -> list[Row]:
    dates = agreed_due_dates(terms)
    position = _Position(
        balance=terms.principal,
        rate=Fraction(terms.annual_rate_percent) / 100,
        last=terms.instalments,
        dates=dates,
        accrues_from=disbursement_date(terms),
        amount=terms.instalment_amount,
        no_principal_until=terms.grace_principal,
        no_interest_until=terms.grace_interest,
    )
    changes = sorted(terms.variations, key=lambda change: change.from_instalment)
    steps = {step.from_instalment: step.payment for step in terms.steps}
    rows: list[Row] = []
    number = 1
    while number <= position.last:
        while changes and changes[0].from_instalment == number:
            _apply(changes.pop(0), position)
        position.amount = steps.pop(number, position.amount)
        rows.append(_row(number, terms, position))
        number += 1
    if changes or steps:
        missing = min([*steps, *(change.from_instalment for change in changes)])
        raise ScheduleNotComputable("instalment_out_of_range", instalment=missing)
    return rows


def _apply(change: Variation, position: _Position) -> None:
    number = change.from_instalment
    position.part = None
    if change.annual_rate_percent is not None:
        position.rate = Fraction(change.annual_rate_percent) / 100
        position.amount = None
    if change.extra_instalments is not None:
        position.last += change.extra_instalments
        position.amount = None
    if change.instalment_amount is not None:
        position.amount = change.instalment_amount
    if change.shift_due_to is not None:
        position.dates = shifted_due_dates(position.dates, number, change.shift_due_to)
    if change.grace_principal is not None:
        position.no_principal_until = number + change.grace_principal - 1
    if change.grace_interest is not None:
        position.no_interest_until = number + change.grace_interest - 1
    if max(position.no_principal_until, position.no_interest_until) >= position.last:
        raise ScheduleNotComputable("grace_exceeds_term", instalment=number)


def _row(number: int, terms: LoanTerms, position: _Position) -> Row:
    due = position.dates.due(number)
    if due <= position.accrues_from:
        raise ScheduleNotComputable("due_date_not_later", instalment=number)
    is_last = number == position.last
    interest = _interest(terms, position, due)
    fee = _fee(terms, position)
    is_deferred = not is_last and (terms.method == "bullet" or number <= position.no_interest_until)
    if is_last:
        principal = position.balance
    elif number <= position.no_principal_until:
        principal = 0
    else:
        charges = fee if is_deferred else fee + interest
        principal = _principal(number, terms, position, interest, charges)
    position.deferred += interest
    paid_interest = 0 if is_deferred else position.deferred
    position.deferred -= paid_interest
    position.balance -= principal
    position.accrues_from = due
    payment = principal + paid_interest + fee
    return Row(number, due, principal, paid_interest, fee, payment, position.balance)


def _interest(terms: LoanTerms, position: _Position, due: date) -> int:
    """Interest of the period; on the original principal while a flat-rate loan (等本等息) runs."""
    is_flat = terms.method == "flat_fee" and terms.flat_fee_percent_per_period is None
    base = terms.principal if is_flat and position.balance else position.balance
    days = position.dates.interest_days(position.accrues_from, due, terms.day_count)
    return divide_half_even(
        base * position.rate.numerator * days,
        position.rate.denominator * YEAR_BASIS[terms.day_count],
    )


def _fee(terms: LoanTerms, position: _Position) -> int:
    if terms.flat_fee_percent_per_period is None or not position.balance:
        return 0
    return percent_of(terms.principal, terms.flat_fee_percent_per_period)


def _principal(
    number: int, terms: LoanTerms, position: _Position, interest: int, charges: int
) -> int:
    """Principal in an instalment that is neither the last nor in grace, never above the balance.

    `charges` is what an agreed amount must cover first. Deferred interest does not slow the
    computed repayment of principal: it moves the interest alone.
    """
    if position.amount is not None:
        if position.amount < charges and position.balance:
            raise ScheduleNotComputable(
                "payment_below_interest",
                instalment=number,
                payment=position.amount,
                interest_and_fee=charges,
            )
        return min(max(position.amount - charges, 0), position.balance)
    if terms.method in {"interest_only", "bullet"}:
        return 0
    if position.part is None:
        position.part = _level_part(number, terms, position)
    if terms.method != "equal_instalment":
        return min(position.part, position.balance)
    if position.part < interest:
        position.part = None
        return 0
    return min(position.part - interest, position.balance)


def _level_part(number: int, terms: LoanTerms, position: _Position) -> int:
    """Level payment without fees, or the level principal part, of the remaining instalments."""
    balloon = min(terms.balloon, position.balance)
    if terms.method != "equal_instalment":
        return divide_half_even(position.balance - balloon, position.last - number + 1)
    days: list[int] = []
    start = position.accrues_from
    for later in range(number, position.last + 1):
        due = position.dates.due(later)
        days.append(position.dates.interest_days(start, due, terms.day_count))
        start = due
    return level_payment(
        position.balance, position.rate, days, YEAR_BASIS[terms.day_count], balloon
    )
