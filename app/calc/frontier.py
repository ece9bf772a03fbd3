"""The largest level payment that keeps the balance above a floor in every month, exactly.

For a shape (paid up front u, first instalment in month h, n instalments) and cumulative free cash
C[m], the balance stays at or above the floor iff p <= (C[m] - u - floor) / k(m) in every month
with k(m) = clip(m + 1 - h, 0, n) > 0, and C[m] - u >= floor in the others. So the answer is a
minimum of integer quotients: no search. Months count from 0, amounts are fen.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

INFEASIBLE: Final = -1
"""Marks, in arrays, a shape for which no payment is possible."""


def affordable_level_payment(cumulative: Sequence[int], floor: int) -> int | None:
    """Return the largest p >= 0 with C[m - 1] - m p >= floor for every month m from 1 on.

    None when even 0 fails. Raises ValueError without a month to look at.
    """
    return best_payment(cumulative, floor=floor, instalments=len(cumulative))


def best_payment(
    cumulative: Sequence[int],
    *,
    floor: int = 0,
    upfront: int = 0,
    first_month: int = 0,
    instalments: int,
) -> int | None:
    """Return the largest payment of one shape; None when even 0 fails.

    Raises ValueError when no instalment falls within the months looked at: nothing would bound it.
    """
    if instalments < 1 or not 0 <= first_month < len(cumulative):
        raise ValueError("no instalment within the months")
    best: int | None = None
    for month, cash in enumerate(cumulative):
        spare = cash - upfront - floor
        if spare < 0:
            return None
        paid = min(max(month + 1 - first_month, 0), instalments)
        if paid and (best is None or spare // paid < best):
            best = spare // paid
    return best


def best_payments(
    cumulative: NDArray[np.int64],
    upfronts: NDArray[np.int64],
    first_months: NDArray[np.int64],
    terms: NDArray[np.int64],
    floor: int,
) -> NDArray[np.int64]:
    """Return `best_payment` of many shapes, INFEASIBLE where there is none.

    `cumulative` has shape (months,), the shape arrays (shapes,) or anything that broadcasts.
    Raises ValueError when a shape has no instalment within the months.
    """
    if np.any(terms < 1) or np.any(first_months < 0) or np.any(first_months >= len(cumulative)):
        raise ValueError("no instalment within the months")
    per_month = (-1, *[1] * np.broadcast(upfronts, first_months, terms).ndim)
    months = np.arange(len(cumulative), dtype=np.int64).reshape(per_month)
    paid = np.clip(months + 1 - first_months, 0, terms)
    spare = cumulative.reshape(per_month) - floor - upfronts
    quotients = spare // np.maximum(paid, 1)
    unbounded = np.iinfo(np.int64).max
    best = np.where((paid > 0) | (spare < 0), quotients, unbounded).min(axis=0)
    return np.where(best < 0, INFEASIBLE, best)
