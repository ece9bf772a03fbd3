"""Plans of equal monthly payments, many at once: the level payment exact, the rest within bounds.

What is left after some payments follows in floats from growth and annuity; rounding each month's
interest moves it by no more than half a fen, grown until then. That settles most comparisons of
plans. Where it does not, `LevelPlans.exactly` has one plan's payments to the fen. Amounts in fen.
"""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.calc.level_payments import LevelLoan, level_loan, monthly_payment, monthly_rate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NEARLY_HALF, PARTS = 1e-3, 1e-12
"""How far from a half fen a rounding is sure, and what part of an amount floats may be off."""


class Bounds(NamedTuple):
    """Columns of whole fen between which the exact ones are."""

    low: Floats
    high: Floats


class Near(NamedTuple):
    """Columns in floats, and how far the exact ones may be from them."""

    fen: Floats
    off: Floats

    @property
    def bounds(self) -> Bounds:
        """The whole fen that are not too far."""
        return Bounds(np.ceil(self.fen - self.off), np.floor(self.fen + self.off))


class RateTables(NamedTuple):
    """By rate (rows) and month (columns), for one fen financed.

    `share` is the payment of a plan of column + 1 instalments, and `sure` the payment from which
    on rounding gives such a plan no turns of its own (see `app.calc.level_payments`, and two fen
    more for what estimates are off). `growth` is what a fen grows to in so many months as the
    column says, `annuity` what one fen a month grows to, and `off` what rounding may do by then.
    By rate alone: `step`, growth in one month, and `half`, what rounding may do in one.
    """

    share: Floats
    sure: Floats
    growth: Floats
    annuity: Floats
    off: Floats
    step: Floats
    half: Floats


class LevelPlans:
    """The plans of 1 to `longest` instalments of each (fen financed, percent a year)."""

    def __init__(self, loans: Sequence[tuple[int, Decimal]], longest: int) -> None:
        rates = tuple(dict.fromkeys(percent for _fen, percent in loans))
        self._loans = loans
        self._tables = rate_tables(rates, longest)
        self._of_rate = np.array([rates.index(percent) for _fen, percent in loans])
        self._financed = np.array([fen for fen, _percent in loans], dtype=np.float64)
        self._exact: dict[tuple[int, int], LevelLoan | None] = {}
        self._known_loans: dict[tuple[int, int], LevelLoan] = {}
        self.near = self._financed[:, np.newaxis] * self._tables.share[self._of_rate]
        """Level payments to less than a fen: a row for each loan, a column for each number."""
        self._is_known = np.zeros(self.near.shape, dtype=np.bool_)
        self.is_sure = self.near >= self._tables.sure[self._of_rate]
        """Where rounding gives a plan no turns of its own; elsewhere it may."""

    def exactly(self, row: int, count: int) -> LevelLoan | None:
        """One plan to the fen; None where its schedule has turns of its own."""
        if (row, count) not in self._exact:
            fen, percent = self._loans[row]
            loan = self._exact[row, count] = level_loan(fen, monthly_rate(percent), count)
            if loan is not None:
                self._known_loans[row, count] = loan
                self._is_known[row, count - 1] = True
        return self._exact[row, count]

    def levels(self, rows: Ints, counts: Ints) -> Ints:
        """The level payments of some plans, exactly: in floats where no half is near."""
        near = self.near[rows, counts - 1]
        nearest = np.rint(near)
        levels: Ints = nearest.astype(np.int64)
        doubtful = np.abs(np.abs(near - nearest) - 0.5) <= NEARLY_HALF + near * PARTS
        for place in doubtful.nonzero()[0].tolist():
            fen, percent = self._loans[rows[place]]
            levels[place] = monthly_payment(fen, monthly_rate(percent), int(counts[place]))
        return levels

    def left(self, rows: Ints, counts: Ints, levels: Ints, paid: Ints) -> Near:
        """What is left of some plans after so many payments; not after all of a plan's."""
        tables, rates = self._tables, self._of_rate[rows]
        with np.errstate(over="ignore", invalid="ignore"):  # of plans that are not sure
            grown = self._financed[rows] * tables.growth[rates, paid]
            left = grown - levels * tables.annuity[rates, paid]
        off = tables.off[rates, paid] + grown * PARTS
        for place, loan in self._known(rows, counts):
            left[place], off[place] = loan.balances[paid[place]], 0
        return Near(left, off)

    def last(self, rows: Ints, counts: Ints, levels: Ints) -> Near:
        """The last payment of some plans: what is left before it, with its interest."""
        before, rates = self.left(rows, counts, levels, counts - 1), self._of_rate[rows]
        step = self._tables.step[rates]
        last = Near(before.fen * step, before.off * step + self._tables.half[rates])
        for place, loan in self._known(rows, counts):
            last.fen[place], last.off[place] = loan.last, 0
        return last

    def _known(self, rows: Ints, counts: Ints) -> Iterator[tuple[int, LevelLoan]]:
        """Of some plans those that were worked out already, with their places."""
        for place in self._is_known[rows, counts - 1].nonzero()[0].tolist():
            yield place, self._known_loans[int(rows[place]), int(counts[place])]


@lru_cache(maxsize=64)
def rate_tables(rates: tuple[Decimal, ...], longest: int) -> RateTables:
    """The tables of some rates in percent a year, as far as `longest` instalments."""
    with np.errstate(over="ignore"):  # then nothing is sure
        columns = zip(*(_of_rate(float(monthly_rate(one)), longest) for one in rates), strict=True)
        return RateTables(*map(np.array, columns))


def _of_rate(rate: float, longest: int) -> tuple[Floats | float, ...]:
    """The columns of `RateTables` for one rate a month."""
    counts, months = np.arange(1.0, longest + 1), np.arange(float(longest))
    sure = counts * (1 + rate) ** counts + 3
    if not rate:
        return 1 / counts, sure, np.ones(longest), months, np.zeros(longest), 1.0, 0.0
    share = rate / -np.expm1(-counts * math.log1p(rate))
    more = np.expm1(months * math.log1p(rate))
    return share, sure, more + 1, more / rate, more / rate / 2, 1 + rate, 0.5
