"""What many plans of equal payments are worth to the lender: `Lender.level_plan` of all at once.

In floats where no half is near, exactly where one is: the same fen either way.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proposals.lender_value import Lender, LevelFlows

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
        columns = (column.tolist() for column in self)
        return [LevelFlows(*flows) for flows in zip(*columns, strict=True)]


def level_values(flows: FlowColumns, lender: Lender) -> tuple[list[LevelFlows], list[int]]:
    """Each plan's flows in whole numbers, and its expected value today in fen."""
    found = flows.each()
    if not found:
        return [], []
    months = flows.first + flows.instalments
    factors, sums = lender.factor_columns(int(months.max()))
    before_first, end = sums[flows.first], months - 1
    whole = flows.upfront + flows.level * (sums[end] - before_first) + flows.last * factors[end]
    until = np.minimum(lender.assumptions.break_month, months)
    seen = sums[np.maximum(np.minimum(until, end), flows.first)] - before_first
    before = np.where(until < months, flows.upfront + flows.level * seen, whole)
    kept, no_plan, doubtful = lender.redefault_share, np.zeros(len(found)), whole < 0
    for share, cost in lender.route_columns():
        worth, unsure = _rounded(flows.left_at_break * share)
        no_plan, doubtful = np.maximum(no_plan, worth - cost), doubtful | unsure
    broken = before + np.minimum(no_plan * factors[until], whole - before)
    value, unsure = _rounded((1 - kept) * whole + kept * broken)
    values = [int(one) for one in value]
    for place in np.flatnonzero(doubtful | unsure).tolist():
        values[place] = lender.level_plan(found[place])
    return found, values


def _rounded(exact: Column) -> tuple[Column, Column]:
    """To the fen, and where that is not sure."""
    exact = exact.astype(np.float64)
    nearest = np.rint(exact)
    unsure = np.abs(np.abs(exact - nearest) - 0.5) <= _NEARLY_HALF + np.abs(exact) * _PARTS
    return nearest, unsure
