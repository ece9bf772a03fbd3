"""Rates of very many plans at once: Newton's method on whole columns, certain or not given.

A plan here pays nothing but the other way than its advance, once a period, so its rate is the only
one (Descartes' rule). A rate is given only where the flows discounted at it are worth nothing to
1e-12 of the advance; the others are NaN: whether they have none, or several, `app.calc.rates` says.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.calc.roots import HIGHEST_RATE, LOWEST_RATE

_STEPS: Final = 40
_RESIDUE: Final = 1e-12
_CLOSENESS: Final = 1e-15
_Floats = NDArray[np.float64]


def period_rates(advances: NDArray[np.int64], payments: NDArray[np.int64]) -> _Floats:
    """Return each plan's rate of one period, as a ratio; NaN where none is certain.

    `advances` has shape (plans,), `payments` (plans, periods): what is paid at the end of each
    period, in fen, zero where nothing is. Rates between -99.9 % and 10,000 % a period are sought.
    """
    paid = np.ascontiguousarray(payments.T, dtype=np.float64)
    owed = advances.astype(np.float64)
    sound = (owed > 0) & (paid >= 0).all(axis=0) & (paid > 0).any(axis=0)
    owed = np.where(sound, owed, 1.0)
    weights = np.arange(1.0, len(paid) + 1)
    total = paid.sum(axis=0)
    total = np.where(sound, total, 1.0)
    mean_time = np.where(sound, (weights @ paid) / total, 1.0)
    factor = (owed / total) ** (1 / mean_time)
    worth = np.zeros_like(owed)
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            worth, slope = _value_and_slope(paid, factor)
            step = (worth - owed) / slope
            factor = np.maximum(factor - step, factor / 16)
            if not np.any(np.abs(step) > _CLOSENESS * factor):
                break
        worth, _ = _value_and_slope(paid, factor)
        rates = 1 / factor - 1
        certain = sound & (np.abs(worth - owed) <= _RESIDUE * owed)
    return np.where(certain & (rates > LOWEST_RATE) & (rates < HIGHEST_RATE), rates, np.nan)


def _value_and_slope(paid: _Floats, factor: _Floats) -> tuple[_Floats, _Floats]:
    """Value of the payments at a discount factor a period, and its derivative (Horner's rule)."""
    value, slope = np.zeros_like(factor), np.zeros_like(factor)
    for row in paid[::-1]:
        slope *= factor
        slope += value
        value *= factor
        value += row
    slope *= factor
    slope += value
    return value * factor, slope
