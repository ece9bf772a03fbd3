"""The courses of many plans beside one view: `app.proposals.flows.course` of all at once.

By whole numbers in float64, exact below 2**52; amounts in fen.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from app.proposals.flows import COVERAGE_LIMIT, Course, Outlook, course

Floats = NDArray[np.float64]
Courses = tuple[Course, Course, Course]
"""Plain, stressed, and for essentials only."""
_EXACT = 2**52


def courses_of(view: Outlook, payments: Sequence[int]) -> Courses:
    """Run one plan's monthly payments against the cash of a view, over all of its months."""
    base, stressed, essential = (
        course(cash, payments, view.buffer) for cash in (view.base, view.stressed, view.essential)
    )
    return base, stressed, essential


def courses_of_all(
    view: Outlook, plans: Sequence[Sequence[int]], months: Sequence[int]
) -> list[Courses]:
    """Run each plan's monthly payments over so many months of the view, as `courses_of` does.

    `months[k]` are at least those of plan k.
    """
    cash = np.array((view.base, view.stressed, view.essential), dtype=np.float64)
    if not plans or max(*map(sum, plans), np.abs(cash).max()) >= _EXACT:
        return [
            courses_of(view.until(seen), payments)
            for seen, payments in zip(months, plans, strict=True)
        ]
    paid = np.zeros((len(plans), cash.shape[1]))
    for row, payments in zip(paid, plans, strict=True):
        row[: len(payments)] = payments
    np.cumsum(paid, axis=1, out=paid)
    ends = np.array(months) - 1
    beyond = np.arange(cash.shape[1]) > ends[:, np.newaxis]
    left = cash[:, np.newaxis] - paid
    left[:, beyond] = np.inf
    spare = cash - view.buffer
    fails = np.minimum.accumulate(spare, axis=1)[:, ends] < 0
    columns = (
        _coverages(spare, paid, beyond, fails),
        (left < view.buffer).sum(axis=2).tolist(),
        left.min(axis=2).tolist(),
        left.argmin(axis=2).tolist(),
    )
    scenarios = [
        [Course(coverage, short, int(lowest), month) for coverage, short, lowest, month in found]
        for found in (zip(*scenario, strict=True) for scenario in zip(*columns, strict=True))
    ]
    return list(zip(*scenarios, strict=True))


def _coverages(
    spare: Floats, paid: Floats, beyond: NDArray[np.bool_], fails: NDArray[np.bool_]
) -> list[list[Fraction]]:
    """The least ones of each scenario and plan, exact: rounding turns no order round.

    So they are among the least in floats.
    """
    quotients = np.full((len(spare), *paid.shape), np.inf)
    counted = (paid > 0) & ~beyond
    np.divide(spare[:, np.newaxis], paid, out=quotients, where=counted)
    least = quotients.min(axis=2)
    exact = [[COVERAGE_LIMIT] * len(paid) for _scenario in spare]
    is_least = (quotients == least[..., np.newaxis]) & counted
    places = is_least.nonzero()
    cash, gone = spare[places[0], places[2]].tolist(), paid[places[1:]].tolist()
    for row, plan, above, below in zip(*map(_listed, places[:2]), cash, gone, strict=True):
        known = exact[row][plan]
        if above * known.denominator < known.numerator * below:
            exact[row][plan] = Fraction(int(above), int(below))
    for row, plan in np.argwhere(fails).tolist():
        exact[row][plan] = Fraction(0)
    return exact


def _listed(places: NDArray[np.int64]) -> list[int]:
    listed: list[int] = places.tolist()
    return listed
