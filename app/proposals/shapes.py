"""Every plan of equal payments that can be kept, and which of many plans no other beats.

A shape is an ask, a payment up front, a first month and a number of instalments. Whether it can be
kept is a comparison with a minimum of exact quotients, as in `app.calc.frontier`, for all numbers
of instalments at once; amounts are fen throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from app.proposals.flows import Outlook
from app.proposals.lender_value import Lender, LevelFlows, lender_of
from app.proposals.level_plans import LevelPlans, level_plans
from app.proposals.model import Ask, LenderAssumptions

Fen = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Loan:
    """What an ask and a payment up front leave to be paid: fen, percent a year, what it cost."""

    ask: Ask
    upfront: int
    financed: int
    annual_rate_percent: Decimal
    principal: int
    """Outstanding before the plan; what is paid beyond it is the plan's cost."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far shapes go: instalments, first months, and the caller's largest payment."""

    longest: int
    first_months: tuple[int, ...]
    max_payment: int | None
    months: int
    """Months looked at even where the plan is shorter."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One plan of equal payments, and what it is compared by; less is better in each merit.

    `term_months` counts until the last payment, so that waiting for the first is not free: the
    instalments, and the months by which the first comes later than the second month.
    """

    loan: Loan
    first_month: int
    instalments: int
    payment: int
    term_months: int
    total_cost: int
    lender_value: int
    step: tuple[int, int, int] | None = None
    """Lower payments first: how much, how much later, and from which instalment on."""
    flows: LevelFlows | None = None
    """Its flows in short, where all payments but the last are equal."""

    @property
    def merits(self) -> tuple[int, int, int, int]:
        """Largest payment, term, cost, and value to the lender with its sign turned."""
        return self.payment, self.term_months, self.total_cost, -self.lender_value


def room(view: Outlook) -> Fen:
    """What may have been paid by the end of each month, plain and stressed."""
    plain, stressed = rooms(view)
    both: Fen = np.minimum(plain, stressed)
    return both


def rooms(view: Outlook) -> tuple[Fen, Fen]:
    """The same plain, and under stress."""
    return np.array(view.base) - view.buffer, np.array(view.stressed) - view.buffer


def level_frontier(limit: Fen, first_month: int, longest: int, upfront: int = 0) -> Fen:
    """The most that can be paid every month over 1 to `longest` instalments; negative: nothing.

    Exact, as `app.calc.frontier.best_payment` is; `limit` reaches the last instalment.
    """
    spare = limit[: first_month + longest] - upfront
    quotients = spare[first_month:] // np.arange(1, longest + 1)
    best = np.minimum.accumulate(quotients)
    return np.where(best < 0, -1, best) if (spare[:first_month] >= 0).all() else best * 0 - 1


def kept_shapes(
    loans: Sequence[Loan], view: Outlook, limits: Limits, assumptions: LenderAssumptions
) -> tuple[list[Shape], list[tuple[Loan, int]]]:
    """The shapes that can be kept in every month, plain and stressed, within the limits.

    Of one loan and number of instalments the earliest first month that can be kept: a later one
    has the same payments and cost, ends no sooner, and is worth no more to the lender. Second
    come the loans and numbers of instalments whose schedules have turns of their own.
    """
    if not loans:
        return [], []
    breaks = {assumptions.break_month - first for first in limits.first_months}
    plans = level_plans(
        [(loan.financed, loan.annual_rate_percent) for loan in loans],
        limits.longest,
        [count for count in breaks if count > 0],
    )
    limit, lender, found = room(view), lender_of(assumptions), []
    open_still = np.ones(plans.regular.shape, dtype=bool)
    for first in sorted(limits.first_months):
        kept = open_still & _kept(loans, plans, limit, first, limits)
        open_still &= ~kept
        for place, column in np.argwhere(kept).tolist():
            found.append(_shape(loans[place], plans, place, column, first, lender))
    irregular = np.argwhere(~plans.regular).tolist()
    return found, [(loans[place], column + 1) for place, column in irregular]


def _kept(
    loans: Sequence[Loan], plans: LevelPlans, limit: Fen, first: int, limits: Limits
) -> NDArray[np.bool_]:
    longest = limits.longest
    counts = np.arange(1, longest + 1)
    upfront = np.array([[loan.upfront] for loan in loans])
    spare = limit[first : first + longest] - upfront
    frontier = np.minimum.accumulate(spare // counts, axis=1)
    before_last = np.full(frontier.shape, np.iinfo(np.int64).max)
    before_last[:, 1:] = frontier[:, :-1]
    at_end = _from_then_on(limit, first, limits)
    kept: NDArray[np.bool_] = (
        plans.regular
        & (plans.level <= before_last)
        & (plans.total + upfront <= at_end)
        & (counts + max(0, first - 1) <= longest)
        & (limit[:first] >= upfront).all(axis=1, keepdims=True)
    )
    if limits.max_payment is not None:
        kept &= plans.largest <= limits.max_payment
    return kept


def _from_then_on(limit: Fen, first: int, limits: Limits) -> Fen:
    """The least room from each possible last month on, as far as months are looked at."""
    seen = limits.months
    tail = limit.copy()
    tail[:seen] = np.minimum.accumulate(limit[:seen][::-1])[::-1]
    return tail[first : first + limits.longest]


def _shape(
    loan: Loan, plans: LevelPlans, place: int, column: int, first: int, lender: Lender
) -> Shape:
    count = column + 1
    level, last = int(plans.level[place, column]), int(plans.last[place, column])
    broken_after = min(lender.assumptions.break_month, first + count) - first
    left = loan.financed
    if broken_after > 0:
        left = 0 if broken_after >= count else int(plans.left[broken_after][place, column])
    flows = LevelFlows(loan.upfront, first, level, last, count, left)
    return Shape(
        loan=loan,
        first_month=first,
        instalments=count,
        payment=max(level, last) if column else last,
        term_months=count + max(0, first - 1),
        total_cost=loan.upfront + level * column + last - loan.principal,
        lender_value=lender.level_plan(flows),
        flows=flows,
    )


def undominated(merits: Sequence[tuple[int, ...]]) -> list[int]:
    """Places of those that no other beats or equals in every merit; the first of equals stays.

    In the order of the merits, the least first.
    """
    order = sorted(range(len(merits)), key=lambda place: merits[place])
    table = np.array([merits[place] for place in order], dtype=np.int64)
    kept: list[int] = []
    alive = np.ones(len(order), dtype=bool)
    for row, place in enumerate(order):
        if alive[row]:
            kept.append(place)
            alive[row + 1 :] &= ~(table[row] <= table[row + 1 :]).all(axis=1)
    return kept
