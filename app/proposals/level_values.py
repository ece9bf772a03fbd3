"""What many plans of equal payments are worth to the lender: `Lender.plan` within bounds.

In floats; where the payments are exact and no half is near, the bounds are the exact fen.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proposals.lender_value import Lender
from app.proposals.level_plans import NEARLY_HALF, PARTS, Bounds, Ints, Near


class FlowColumns(NamedTuple):
    """The fields of `LevelFlows`, each a column over the plans, the last two within bounds."""

    upfront: NDArray[Any]
    first: Ints
    level: Ints
    instalments: Ints
    last: Near
    left_at_break: Near


def level_values(flows: FlowColumns, lender: Lender) -> Bounds:
    """Each plan's expected value today in fen; at least one plan.

    It grows with what is paid last, and with what is left at the break, by no more than they do.
    """
    months = flows.first + flows.instalments
    factors, sums = lender.factor_columns(int(months.max()))
    before_first, end = sums[flows.first], months - 1
    whole = flows.upfront + flows.level * (sums[end] - before_first)
    whole += flows.last.fen * factors[end]
    until = np.minimum(lender.assumptions.break_month, months)
    seen = sums[np.maximum(np.minimum(until, end), flows.first)] - before_first
    before = np.where(until < months, flows.upfront + flows.level * seen, whole)
    kept = lender.redefault_share
    no_plan = _no_plan(flows.left_at_break, lender)
    broken = before + np.minimum(no_plan.fen * factors[until], whole - before)
    value = (1 - kept) * whole + kept * broken
    off = flows.last.off + kept * no_plan.off + NEARLY_HALF + np.abs(value) * PARTS
    return Bounds(np.rint(value - off), np.rint(value + off))


def _no_plan(left: Near, lender: Lender) -> Near:
    """What the best route brings at the break, rounded to the fen as each route's worth is."""
    shares, costs = np.array(lender.route_columns()).reshape(-1, 2, 1).swapaxes(0, 1)
    worth = left.fen * shares
    nearest = np.rint(worth)
    may_be_off = left.off * shares + NEARLY_HALF + np.abs(worth) * PARTS
    unsure = 0.5 - np.abs(worth - nearest) <= may_be_off
    off = np.where(unsure, may_be_off + 1, 0).max(axis=0, initial=0)
    return Near((nearest - costs).max(axis=0, initial=0), off)
