"""Repayment schedules to the fen (还款计划表).

Each period's interest is rounded half to even; what rounding leaves over is in the last
instalment; the columns add up exactly and the balance never falls below zero. Interest left
unpaid joins the principal only where the terms say so.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from app.calc.level_payments import amortised, level_payment
from app.calc.money import divide_half_even
from app.calc.periods import YEAR_BASIS
from app.calc.schedule_dates import disbursement_date
from app.calc.schedule_position import (
    Position,
    apply_change,
    capitalise_deferred,
    opening_position,
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
]


class Row(NamedTuple):
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
    """All rows and their exact column sums, in fen.

    Principal + waived = what was financed + capitalised: `waived_principal` and `waived_interest`
    are given up, `capitalised` is deferred interest that joined the principal.
    """

    rows: tuple[Row, ...]
    total_principal: int
    total_interest: int
    total_fee: int
    total_payment: int
    waived_principal: int = 0
    waived_interest: int = 0
    capitalised: int = 0


def build_schedule(terms: LoanTerms) -> Schedule:
    """Compute every instalment of a loan.

    An agreed amount that does not cover interest and fee raises `payment_below_interest`. A
    computed level payment smaller than the interest of a long period is raised to that interest
    in that instalment, and recomputed for the following ones. When agreed amounts pay the loan
    off early the schedule ends there. Raises ScheduleNotComputable with `code` and `params`.
    """
    check_terms(terms)
    try:
        rows, position = _rows(terms)
    except OverflowError as error:
        raise ScheduleNotComputable("date_out_of_range") from error
    if terms.names_amounts or position.waived_principal:
        while len(rows) > 1 and rows[-1].payment == 0 and rows[-2].balance == 0:
            rows.pop()
    _, _, principal, interest, fee, payment, _ = zip(*rows, strict=True)
    return Schedule(
        tuple(rows),
        sum(principal),
        sum(interest),
        sum(fee),
        sum(payment),
        position.waived_principal,
        position.waived_interest,
        position.capitalised,
    )


def _rows(terms: LoanTerms) -> tuple[list[Row], Position]:
    position = opening_position(terms)
    changes = sorted(terms.variations, key=lambda change: change.from_instalment)
    steps = {step.from_instalment: step.payment for step in terms.steps}
    rows: list[Row] = []
    number = 1
    while number <= position.last:
        while changes and changes[0].from_instalment == number:
            apply_change(changes.pop(0), position)
        position.amount = steps.pop(number, position.amount)
        rows.append(_row(number, terms, position))
        number += 1
        if terms.names_amounts and not (position.balance or position.deferred or changes):
            steps = {later: paid for later, paid in steps.items() if later > position.last}
            break  # paid off: nothing is due any more
        events = [*steps, *(change.from_instalment for change in changes[:1]), position.last]
        rows += _undisturbed_rows(number, min(events) - number, terms, position)
        number = rows[-1].number + 1
    if changes or steps:
        missing = min([*steps, *(change.from_instalment for change in changes)])
        raise ScheduleNotComputable("instalment_out_of_range", instalment=missing)
    return rows, position


def _undisturbed_rows(number: int, count: int, terms: LoanTerms, position: Position) -> list[Row]:
    """The next rows in which nothing but interest changes, at most `count`; possibly none.

    Whatever needs a decision (grace, deferral, an amount that does not fit) is left to `_row`.
    """
    level = position.part if position.amount is None else position.amount - position.fee
    is_level = terms.method == "equal_instalment" or position.amount is not None
    graced_until = max(position.no_principal_until, position.no_interest_until)
    if count < 1 or level is None or number <= graced_until or position.deferred:
        return []
    if terms.method not in {"equal_instalment", "equal_principal"}:
        return []
    dues, days = position.dates.following(number, count, terms.day_count)
    divisor = position.rate.denominator * YEAR_BASIS[terms.day_count]
    steps = [position.rate.numerator * length for length in days]
    found = amortised(position.balance, level, steps, divisor, is_payment=is_level)
    fee = position.fee
    rows = [
        Row(instalment, due, principal, interest, fee, principal + interest + fee, balance)
        for (instalment, due), (principal, interest, balance) in zip(
            enumerate(dues, number), found, strict=False
        )
    ]
    if rows:
        position.balance, position.accrues_from = rows[-1].balance, rows[-1].due_date
    return rows


def _row(number: int, terms: LoanTerms, position: Position) -> Row:
    due = position.dates.due(number)
    if due <= position.accrues_from:
        raise ScheduleNotComputable("due_date_not_later", instalment=number)
    is_last = number == position.last
    capitalise_deferred(number, terms, position)
    interest = _interest(terms, position, due, is_last=is_last)
    fee = position.fee if position.balance else 0
    is_deferred = not is_last and (terms.method == "bullet" or number <= position.no_interest_until)
    if is_last:
        principal = position.balance
    elif number <= position.no_principal_until:
        principal = 0
    else:
        charges = fee if is_deferred else fee + interest
        principal = _principal(number, terms, position, interest, charges)
    waits = not is_last and terms.deferred_interest == "carried_forward"
    paid_interest = 0 if is_deferred else interest if waits else interest + position.deferred
    position.deferred += interest - paid_interest
    position.balance -= principal
    position.accrues_from = due
    payment = principal + paid_interest + fee
    return Row(number, due, principal, paid_interest, fee, payment, position.balance)


def _interest(terms: LoanTerms, position: Position, due: date, *, is_last: bool) -> int:
    """Interest of the period; on the original principal while a flat-rate loan (等本等息) runs.

    Flat interest is one amount for the whole term: what rounding leaves over comes last.
    """
    is_flat = terms.method == "flat_fee" and terms.flat_fee_percent_per_period is None
    base = terms.principal if is_flat and position.balance else position.balance
    days = position.dates.interest_days(position.accrues_from, due, terms.day_count)
    numerator = base * position.rate.numerator * days
    divisor = position.rate.denominator * YEAR_BASIS[terms.day_count]
    interest = divide_half_even(numerator, divisor)
    if is_flat and position.balance:
        position.flat_interest += Fraction(numerator, divisor) - interest
        if is_last:
            interest = max(interest + round(position.flat_interest), 0)
    return interest


def _principal(
    number: int, terms: LoanTerms, position: Position, interest: int, charges: int
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
        position.part = _level_part(number, terms, position, interest)
    if terms.method != "equal_instalment":
        return min(position.part, position.balance)
    if position.part < interest:
        position.part = None
        return 0
    return min(position.part - interest, position.balance)


def _level_part(number: int, terms: LoanTerms, position: Position, interest: int) -> int:
    """Level payment without fees, or the level principal part, of the remaining instalments.

    A flat-rate loan's whole payment is what is rounded to a multiple, interest and fee included.
    """
    balloon = min(terms.balloon, position.balance)
    multiple = terms.payment_multiple
    if terms.method != "equal_instalment":
        left = position.last - number + 1
        charges = interest + position.fee if terms.method == "flat_fee" and multiple > 1 else 0
        owed = position.balance - balloon + charges * left
        return max(multiple * divide_half_even(owed, left * multiple) - charges, 0)
    first = position.dates.due(number)
    days = [position.dates.interest_days(position.accrues_from, first, terms.day_count)]
    days += position.dates.following(number + 1, position.last - number, terms.day_count)[1]
    return level_payment(
        position.balance, position.rate, days, YEAR_BASIS[terms.day_count], balloon, multiple
    )
