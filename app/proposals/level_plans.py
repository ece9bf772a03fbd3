"""Plans of equal monthly payments, all numbers of instalments at once, exact to the fen.

What `app.calc.schedules` computes row by row (30/360, half-even, residue in the last instalment),
laid out as arrays: one row for each amount financed, one column for each number of instalments.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.calc.level_payments import monthly_payment, monthly_rate

Fen = NDArray[Any]
"""Whole fen: int64, or Python integers where a product would not fit."""
_ROOM = 2**62
_FLOAT_ROOM = 2**52
_NEARLY_HALF = 1e-3


@dataclass(frozen=True, slots=True)
class LevelPlans:
    """Figures of shape (amounts, numbers of instalments): the first column is `shortest`.

    `level` is every payment but the last, which is `last`; `left[j]` is what is left after j
    instalments. Where `regular` is False the schedule has turns of its own, and the other figures
    say nothing: an amount too small for its interest, or one paid off before its time.
    """

    level: Fen
    last: Fen
    left: Mapping[int, Fen]
    regular: NDArray[np.bool_]
    shortest: int = 1

    @property
    def counts(self) -> NDArray[np.int64]:
        """The number of instalments of each column."""
        return np.arange(self.shortest, self.shortest + self.level.shape[1])

    @property
    def total(self) -> Fen:
        """All payments together."""
        total: Fen = self.level * (self.counts - 1) + self.last
        return total

    @property
    def largest(self) -> Fen:
        """The largest payment."""
        largest: Fen = np.where(self.counts > 1, np.maximum(self.level, self.last), self.last)
        return largest


@dataclass(frozen=True, slots=True)
class Estimates:
    """Level payments in floats, to less than a fen, of shape (amounts, longest).

    From a payment of `sure` on rounding gives no plan turns of its own.
    """

    level: NDArray[np.float64]
    sure: NDArray[np.float64]


def estimates(loans: Sequence[tuple[int, Decimal]], longest: int) -> Estimates:
    """The payments of 1 to `longest` instalments for each (fen financed, percent a year)."""
    financed = np.array([[fen] for fen, _percent in loans], dtype=np.float64)
    shares, sure = np.array([_of_one(percent, longest) for _fen, percent in loans]).swapaxes(0, 1)
    return Estimates(financed * shares, sure)


@lru_cache(maxsize=256)
def _of_one(percent: Decimal, longest: int) -> NDArray[np.float64]:
    """What one fen financed takes a month, and `sure`, by the number of instalments.

    See `app.calc.level_payments.is_surely_level`; two fen more for what estimates are off.
    """
    counts, rate = np.arange(1.0, longest + 1), float(monthly_rate(percent))
    with np.errstate(over="ignore"):  # then nothing is sure
        sure = counts * (1 + rate) ** counts + 3
    shares = rate / -np.expm1(-counts * math.log1p(rate)) if rate else 1 / counts
    return np.array([shares, sure])


def level_plans(
    loans: Sequence[tuple[int, Decimal]],
    longest: int,
    after: Iterable[int] = (),
    shortest: int = 1,
) -> LevelPlans:
    """Work out plans of `shortest` to `longest` instalments for each (fen, percent a year).

    `after` names the numbers of instalments after which what is left is wanted.
    """
    pairs = [(fen, monthly_rate(percent)) for fen, percent in loans]
    fits = all(fen * 2 * rate.numerator + rate.denominator < _ROOM for fen, rate in pairs)
    exact = estimates(loans, longest).level[:, shortest - 1 :]
    level = _levels(pairs, exact, shortest, np.int64 if fits else object)
    room = max(max(fen * rate.numerator, fen, rate.denominator) for fen, rate in pairs)
    work_out = _quickly if room < _FLOAT_ROOM else _step_by_step
    return work_out(pairs, level, frozenset(after), shortest)


def _quickly(
    pairs: Sequence[tuple[int, Fraction]], level: Fen, wanted: frozenset[int], shortest: int
) -> LevelPlans:
    """By whole numbers in float64; a row of the arrays is a number of instalments.

    Interest is a correctly rounded quotient of a product below 2**52, hence never on the wrong
    side of a half, and `rint` goes half to even. While the first principal is not negative the
    balance falls, so a plan is regular when then something is left for its last instalment.
    """
    rows = level.shape[1]
    financed, above, below = np.array(
        [(fen, rate.numerator, rate.denominator) for fen, rate in pairs], dtype=np.float64
    ).T
    payments = np.ascontiguousarray(level.T, dtype=np.float64)
    balance = np.repeat(financed[np.newaxis], rows, axis=0)
    interest, left = np.empty_like(balance), {}
    covers = payments >= np.rint(financed * above / below)
    owed, due, paid = balance, interest, payments
    with np.errstate(over="ignore", invalid="ignore"):  # of plans that are not regular
        for number in range(shortest + rows - 1):
            done = max(0, number - shortest + 1)  # plans that have only the last instalment left
            if done:
                owed, due, paid = balance[done:], interest[done:], payments[done:]
            if number:
                np.multiply(owed, above, due)
                np.divide(due, below, due)
                np.rint(due, due)
                np.add(owed, due, owed)
                np.subtract(owed, paid, owed)
            if number in wanted:
                left[number] = balance.copy()
                left[number][:done] = 0
        regular = covers & (balance > 0)
    balance = np.where(regular, balance, 0)
    last = balance + np.rint(balance * above / below)
    whole = {number: _whole(np.where(regular, one, 0)) for number, one in left.items()}
    none = {number: np.zeros_like(level) for number in wanted - left.keys()}
    return LevelPlans(level, _whole(last), whole | none, regular.T, shortest)


def _whole(rows: NDArray[np.float64]) -> Fen:
    columns: Fen = rows.T.astype(np.int64)
    return columns


def _step_by_step(
    pairs: Sequence[tuple[int, Fraction]], level: Fen, wanted: frozenset[int], shortest: int
) -> LevelPlans:
    """The same for amounts and rates of any size, by integers."""
    kind, columns = level.dtype, level.shape[1]
    counts = np.arange(shortest, shortest + columns)
    financed = np.array([[fen] for fen, _ in pairs], dtype=kind)
    above = np.array([[rate.numerator] for _, rate in pairs], dtype=kind)
    below = np.array([[rate.denominator] for _, rate in pairs], dtype=kind)
    balance = np.repeat(financed, columns, axis=1)
    regular = np.ones(balance.shape, dtype=bool)
    left = {}
    for number in range(shortest + columns - 1):
        done = max(0, number - shortest + 1)
        if number:
            owed = balance[:, done:]
            principal = level[:, done:] - _half_even(owed * above, below)
            regular[:, done:] &= (principal >= 0) & (principal < owed)
            balance[:, done:] = owed - principal
        if number in wanted:
            left[number] = np.where(counts > number, balance, 0)
    for number in wanted - left.keys():
        left[number] = np.zeros_like(balance)
    last = balance + _half_even(balance * above, below)
    return LevelPlans(level, last, left, regular, shortest)


def _half_even(above: Fen, below: Fen) -> Fen:
    doubled = 2 * above + below
    quotient = doubled // (2 * below)
    is_tie = doubled == quotient * (2 * below)
    rounded: Fen = quotient - (is_tie & (quotient % 2 == 1))
    return rounded


def _levels(
    pairs: Sequence[tuple[int, Fraction]], exact: NDArray[np.float64], shortest: int, kind: Any
) -> Fen:
    """The level payments, from `shortest` instalments on; in floats where no half is near."""
    nearest = np.rint(exact)
    distance = np.abs(np.abs(exact - nearest) - 0.5)
    doubtful = distance <= _NEARLY_HALF + exact * 1e-12
    levels: Fen = nearest.astype(kind) if kind is not object else np.vectorize(int, "O")(nearest)
    for place, column in np.argwhere(doubtful).tolist():
        fen, rate = pairs[place]
        levels[place, column] = monthly_payment(fen, rate, shortest + column)
    return levels
