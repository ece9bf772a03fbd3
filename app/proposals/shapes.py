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
from app.proposals.lender_value import Lender, lender_of
from app.proposals.level_plans import Estimates, LevelPlans, estimates, level_plans
from app.proposals.level_values import FlowColumns, level_values
from app.proposals.model import Ask, LenderAssumptions
from app.proposals.plan_flows import BriefFlows
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
    flows: BriefFlows | None = None
    """Its flows in short, where they are known from the search."""

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


def level_frontier(limit: Fen, first_month: int, longest: int) -> Fen:
    """The most that can be paid every month over 1 to `longest` instalments; negative: nothing.

    Exact, as `app.calc.frontier.best_payment` is; `limit` reaches the last instalment.
    """
    most: Fen = level_frontiers(limit, [first_month], longest)[0]
    return most


def level_frontiers(limit: Fen, firsts: Sequence[int], longest: int) -> Fen:
    """The same from several first months on, of shape (first months, longest)."""
    counts = np.arange(1, longest + 1)
    spare = limit[np.array(firsts)[:, np.newaxis] + (counts - 1)]
    most: Fen = np.maximum(np.minimum.accumulate(spare // counts, axis=1), -1)
    for place, first in enumerate(firsts):
        if first and limit[:first].min() < 0:
            most[place] = -1
    return most


class KeptShapes(NamedTuple):
    """Plans of equal payments as columns, in the order of first month, loan and instalments.

    `merits` has a row for each: what `Shape.merits` says.
    """

    loans: Sequence[Loan]
    of_loan: Fen
    flows: FlowColumns
    merits: Fen

    def at(self, places: Sequence[int]) -> list[Shape]:
        """Some of them, each by itself."""
        columns = zip(
            self.of_loan[places].tolist(),
            self.flows.at(places).each(),
            self.merits[places].tolist(),
            strict=True,
        )
        return [
            Shape(
                self.loans[loan], one.first, one.instalments, payment, term, cost, -less, flows=one
            )
            for loan, one, (payment, term, cost, less) in columns
        ]


def kept_shapes(
    loans: Sequence[Loan], view: Outlook, limits: Limits, assumptions: LenderAssumptions
) -> tuple[KeptShapes, list[tuple[Loan, int]]]:
    """The shapes that can be kept in every month, plain and stressed, within the limits.

    Of one loan and number of instalments the earliest first month that can be kept: a later one
    has the same payments and cost, ends no sooner, and is worth no more to the lender. Second
    come the loans and numbers of instalments whose schedules have turns of their own. At least
    one loan.
    """
    limit, firsts = room(view), np.array(sorted(limits.first_months))
    upfront = np.array([[loan.upfront] for loan in loans])
    before_last = _before_last(limit, firsts, upfront, limits.longest)
    pairs = [(loan.financed, loan.annual_rate_percent) for loan in loans]
    breaks = assumptions.break_month - firsts
    plans = level_plans(
        pairs,
        limits.longest,
        breaks[breaks > 0].tolist(),
        _shortest_near(estimates(pairs, limits.longest), before_last, limits),
    )
    late = np.maximum(0, firsts - 1)[:, np.newaxis, np.newaxis]
    kept = (
        plans.regular
        & (plans.level <= before_last[..., plans.shortest - 1 :])
        & (plans.total + upfront <= _at_end(limit, firsts, limits)[..., plans.shortest - 1 :])
        & (plans.counts + late <= limits.longest)
    )
    if limits.max_payment is not None:
        kept &= plans.largest <= limits.max_payment
    kept[1:] &= ~np.logical_or.accumulate(kept)[:-1]
    place, row, column = np.nonzero(kept)
    found = _columns(loans, plans, (firsts[place], row, column), lender_of(assumptions))
    irregular = np.argwhere(~plans.regular).tolist()
    return found, [(loans[row], plans.shortest + column) for row, column in irregular]


def _before_last(limit: Fen, firsts: Fen, upfront: Fen, longest: int) -> Fen:
    """The most that each payment but the last may be, of shape (first months, loans, longest)."""
    counts = np.arange(1, longest)
    spare = limit[firsts[:, np.newaxis] + counts - 1][:, np.newaxis] - upfront
    most = np.full((len(firsts), len(upfront), longest), np.iinfo(np.int64).max)
    np.minimum.accumulate(spare // counts, axis=2, out=most[..., 1:])
    for place, first in enumerate(firsts.tolist()):
        most[place, (limit[:first] < upfront).any(axis=1)] = -1
    return most


def _shortest_near(near: Estimates, before_last: Fen, limits: Limits) -> int:
    """The fewest instalments with which any loan may be kept; 1 where rounding may bend a plan."""
    most = before_last.max(axis=0)
    if limits.max_payment is not None:
        most = np.minimum(most, limits.max_payment)
    may_be_kept = (near.level - 1 <= most).any(axis=0)
    shortest = int(may_be_kept.argmax()) if may_be_kept.any() else limits.longest - 1
    return shortest + 1 if (near.level >= near.sure)[:, :shortest].all() else 1


def _at_end(limit: Fen, firsts: Fen, limits: Limits) -> Fen:
    """The least room from each possible last month on, as far as months are looked at."""
    seen = limits.months
    tail = limit.copy()
    tail[:seen] = np.minimum.accumulate(limit[:seen][::-1])[::-1]
    months: Fen = firsts[:, np.newaxis] + np.arange(limits.longest)
    least: Fen = tail[months][:, np.newaxis]
    return least


def _columns(
    loans: Sequence[Loan], plans: LevelPlans, places: tuple[Fen, Fen, Fen], lender: Lender
) -> KeptShapes:
    """The shapes at (first month, loan, column)."""
    firsts, rows, columns = places
    of_loan = np.array([(loan.upfront, loan.financed, loan.principal) for loan in loans])
    upfront, financed, principal = of_loan[rows].T
    level, last = plans.level[rows, columns], plans.last[rows, columns]
    count = plans.counts[columns]
    left = np.where(firsts < lender.assumptions.break_month, 0, financed)
    for after, balance in plans.left.items():
        is_broken = (lender.assumptions.break_month - firsts == after) & (after < count)
        left = np.where(is_broken, balance[rows, columns], left)
    flows = FlowColumns(upfront, firsts, level, last, count, left)
    largest = np.where(count > 1, np.maximum(level, last), last)
    terms = count + np.maximum(0, firsts - 1)
    costs = upfront + level * (count - 1) + last - principal
    merits = np.array([largest, terms, costs, -level_values(flows, lender)], dtype=np.int64).T
    return KeptShapes(loans, rows, flows, merits)


def undominated(merits: Sequence[tuple[int, ...]] | Fen) -> list[int]:
    """Places of those that no other beats or equals in every merit; the first of equals stays.

    In the order of the merits, the least first.
    """
    table = np.asarray(merits)
    order = np.lexsort(table.T[::-1])
    table, kept = table[order], []
    for start in range(0, len(order), _TOGETHER):
        rows = table[start : start + _TOGETHER]
        places = np.arange(start + len(rows))
        beaten = places < places[start:, np.newaxis]  # by those before
        for column, row in zip(table[: start + len(rows)].T, rows.T, strict=True):
            beaten &= column <= row[:, np.newaxis]
        kept += order[start : start + _TOGETHER][~beaten.any(axis=1)].tolist()
    return kept
