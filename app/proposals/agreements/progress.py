"""Follows an agreement: which instalments are paid, missed or still to come (履约情况).

Payments count against the oldest instalment first. Amounts in fen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.calc.periods import month_of
from app.proposals.terms import Plan

Status = Literal["paid", "partly_paid", "missed", "upcoming"]


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment as agreed; number 0 is the payment up front."""

    number: int
    due_date: date
    amount: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was paid on the agreement."""

    paid_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Instalment:
    """An instalment as it stands; `partly_paid` is one still to come of which a part is there.

    `paid_in_full_on` is the day of the payment that completed it, `days_late` counts until that
    day, or until today for a missed one.
    """

    number: int
    due_date: date
    amount: int
    paid: int
    status: Status
    paid_in_full_on: date | None
    days_late: int

    @property
    def outstanding(self) -> int:
        """What of it is still to be paid."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class Progress:
    """All instalments as of a day, and what was paid beyond them."""

    as_of: date
    instalments: tuple[Instalment, ...]
    paid: int
    ahead: int

    @property
    def missed(self) -> tuple[Instalment, ...]:
        """Instalments whose day has passed without their whole amount."""
        return tuple(one for one in self.instalments if one.status == "missed")

    @property
    def arrears(self) -> int:
        """What should have been paid by now and was not."""
        return sum(one.outstanding for one in self.missed)

    @property
    def remaining(self) -> int:
        """All that is still to be paid."""
        return sum(one.outstanding for one in self.instalments)

    @property
    def next_due(self) -> Instalment | None:
        """The next instalment to come that is not paid yet."""
        return next((one for one in self.instalments if self._is_to_come(one)), None)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be paid."""
        return self.remaining == 0

    def _is_to_come(self, one: Instalment) -> bool:
        return one.due_date >= self.as_of and one.outstanding > 0

    def still_to_pay(self, start_month: int) -> tuple[int, ...]:
        """Fen per month from a month on; what lies before it counts in the first."""
        by_month = {0: 0}
        for one in self.instalments:
            month = max(0, month_of(one.due_date) - start_month)
            by_month[month] = by_month.get(month, 0) + one.outstanding
        return tuple(by_month.get(month, 0) for month in range(max(by_month) + 1))


def instalments_of(plan: Plan, agreed_on: date) -> tuple[Due, ...]:
    """What a plan makes due; a payment up front is due on the day it was agreed."""
    rows = [Due(row.number, row.due_date, row.payment) for row in plan.schedule.rows]
    return (Due(0, agreed_on, plan.upfront), *rows) if plan.upfront else tuple(rows)


def progress_of(dues: Sequence[Due], payments: Iterable[Payment], as_of: date) -> Progress:
    """Lay the payments made up to a day on the instalments, the oldest first."""
    made = sorted(
        (payment for payment in payments if payment.paid_on <= as_of),
        key=lambda payment: payment.paid_on,
    )
    left = [payment.amount for payment in made]
    total, place, found = sum(left), 0, []
    for due in dues:
        covered, last = 0, None
        while covered < due.amount and place < len(left):
            taken = min(due.amount - covered, left[place])
            covered, last = covered + taken, made[place].paid_on
            left[place] -= taken
            place += not left[place]
        found.append(_instalment(due, covered, last, as_of))
    return Progress(as_of, tuple(found), total, total - sum(one.paid for one in found))


def _instalment(due: Due, covered: int, last: date | None, as_of: date) -> Instalment:
    in_full = last if covered == due.amount else None
    status: Status = "upcoming"
    if covered == due.amount:
        status = "paid"
    elif due.due_date < as_of:
        status = "missed"
    elif covered:
        status = "partly_paid"
    until = in_full if status == "paid" else as_of
    late = (until - due.due_date).days if until is not None and status in {"paid", "missed"} else 0
    return Instalment(due.number, due.due_date, due.amount, covered, status, in_full, max(0, late))
