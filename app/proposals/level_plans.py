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
_FLOAT_ROOM = 2**52
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
    pairs = [(fen, Fraction(percent) / 100 / _MONTHS_PER_YEAR) for fen, percent in loans]
    fits = all(fen * 2 * rate.numerator + rate.denominator < _ROOM for fen, rate in pairs)
    level = _levels(pairs, longest, np.int64 if fits else object)
    room = max(max(fen * rate.numerator, fen, rate.denominator) for fen, rate in pairs)
    work_out = _quickly if room < _FLOAT_ROOM else _step_by_step
    return work_out(pairs, level, frozenset(after))


def _quickly(
    pairs: Sequence[tuple[int, Fraction]], level: Fen, wanted: frozenset[int]
) -> LevelPlans:
    """By whole numbers in float64; a row of the arrays is a number of instalments.

    Interest is a correctly rounded quotient of a product below 2**52, hence never on the wrong
    side of a half, and `rint` goes half to even. While the first principal is not negative the
    balance falls, so a plan is regular when then something is left for its last instalment.
    """
    longest = level.shape[1]
    financed, above, below = np.array(
        [(fen, rate.numerator, rate.denominator) for fen, rate in pairs], dtype=np.float64
    ).T
    payments = np.ascontiguousarray(level.T, dtype=np.float64)
    balance = np.repeat(financed[np.newaxis], longest, axis=0)
    interest, left = np.empty_like(balance), {}
    covers = payments >= np.rint(financed * above / below)
    with np.errstate(over="ignore", invalid="ignore"):  # of plans that are not regular
        for number in range(longest):
            if number:
                owed, due = balance[number:], interest[number:]
                np.multiply(owed, above, out=due)
                np.divide(due, below, out=due)
                np.rint(due, out=due)
                owed += due
                owed -= payments[number:]
            if number in wanted:
                left[number] = balance.copy()
                left[number][:number] = 0
        regular = covers & (balance > 0)
    balance = np.where(regular, balance, 0)
    last = balance + np.rint(balance * above / below)
    whole = {number: _whole(np.where(regular, one, 0)) for number, one in left.items()}
    none = {number: np.zeros_like(level) for number in wanted - left.keys()}
    return LevelPlans(level, _whole(last), whole | none, regular.T)


def _whole(rows: NDArray[np.float64]) -> Fen:
    columns: Fen = rows.T.astype(np.int64)
    return columns


def _step_by_step(
    pairs: Sequence[tuple[int, Fraction]], level: Fen, wanted: frozenset[int]
) -> LevelPlans:
    """The same for amounts and rates of any size, by integers."""
    kind, longest = level.dtype, level.shape[1]
    counts = np.arange(1, longest + 1)
    financed = np.array([[fen] for fen, _ in pairs], dtype=kind)
    above = np.array([[rate.numerator] for _, rate in pairs], dtype=kind)
    below = np.array([[rate.denominator] for _, rate in pairs], dtype=kind)
    balance = np.repeat(financed, longest, axis=1)
    regular = np.ones(balance.shape, dtype=bool)
    left = {}
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


def _levels(pairs: Sequence[tuple[int, Fraction]], longest: int, kind: Any) -> Fen:
    """The level payments of 1 to `longest` instalments; in floats where no half is near."""
    counts = np.arange(1, longest + 1)
    bearing = [(fen, float(rate)) for fen, rate in pairs if rate]
    financed, rates = np.array(bearing, dtype=np.float64).reshape(-1, 2).T[..., np.newaxis]
    exact = financed * rates / -np.expm1(-counts * np.log1p(rates))
    nearest = np.rint(exact)
    distance = np.abs(np.abs(exact - nearest) - 0.5)
    doubtful = distance <= _NEARLY_HALF + exact * 1e-12
    quick = iter(zip(nearest, doubtful, strict=True))
    levels = np.empty((len(pairs), longest), dtype=kind)
    for place, (fen, rate) in enumerate(pairs):
        if not rate:
            whole, rest = np.divmod(fen, counts)
            levels[place] = whole + (2 * rest + (whole & 1) > counts)
            continue
        found, unsure = next(quick)
        levels[place] = found if kind is not object else [int(value) for value in found]
        for column in np.flatnonzero(unsure):
            days = [_DAYS_PER_MONTH] * int(counts[column])
            levels[place, column] = level_payment(
                fen, rate * _MONTHS_PER_YEAR, days, _DAYS_PER_YEAR
            )
    return levels
