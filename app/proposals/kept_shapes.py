"""Every plan of equal payments that can be kept, its merits within bounds until they are asked for.

All numbers of instalments, loans and first months are looked at together; plans whose bounds leave
open whether they can be kept are worked out to the fen. Amounts in fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.proposals.lender_value import Lender
from app.proposals.level_plans import Bounds, Ints, LevelPlans, Near
from app.proposals.level_values import FlowColumns, level_values
from app.proposals.plan_flows import LevelFlows
from app.proposals.shapes import Limits, Loan, Shape, least_from, most_before_last

MERITS = 4
"""How many `Shape.merits` has."""


class KeptShapes:
    """Plans of equal payments as columns, in the order of first month, loan and instalments.

    `low` and `high` have a row for each of `Shape.merits`: whole fen between which it is.
    """

    def __init__(
        self, loans: Sequence[Loan], plans: LevelPlans, pairs: "_Pairs", lender: Lender
    ) -> None:
        self._loans, self._plans, self._lender = loans, plans, lender
        self.rows, self.firsts, self.counts = pairs.rows, pairs.firsts, pairs.counts
        self.low, self.high = _merits(loans, plans, pairs, lender)

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, place: int) -> Shape:
        """One of them, to the fen."""
        row, first, count = (int(one[place]) for one in (self.rows, self.firsts, self.counts))
        loan, exact = self._loans[row], self._plans.exactly(row, count)
        assert exact is not None  # noqa: S101 - only plans without turns of their own are here
        paid = max(0, self._lender.assumptions.break_month - first)
        left = exact.balances[paid] if paid < count else 0
        flows = LevelFlows(loan.upfront, first, exact.level, exact.last, count, left)
        less, most = self.low[-1, place], self.high[-1, place]
        return Shape(
            loan=loan,
            first_month=first,
            instalments=count,
            payment=exact.largest,
            term_months=count + max(0, first - 1),
            total_cost=loan.upfront + exact.level * (count - 1) + exact.last - loan.principal,
            lender_value=-int(less) if less == most else self._lender.plan(flows),
            flows=flows,
        )


@dataclass(slots=True)
class _Pairs:
    """Loans (rows) and numbers of instalments, as columns; then from which month they are kept."""

    rows: Ints
    upfronts: Ints
    counts: Ints
    levels: Ints
    last: Near
    firsts: Ints

    def at(self, places: Ints, firsts: Ints) -> "_Pairs":
        """Some of them, paid from these months on."""
        return _Pairs(
            self.rows[places],
            self.upfronts[places],
            self.counts[places],
            self.levels[places],
            Near(self.last.fen[places], self.last.off[places]),
            firsts,
        )


@dataclass(frozen=True, slots=True)
class _Carried:
    """What the months carry from each first month on (in order), for loans and instalments.

    `before_last` is the most that each payment but the last may be, by first month, payment up
    front and number of instalments; `in_all` the most that may have been paid by the end, by
    first month and number of instalments. `late` is by how much the term is longer.
    """

    firsts: Ints
    late: Ints
    upfronts: Ints
    before_last: Ints
    in_all: Ints


def kept_shapes(
    loans: Sequence[Loan], limit: Ints, limits: Limits, lender: Lender
) -> tuple[KeptShapes, list[tuple[Loan, int]]]:
    """The shapes that can be kept within `limit` in every month, and within the limits.

    Of one loan and number of instalments the earliest first month that can be kept: a later one
    has the same payments and cost, ends no sooner, and is worth no more to the lender. Second
    come the loans and numbers of instalments whose schedules have turns of their own. At least
    one loan.
    """
    plans = LevelPlans([(one.financed, one.annual_rate_percent) for one in loans], limits.longest)
    upfronts = sorted({loan.upfront for loan in loans})
    of_upfront = np.array([upfronts.index(loan.upfront) for loan in loans])
    carried = _carried(limit, np.array(upfronts), limits)
    most = carried.before_last.max(axis=0)[of_upfront]
    if limits.max_payment is not None:
        most = np.minimum(most, limits.max_payment)
    may_be_kept, irregular = plans.near - 1 <= most, []
    unsure = [] if plans.is_sure.all() else np.argwhere(~plans.is_sure).tolist()
    for row, column in unsure:
        if plans.exactly(row, column + 1) is None:
            irregular.append((loans[row], column + 1))
            may_be_kept[row, column] = False
    rows, columns = np.nonzero(may_be_kept)
    levels = plans.levels(rows, columns + 1)
    last = plans.last(rows, columns + 1, levels)
    pairs = _Pairs(rows, carried.upfronts[of_upfront[rows]], columns + 1, levels, last, rows)
    kept = _earliest(plans, pairs, of_upfront, carried, limits)
    return KeptShapes(loans, plans, kept, lender), irregular


def _carried(limit: Ints, upfronts: Ints, limits: Limits) -> _Carried:
    firsts, longest = np.array(sorted(limits.first_months)), limits.longest
    most = most_before_last(limit, firsts, upfronts, longest)
    months = firsts[:, np.newaxis] + np.arange(longest)
    in_all = least_from(limit, limits.months)[months]
    return _Carried(firsts, np.maximum(0, firsts - 1), upfronts, most, in_all)


def _earliest(
    plans: LevelPlans, pairs: _Pairs, of_upfront: Ints, carried: _Carried, limits: Limits
) -> _Pairs:
    """The pairs that can be kept, each from the earliest month, in the order of the months."""
    surely, maybe = _verdicts(pairs, of_upfront, carried, limits)
    doubtful = np.flatnonzero((surely != maybe).any(axis=0)).tolist()
    if doubtful:
        for place in doubtful:
            plans.exactly(int(pairs.rows[place]), int(pairs.counts[place]))
        pairs.last = plans.last(pairs.rows, pairs.counts, pairs.levels)
        surely, _ = _verdicts(pairs, of_upfront, carried, limits)
    places = np.flatnonzero(surely.any(axis=0))
    starts = surely[:, places].argmax(axis=0)
    order = starts.argsort(kind="stable")
    return pairs.at(places[order], carried.firsts[starts[order]])


def _verdicts(
    pairs: _Pairs, of_upfront: Ints, carried: _Carried, limits: Limits
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """By first month and pair, whether it surely can be kept, and whether it may."""
    place, columns = of_upfront[pairs.rows], pairs.counts - 1
    fits = pairs.levels <= carried.before_last[:, place, columns]
    fits &= pairs.counts + carried.late[:, np.newaxis] <= limits.longest
    spare = carried.in_all[:, columns] - (pairs.upfronts + pairs.levels * columns)
    last = pairs.last.bounds
    if limits.max_payment is None:
        return fits & (last.high <= spare), fits & (last.low <= spare)
    fits &= np.where(columns > 0, pairs.levels, 0) <= limits.max_payment
    spare = np.minimum(spare, limits.max_payment)
    return fits & (last.high <= spare), fits & (last.low <= spare)


def _merits(loans: Sequence[Loan], plans: LevelPlans, pairs: _Pairs, lender: Lender) -> Bounds:
    """Bounds to the merits of pairs, a row for each."""
    shape = (MERITS, len(pairs.rows))
    low, high = np.empty(shape), np.empty(shape)
    if not len(pairs.rows):
        return Bounds(low, high)
    counts, levels, left = pairs.counts, pairs.levels, _left_at_break(plans, pairs, lender)
    flows = FlowColumns(pairs.upfronts, pairs.firsts, levels, counts, pairs.last, left)
    value = level_values(flows, lender)
    principal = np.array([loan.principal for loan in loans])[pairs.rows]
    costs = pairs.upfronts + levels * (counts - 1) - principal
    before_last = np.where(counts > 1, levels, 0)
    for merits, last, less in zip((low, high), pairs.last.bounds, value[::-1], strict=True):
        np.maximum(before_last, last, out=merits[0])
        np.add(counts, np.maximum(0, pairs.firsts - 1), out=merits[1])
        np.add(costs, last, out=merits[2])
        np.negative(less, out=merits[3])
    return Bounds(low, high)


def _left_at_break(plans: LevelPlans, pairs: _Pairs, lender: Lender) -> Near:
    paid = np.maximum(0, lender.assumptions.break_month - pairs.firsts)
    is_over = paid >= pairs.counts
    until = np.minimum(paid, pairs.counts - 1)
    left = plans.left(pairs.rows, pairs.counts, pairs.levels, until)
    left.fen[is_over], left.off[is_over] = 0, 0
    return left
