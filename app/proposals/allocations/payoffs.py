"""When all debts of a case are paid, with its offers and without; amounts in fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.calc.allocation import PayoffPlan, Share, payoff_plan


@dataclass(frozen=True, slots=True)
class Offer:
    """A debt that has a plan of its own: what it takes month by month, from the first on."""

    ref: str
    owed: int
    payments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All debts paid from one monthly amount.

    `cost` is what is paid beyond what is owed today, negative where much is waived; `rest` is
    the plan of the debts without an offer. `short_month` counts from 1: the first month in which
    the offers alone take more than the amount, by `shortfall` at most.
    """

    months: int
    is_paid_off: bool
    total_paid: int
    cost: int
    short_month: int | None
    shortfall: int
    rest: PayoffPlan


def course_of(
    amount: int,
    method: str,
    debts: Sequence[Share],
    offers: Sequence[Offer] = (),
    *,
    floor: int = 0,
    max_months: int = 600,
) -> Course:
    """Pay the offers as they say and the other debts by the method from what the amount leaves."""
    planned = {offer.ref: offer for offer in offers}
    others = [debt for debt in debts if debt.ref not in planned]
    committed = [
        sum(parts) for parts in zip_longest(*(offer.payments for offer in offers), fillvalue=0)
    ]
    rest = payoff_plan(
        amount, method, others, floor=floor, max_months=max_months, committed=committed
    )
    short = [month for month, taken in enumerate(committed, 1) if taken > amount]
    total = rest.total_paid + sum(committed)
    owed = sum(debt.balance for debt in others) + sum(offer.owed for offer in offers)
    return Course(
        months=max(len(rest.months), len(committed)),
        is_paid_off=rest.is_paid_off,
        total_paid=total,
        cost=total - owed,
        short_month=min(short, default=None),
        shortfall=max(taken - amount for taken in committed) if short else 0,
        rest=rest,
    )
