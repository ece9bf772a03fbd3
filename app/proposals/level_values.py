"""What many plans of equal payments are worth to the lender: `Lender.plan` of all at once.

In floats where no half is near, exactly where one is: the same fen either way.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proposals.lender_value import Lender
from app.proposals.plan_flows import LevelFlows

Column = NDArray[Any]
_NEARLY_HALF, _PARTS = 1e-3, 1e-12


class FlowColumns(NamedTuple):
    """The fields of `LevelFlows`, each a column over the plans."""

    upfront: Column
    first: Column
    level: Column
    last: Column
    instalments: Column
    left_at_break: Column

    def each(self) -> list[LevelFlows]:
        """Plan by plan, in whole Python numbers."""
        return list(map(LevelFlows._make, zip(*map(_listed, self), strict=True)))

    def at(self, places: Sequence[int] | Column) -> "FlowColumns":
        """Some of the plans."""
        return FlowColumns(*(column[places] for column in self))


def _listed(column: Column) -> list[int]:
    listed: list[int] = column.tolist()
    return listed


def level_values(flows: FlowColumns, lender: Lender) -> NDArray[np.int64]:
    """Each plan's expected value today in fen."""
    if not len(flows.first):
        return np.zeros(0, dtype=np.int64)
    months = flows.first + flows.instalments
    factors, sums = lender.factor_columns(int(months.max()))
    before_first, end = sums[flows.first], months - 1
    whole = flows.upfront + flows.level * (sums[end] - before_first) + flows.last * factors[end]
    until = np.minimum(lender.assumptions.break_month, months)
    seen = sums[np.maximum(np.minimum(until, end), flows.first)] - before_first
    before = np.where(until < months, flows.upfront + flows.level * seen, whole)
    kept, no_plan, doubtful = lender.redefault_share, np.zeros(len(months)), whole < 0
    for share, cost in lender.route_columns():
        worth, unsure = _rounded(flows.left_at_break * share)
        no_plan, doubtful = np.maximum(no_plan, worth - cost), doubtful | unsure
    broken = before + np.minimum(no_plan * factors[until], whole - before)
    value, unsure = _rounded((1 - kept) * whole + kept * broken)
    values = value.astype(np.int64)
    settled = np.flatnonzero(doubtful | unsure)
    values[settled] = [lender.plan(one) for one in flows.at(settled).each()]
    return values


def _rounded(exact: Column) -> tuple[Column, Column]:
    """To the fen, and where that is not sure."""
    exact = exact.astype(np.float64)
    nearest = np.rint(exact)
    unsure = np.abs(np.abs(exact - nearest) - 0.5) <= _NEARLY_HALF + np.abs(exact) * _PARTS
    return nearest, unsure
