"""The cash flows of a debt: what came, what was paid, and what is still to come; in fen."""

from dataclasses import dataclass
from datetime import date

from app.calc.periods import add_months

Flow = tuple[date, int]


@dataclass(frozen=True, slots=True)
class DebtFlows:
    """A debt as far as its flows are known; None stands for what is unknown."""

    received: int | None
    received_on: date | None
    payments: tuple[Flow, ...]
    instalment_amount: int | None
    remaining_instalments: int | None
    next_due_date: date | None
    owed: int | None
    as_of: date


def as_agreed(debt: DebtFlows) -> tuple[Flow, ...] | None:
    """Payments made and all instalments to come as contracted, monthly; None while unknown.

    What is due already counts as paid on the day of the answer. A due date so late that the
    calendar ends before the last instalment stands for "never", as some records write it: unknown.
    """
    if debt.remaining_instalments == 0:
        return debt.payments or None
    if debt.instalment_amount is None or debt.remaining_instalments is None:
        return None
    if debt.next_due_date is None:
        return None
    try:
        due = [add_months(debt.next_due_date, month) for month in range(debt.remaining_instalments)]
    except OverflowError:
        return None
    return debt.payments + tuple((max(day, debt.as_of), debt.instalment_amount) for day in due)


def to_date(debt: DebtFlows) -> tuple[Flow, ...] | None:
    """Payments made, and all that is owed as if it were paid today; None while unknown."""
    if debt.owed is None:
        return None
    return (*debt.payments, (debt.as_of, debt.owed))
