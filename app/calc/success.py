"""How safe level payments are: the share of simulated courses that keep a plan, exactly.

For one course the largest payment of a shape is a minimum of quotients (`app.calc.frontier`); so
over many courses those largest payments are the whole curve of success: a payment is kept in as
many courses as have a largest payment at least as large. No payment is tried.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Fen = NDArray[np.int64]
Courses = NDArray[np.float64]
"""Cumulative whole fen of shape (months, courses)."""
_CELLS: Final = 4_096
"""Enough that a cell seldom holds two payments, few enough to stay near the processor."""


def least_from(cash: Courses) -> Courses:
    """Return the least of each course from each month on; to be worked out once for many shapes."""
    rest = cash.copy()  # row by row: accumulate is slow on columns
    for month in range(len(cash) - 2, -1, -1):
        np.minimum(rest[month], rest[month + 1], out=rest[month])
    return rest


def largest_payments(
    cash: Courses, rest: Courses, first_month: int, terms: Iterable[int], floor: int = 0
) -> Iterator[Courses]:
    """Yield, for each rising number of instalments, the largest level payment in each course.

    Not rounded down: a whole payment is kept iff it is no larger. Minus infinity where not even 0
    is kept. `rest` is `least_from(cash)`. Instalments run from `first_month` on; all months of
    `cash` are looked at. Raises ValueError for terms that do not rise from 1 or lie outside them.
    """
    fails = np.zeros(cash.shape[1], dtype=bool)
    if first_month:
        fails = cash[:first_month].min(axis=0) < floor
    best, quotient, done = np.full(cash.shape[1], np.inf), np.empty(cash.shape[1]), 0
    for term in terms:
        if not done < term <= len(cash) - first_month:
            raise ValueError("no instalment within the months")
        for count in range(done + 1, term + 1):
            np.subtract(cash[first_month + count - 1], floor, out=quotient)
            quotient /= count
            np.minimum(best, quotient, out=best)
        done = term
        np.subtract(rest[first_month + term - 1], floor, out=quotient)
        quotient /= term
        found = np.minimum(best, quotient)
        found[fails] = -np.inf
        yield found


def success_shares(
    cash: Courses,
    rest: Courses,
    first_month: int,
    terms: Sequence[int],
    payments: Fen,
    floor: int = 0,
) -> NDArray[np.float64]:
    """Return the share of courses that keep each payment, of shape (terms, payments).

    Arguments and errors as in `largest_payments`; `payments` are whole fen, not
    negative, at least one.
    """
    order = np.argsort(payments)
    reached = _Reached(payments[order].astype(np.float64))
    shares = np.empty((len(terms), len(payments)))
    for place, found in enumerate(largest_payments(cash, rest, first_month, terms, floor)):
        courses = np.bincount(reached(found), minlength=len(payments) + 1)[:0:-1]
        shares[place, order] = np.cumsum(courses)[::-1] / cash.shape[1]
    return shares


class _Reached:
    """How many of some rising payments each number is at least as large as, exactly.

    A binary search guesses wrong at every turn. Here each number falls into one of many equal
    cells: what lies in lower cells is smaller, for rounding never turns an order round, and only
    the few payments of its own cell are compared.
    """

    def __init__(self, rising: NDArray[np.float64]) -> None:
        self._least = rising[0]
        self._scale = _CELLS / max(rising[-1] - rising[0], 1)
        cells = self._cells(rising)
        counts = np.bincount(cells, minlength=_CELLS + 1)
        self._lower = np.cumsum(counts) - counts
        self._inside = np.full((counts.max(), _CELLS + 1), np.inf)
        self._inside[np.arange(len(rising)) - self._lower[cells], cells] = rising

    def __call__(self, numbers: Courses) -> Fen:
        cells = self._cells(numbers)
        reached = self._lower.take(cells)
        for payments in self._inside:
            reached += numbers >= payments.take(cells)
        return reached

    def _cells(self, numbers: Courses) -> NDArray[np.intp]:
        place = numbers - self._least
        place *= self._scale
        cells: NDArray[np.intp] = np.clip(place, 0, _CELLS, out=place).astype(np.intp)
        return cells
