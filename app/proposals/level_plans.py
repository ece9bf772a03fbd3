"""Plans of equal monthly payments, all numbers of instalments at once, exact to the fen.

What `app.calc.schedules` computes row by row (30/360, half-even, residue in the last instalment),
laid out as arrays: one row for each amount financed, one column for each number of instalments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.calc.level_payments import level_payment

Fen = NDArray[Any]
"""Whole fen: int64, or Python integers where a product would not fit."""
_MONTHS_PER_YEAR = 12
_DAYS_PER_MONTH, _DAYS_PER_YEAR = 30, 360
_ROOM = 2**62
_NEARLY_HALF = 1e-3


@dataclass(frozen=True, slots=True)
class LevelPlans:
    """Figures of shape (amounts, longest): column n - 1 is the plan of n instalments.

    `level` is every payment but the last, which is `last`; `left[j]` is what is left after j
    instalments. Where `regular` is False the schedule has turns of its own, and the other figures
    say nothing: an amount too small for its interest, or one paid off before its time.
    """

    level: Fen
    last: Fen
    left: Mapping[int, Fen]
    regular: NDArray[np.bool_]

    @property
    def total(self) -> Fen:
        """All payments together."""
        counts = np.arange(self.level.shape[1])
        return self.level * counts + self.last

    @property
    def largest(self) -> Fen:
        """The largest payment."""
        largest = np.maximum(self.level, self.last)
        largest[:, 0] = self.last[:, 0]
        return largest


def level_plans(
    loans: Sequence[tuple[int, Decimal]], longest: int, after: Iterable[int] = ()
) -> LevelPlans:
    """Work out plans of 1 to `longest` instalments for each (fen financed, percent a year).

    `after` names the numbers of instalments after which what is left is wanted.
    """
    rates = [Fraction(percent) / 100 / _MONTHS_PER_YEAR for _, percent in loans]
    kind: Any = np.int64
    pairs = list(zip([fen for fen, _ in loans], rates, strict=True))
    if any(fen * 2 * rate.numerator + rate.denominator >= _ROOM for fen, rate in pairs):
        kind = object
    counts = np.arange(1, longest + 1)
    financed = np.array([[fen] for fen, _ in loans], dtype=kind)
    above = np.array([[rate.numerator] for rate in rates], dtype=kind)
    below = np.array([[rate.denominator] for rate in rates], dtype=kind)
    level = np.array([_levels(fen, rate, longest) for fen, rate in pairs], dtype=kind)
    balance = np.repeat(financed, longest, axis=1)
    regular = np.ones(balance.shape, dtype=bool)
    wanted, left = set(after), {}
    for number in range(longest):
        if number:
            owed = balance[:, number:]
            principal = level[:, number:] - _half_even(owed * above, below)
            regular[:, number:] &= (principal >= 0) & (principal < owed)
            balance[:, number:] = owed - principal
        if number in wanted:
            left[number] = np.where(counts > number, balance, 0)
    for number in wanted - left.keys():
        left[number] = np.zeros_like(balance)
    last = balance + _half_even(balance * above, below)
    return LevelPlans(level, last, left, regular)


def _half_even(above: Fen, below: Fen) -> Fen:
    doubled = 2 * above + below
    quotient = doubled // (2 * below)
    is_tie = doubled == quotient * (2 * below)
    rounded: Fen = quotient - (is_tie & (quotient % 2 == 1))
    return rounded


def _levels(financed: int, rate: Fraction, longest: int) -> list[int]:
    """The level payments of 1 to `longest` instalments; in floats where no half is near."""
    counts = np.arange(1, longest + 1)
    if not rate:
        whole, rest = np.divmod(financed, counts)
        up = (2 * rest > counts) | ((2 * rest == counts) & (whole % 2 == 1))
        return [int(value) for value in whole + up]
    exact = financed * float(rate) / -np.expm1(-counts * np.log1p(float(rate)))
    slack = _NEARLY_HALF + exact * 1e-12
    doubtful = np.abs(exact - np.floor(exact) - 0.5) <= slack
    levels = [int(value) for value in np.rint(exact)]
    yearly = rate * _MONTHS_PER_YEAR
    for place in np.flatnonzero(doubtful):
        days = [_DAYS_PER_MONTH] * int(counts[place])
        levels[place] = level_payment(financed, yearly, days, _DAYS_PER_YEAR)
    return levels
