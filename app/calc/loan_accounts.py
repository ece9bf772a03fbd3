"""What a loan stands at after the payments really made (还款流水重算), at a rate that may change.

Simple interest by days over 365 on the principal owed, rounded half to even each time the account
moves; a payment goes to interest first, then to principal; unpaid interest bears none. Amounts in
fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from app.calc.money import divide_half_even

_DAYS_PER_YEAR: Final = 365


class RateStep(NamedTuple):
    """From this day on the rate is this many percent a year."""

    since: date
    annual_percent: Decimal


class AccountRow(NamedTuple):
    """One movement: interest since the one before, how the payment was used, what is owed then."""

    on: date
    paid: int
    accrued: int
    to_interest: int
    to_principal: int
    interest: int
    principal: int
    overpaid: int


@dataclass(frozen=True, slots=True)
class Account:
    """All movements up to the last day, interest accrued in all, and where it stands."""

    rows: tuple[AccountRow, ...]
    accrued: int

    @property
    def balance(self) -> int:
        """Principal and interest still owed."""
        return self.rows[-1].principal + self.rows[-1].interest

    @property
    def overpaid(self) -> int:
        """What was paid after nothing was owed any more."""
        return self.rows[-1].overpaid


def run_account(
    received: int,
    received_on: date,
    payments: Sequence[tuple[date, int]],
    steps: Sequence[RateStep],
    until: date,
) -> Account:
    """Run the account from the day the money came to a later day.

    `steps` in order; before the first its rate holds. Raises ValueError for a payment or a last
    day before the money came, a payment after the last day, negative amounts, or no rate at all.
    """
    days = [day for day, _ in payments]
    if min([until, *days]) < received_on or max([until, *days]) > until or not steps:
        raise ValueError("payments lie between the payout and the last day, and a rate is needed")
    if min([received, *(amount for _, amount in payments)]) < 0:
        raise ValueError("amounts must not be negative")
    moves = groupby(sorted([*payments, (until, 0)]), key=lambda move: move[0])
    rows: list[AccountRow] = []
    last = AccountRow(
        received_on,
        paid=0,
        accrued=0,
        to_interest=0,
        to_principal=0,
        interest=0,
        principal=received,
        overpaid=0,
    )
    for day, together in moves:
        last = _moved(last, day, sum(amount for _, amount in together), steps)
        rows.append(last)
    return Account(tuple(rows), sum(row.accrued for row in rows))


def _moved(before: AccountRow, day: date, paid: int, steps: Sequence[RateStep]) -> AccountRow:
    accrued = _accrued(before.principal, before.on, day, steps)
    owed = before.interest + accrued
    to_interest = min(paid, owed)
    to_principal = min(paid - to_interest, before.principal)
    return AccountRow(
        day,
        paid,
        accrued,
        to_interest,
        to_principal,
        owed - to_interest,
        before.principal - to_principal,
        before.overpaid + paid - to_interest - to_principal,
    )


def _accrued(principal: int, start: date, end: date, steps: Sequence[RateStep]) -> int:
    """Interest from a day to another, piece by piece where the rate changes in between."""
    bounds = [date.min, *(step.since for step in steps[1:]), date.max]
    exact = sum(
        (
            Fraction(step.annual_percent) * max((min(end, until) - max(start, since)).days, 0)
            for step, (since, until) in zip(steps, pairwise(bounds), strict=True)
        ),
        start=Fraction(0),
    )
    owed = principal * exact / (100 * _DAYS_PER_YEAR)
    return divide_half_even(owed.numerator, owed.denominator)
