"""All real roots of a present-value equation, found with certainty rather than guessed.

With x = ln(1 + r) the value of flows c_j at times t_j is f(x) = sum of c_j e**(-t_j x). By
Descartes' rule for such sums, f has no more roots than its coefficients change sign. Multiplying
by e**(p x), p between two terms of different sign, and differentiating turns c_j into
c_j (p - t_j): one change less, and between the roots of that derivative f crosses zero at most
once (Pólya and Szegő, Problems and Theorems in Analysis II, part V, chapter 1).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

LOWEST_RATE: Final = -0.999
HIGHEST_RATE: Final = 100.0

_LOW: Final = math.log1p(LOWEST_RATE)
_HIGH: Final = math.log1p(HIGHEST_RATE)
_HIGHEST_PERIOD_RATE: Final = 10_000.0
# Relative to the flows' size: a touching (double) root is met only up to rounding.
_TOUCH: Final = 1e-12
_CLOSENESS: Final = 1e-9
_NEWTON_STEPS: Final = 30
_NEWTON_CLOSENESS: Final = 1e-12

_Floats = NDArray[np.float64]


def annual_roots(times: Sequence[float], amounts: Sequence[int]) -> list[float]:
    """Return every effective annual rate in (-99.9 %, 10,000 %) at which the flows are worth 0.

    Times in years, amounts in fen; rates as ratios, rising. A double root counts once. Flows that
    cancel out altogether have no rate of their own: an empty list.
    """
    years, weights = _merged(times, amounts)
    return [math.expm1(zero) for zero in _zeros(years, weights)]


def is_only_root(times: Sequence[float], amounts: Sequence[int], rate: float) -> bool:
    """Tell whether a rate found elsewhere is proven the only root: one change of sign, crossed."""
    years, weights = _merged(times, amounts)
    if len(_changes(weights)) != 1 or not LOWEST_RATE < rate < HIGHEST_RATE:
        return False
    zero = math.log1p(rate)
    below, above = (_value(years, weights, zero + by) for by in (-_CLOSENESS, _CLOSENESS))
    return below * above < 0


def newton_root(
    value_and_slope: Callable[[float], tuple[float, float]], guess: float
) -> float | None:
    """Return the root of a rising function near a guess, as a ratio; None unless it is certain.

    Newton's steps, then a change of sign within 1e-12 of what they ended on.
    """
    at = guess
    try:
        for _ in range(_NEWTON_STEPS):
            value, slope = value_and_slope(at)
            step = value / slope
            at -= step
            if abs(step) <= _NEWTON_CLOSENESS * (1 + at):
                break
        spread = _NEWTON_CLOSENESS * (1 + at)
        low, high = value_and_slope(at - spread)[0], value_and_slope(at + spread)[0]
    except (OverflowError, ZeroDivisionError):
        return None
    return at if at > LOWEST_RATE and low < 0 < high else None


def period_root(excess: Callable[[float], float]) -> float | None:
    """Return the root of a function rising in the period's rate, as a ratio; None without one."""
    low, high = LOWEST_RATE, _HIGHEST_PERIOD_RATE
    if not excess(low) < 0 < excess(high):
        return None
    return _bisected(excess, low, high)


def _merged(times: Sequence[float], amounts: Sequence[int]) -> tuple[_Floats, _Floats]:
    sums: defaultdict[float, int] = defaultdict(int)
    for time, amount in zip(times, amounts, strict=True):
        sums[time] += amount
    terms = sorted((time, amount) for time, amount in sums.items() if amount)
    return np.array([time for time, _ in terms]), np.array([float(amount) for _, amount in terms])


def _changes(weights: _Floats) -> list[int]:
    return [int(index) for index in np.flatnonzero(weights[:-1] * np.sign(weights[1:]) < 0)]


def _zeros(years: _Floats, weights: _Floats) -> list[float]:
    changes = _changes(weights)
    if not changes:
        return []
    pivot = (years[changes[0]] + years[changes[0] + 1]) / 2
    stationary = _zeros(years, weights * (pivot - years))

    def value(at: float) -> float:
        return _value(years, weights, at)

    zeros = [at for at in stationary if abs(value(at)) <= _TOUCH]
    for low, high in pairwise([_LOW, *stationary, _HIGH]):
        start, end = value(low), value(high)
        if min(abs(start), abs(end)) > _TOUCH and start * end < 0:
            zeros.append(_bisected(value, low, high))
    return sorted(zeros)


def _value(years: _Floats, weights: _Floats, at: float) -> float:
    """Value of the flows relative to their size, in [-1, 1]: no overflow at any distance."""
    exponents = -years * at
    terms = weights * np.exp(exponents - exponents.max())
    return float(terms.sum() / np.abs(terms).sum())


def _bisected(function: Callable[[float], float], low: float, high: float) -> float:
    rises = function(low) < 0
    while low < (middle := (low + high) / 2) < high:
        if (function(middle) < 0) == rises:
            low = middle
        else:
            high = middle
    return middle
