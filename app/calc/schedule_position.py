"""Where a loan stands between two instalments, and what a change of terms does to it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.calc.money import percent_of
from app.calc.schedule_dates import (
    DueDates,
    agreed_due_dates,
    disbursement_date,
    shifted_due_dates,
)
from app.calc.schedule_terms import LoanTerms, ScheduleNotComputable, Variation


@dataclass(slots=True)
class Position:
    """Where the loan stands before an instalment; `part` is the level amount once computed.

    `flat_interest` is what a flat-rate loan has borne so far, exactly, less what was rounded.
    """

    balance: int
    rate: Fraction
    last: int
    dates: DueDates
    accrues_from: date
    amount: int | None
    no_principal_until: int
    no_interest_until: int
    fee: int
    deferred: int = 0
    part: int | None = None
    flat_interest: Fraction = Fraction(0)
    waived_principal: int = 0
    waived_interest: int = 0
    capitalised: int = 0


def opening_position(terms: LoanTerms) -> Position:
    """Return where a loan stands on the day interest starts."""
    fee = terms.flat_fee_percent_per_period
    return Position(
        balance=terms.financed,
        rate=Fraction(terms.annual_rate_percent) / 100,
        last=terms.instalments,
        dates=agreed_due_dates(terms),
        accrues_from=disbursement_date(terms),
        amount=terms.instalment_amount,
        no_principal_until=terms.grace_principal,
        no_interest_until=terms.grace_interest,
        fee=0 if fee is None else percent_of(terms.principal, fee),
    )


def apply_change(change: Variation, position: Position) -> None:
    """Change the terms from `change.from_instalment` on; waivers go first.

    Raises ScheduleNotComputable when more is waived than owed, or a grace leaves no instalment.
    """
    number = change.from_instalment
    position.part = None
    _waive(change, position)
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


def _waive(change: Variation, position: Position) -> None:
    for waived, owed in (
        (change.waive_principal, position.balance),
        (change.waive_interest, position.deferred),
    ):
        if waived > owed:
            raise ScheduleNotComputable(
                "waiver_above_owed", instalment=change.from_instalment, waived=waived, owed=owed
            )
    position.balance -= change.waive_principal
    position.deferred -= change.waive_interest
    position.waived_principal += change.waive_principal
    position.waived_interest += change.waive_interest


def capitalise_deferred(number: int, terms: LoanTerms, position: Position) -> None:
    """Add interest deferred by a grace that has ended to the principal, where so agreed."""
    is_over = number > position.no_interest_until and terms.method != "bullet"
    if terms.deferred_interest == "capitalised" and is_over:
        position.balance += position.deferred
        position.capitalised += position.deferred
        position.deferred = 0
