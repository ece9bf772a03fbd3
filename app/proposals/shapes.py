"""Every plan of equal payments that can be kept, and which of many plans no other beats.

A shape is an ask, a payment up front, a first month and a number of instalments. Whether it can be
kept is a comparison with a minimum of exact quotients, as in `app.calc.frontier`, for all numbers
of instalments at once; amounts are fen throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proposals.flows import Outlook
from app.proposals.lender_value import Lender, LevelFlows, lender_of
from app.proposals.level_plans import LevelPlans, level_plans
from app.proposals.level_values import FlowColumns, level_values
from app.proposals.model import Ask, LenderAssumptions
from app.proposals.terms import ProposalTerms

Fen = NDArray[np.int64]
_TOGETHER = 512
"""Plans compared with all others in one step: a bound to the memory that takes."""


@dataclass(frozen=True, slots=True)
class Loan:
    """What an ask and a payment up front leave to be paid: fen, percent a year, what it cost."""

    ask: Ask
    upfront: int
    financed: int
    annual_rate_percent: Decimal
    principal: int
    """Outstanding before the plan; what is paid beyond it is the plan's cost."""
    terms: ProposalTerms
    """What is asked for, whatever the first month and the number of instalments."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far shapes go: instalments, first months, and the caller's largest payment."""

    longest: int
    first_months: tuple[int, ...]
    max_payment: int | None
    months: int
    """Months looked at even where the plan is shorter."""


class Shape(NamedTuple):
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
    limit = room(view)
    open_still = np.ones(plans.regular.shape, dtype=bool)
    places: list[Fen] = []
    for first in sorted(limits.first_months):
        kept = open_still & _kept(loans, plans, limit, first, limits)
        open_still &= ~kept
        rows, columns = np.nonzero(kept)
        places.append(np.array([rows, columns, np.full_like(rows, first)]))
    found = _shapes(loans, plans, np.concatenate(places, axis=1), lender_of(assumptions))
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


def _shapes(loans: Sequence[Loan], plans: LevelPlans, places: Fen, lender: Lender) -> list[Shape]:
    """The shapes at (loan, number of instalments less one, first month)."""
    rows, columns, firsts = places
    of_loan = np.array([(loan.upfront, loan.financed, loan.principal) for loan in loans])
    upfront, financed, principal = of_loan[rows].T
    level, last, count = plans.level[rows, columns], plans.last[rows, columns], columns + 1
    left = np.where(firsts < lender.assumptions.break_month, 0, financed)
    for after, balance in plans.left.items():
        is_broken = (lender.assumptions.break_month - firsts == after) & (after < count)
        left = np.where(is_broken, balance[rows, columns], left)
    columns_of = FlowColumns(upfront, firsts, level, last, count, left)
    largest = np.where(columns, np.maximum(level, last), last).tolist()
    terms = (count + np.maximum(0, firsts - 1)).tolist()
    costs = (upfront + level * columns + last - principal).tolist()
    flows, values = level_values(columns_of, lender)
    return [
        Shape(loans[row], flow.first, flow.instalments, payment, term, cost, value, flows=flow)
        for row, payment, term, cost, value, flow in zip(
            rows.tolist(), largest, terms, costs, values, flows, strict=True
        )
    ]


def undominated(merits: Sequence[tuple[int, ...]]) -> list[int]:
    """Places of those that no other beats or equals in every merit; the first of equals stays.

    In the order of the merits, the least first.
    """
    order = sorted(range(len(merits)), key=merits.__getitem__)
    table = np.array([merits[place] for place in order], dtype=np.int64)
    kept: list[int] = []
    for start in range(0, len(order), _TOGETHER):
        rows = table[start : start + _TOGETHER]
        beaten = np.tri(len(rows), start + len(rows), start - 1, dtype=bool)  # by those before
        for column, row in zip(table[: start + len(rows)].T, rows.T, strict=True):
            beaten &= column <= row[:, np.newaxis]
        kept += (start + np.flatnonzero(~beaten.any(axis=1))).tolist()
    return [order[place] for place in kept]
