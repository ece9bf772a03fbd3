"""Which of many plans no other beats, told from bounds to their merits wherever those suffice.

Only plans that are asked for, or that bounds leave open, are worked out to the fen.
"""

from collections.abc import Iterator, Sequence
from operator import le

import numpy as np
from numpy.typing import NDArray

from app.proposals.kept_shapes import MERITS, KeptShapes
from app.proposals.level_plans import Floats, Ints
from app.proposals.shapes import Shape

PAYMENT, TERM, COST, _LESS_VALUE = range(MERITS)
"""The places of `Shape.merits`."""
_TOGETHER = 512
"""Plans compared with all others in one step: a bound to the memory that takes."""


class BestShapes:
    """Of some plans those that no other beats or equals in every merit; the first of equals.

    Plans of equal payments come first, then `others`.
    """

    def __init__(self, level: KeptShapes, others: Sequence[Shape]) -> None:
        self._level, self._others = level, others
        exact = np.array([shape.merits for shape in others], dtype=np.float64)
        exact = exact.reshape(-1, MERITS).T
        low, high = (np.concatenate([one, exact], axis=1) for one in (level.low, level.high))
        self._places = _not_surely_beaten(low, high)
        self._low, self._high = low[:, self._places], high[:, self._places]
        self._shapes: dict[int, Shape] = {}
        beaten = self._beaten()
        if beaten:
            kept = np.setdiff1d(np.arange(len(self)), beaten)
            self._places = self._places[kept]
            self._low, self._high = self._low[:, kept], self._high[:, kept]

    def __len__(self) -> int:
        return len(self._places)

    def all(self) -> list[Shape]:
        """All of them in the order of their merits, the least payment first."""
        return sorted(map(self._at, range(len(self))), key=_by_merits)

    def least(self, *merits: int) -> Shape:
        """The one that is least in these merits, the first before the next; then in all."""
        return self._least(np.arange(len(self)), merits)

    def steps(self) -> list[Shape]:
        """Those that rise once."""
        rising = [place for place, one in self._exact_ones() if one.step is not None]
        return [self._at(place) for place in rising]

    def shortest_of_each(self) -> list[Shape]:
        """Of each ask, payment up front and first month the fewest equal payments, in order."""
        count = len(self._places) - len(self._exact_ones())
        level, places = self._level, self._places[:count]
        key = level.firsts[places] * (level.rows.max(initial=0) + 1) + level.rows[places]
        shapes = [self._at(place) for place in np.flatnonzero(np.diff(key, prepend=-1)).tolist()]
        shapes += [self._at(place) for place, one in self._exact_ones() if one.step is None]
        shapes.sort(key=lambda shape: (shape.instalments, shape.merits))
        shortest: dict[tuple[str, int, int], Shape] = {}
        for shape in shapes:
            shortest.setdefault((shape.loan.ask.code, shape.loan.upfront, shape.first_month), shape)
        return list(shortest.values())

    def nearest(self, payment: int, term_months: int) -> Shape | None:
        """Of those that cost more a month than `payment` and end before `term_months` the first."""
        may_be = (self._high[PAYMENT] > payment) & (self._low[TERM] < term_months)
        for place in np.flatnonzero(may_be & (self._low[PAYMENT] <= payment)).tolist():
            may_be[place] = self._at(place).payment > payment
        return self._least(np.flatnonzero(may_be), ()) if may_be.any() else None

    def _exact_ones(self) -> list[tuple[int, Shape]]:
        """Those of the others that are among the best, with their places; they are the last."""
        begin, count = int(np.searchsorted(self._places, len(self._level))), len(self._level)
        others = (self._others[place - count] for place in self._places[begin:].tolist())
        return list(enumerate(others, begin))

    def _at(self, place: int) -> Shape:
        """One of the best, worked out once; its bounds are exact from then on."""
        at, count = int(self._places[place]), len(self._level)
        if at not in self._shapes:
            shape = self._level.at(at) if at < count else self._others[at - count]
            self._shapes[at] = shape
            self._low[:, place] = self._high[:, place] = shape.merits
        return self._shapes[at]

    def _least(self, places: Ints, merits: Sequence[int]) -> Shape:
        """Of some places the shape that is least in these merits, then in all in their order."""
        following = iter((*merits, *range(MERITS)))
        while len(places) > 1:
            merit = next(following)
            places = places[self._low[merit, places] <= self._high[merit, places].min()]
            for place in places[self._low[merit, places] < self._high[merit, places]].tolist():
                self._at(place)
            places = places[self._low[merit, places] == self._low[merit, places].min()]
        return self._at(int(places[0]))

    def _beaten(self) -> list[int]:
        """Those beaten to the fen by others, where bounds leave it open."""
        beaten = []
        for start, may_beat in _compared(self._low, self._high):
            if np.count_nonzero(may_beat) == may_beat.shape[1]:  # each by itself alone
                continue
            for one, other in np.argwhere(may_beat).tolist():
                if one != start + other:
                    beaten += self._beats(one, start + other)
        return beaten

    def _beats(self, one: int, other: int) -> list[int]:
        """Which of two that may is beaten by the other: the later of equals."""
        merits, compared = self._at(one).merits, self._at(other).merits
        if merits == compared:
            return [max(one, other)]
        return [other] if all(map(le, merits, compared)) else []


def _by_merits(shape: Shape) -> tuple[int, int, int, int]:
    return shape.merits


def _not_surely_beaten(low: Floats, high: Floats) -> Ints:
    """Places of those that no other surely beats, in order."""
    beaten = np.zeros(low.shape[1], dtype=np.bool_)
    lowest, highest = low.sum(axis=0), high.sum(axis=0)
    for start, no_more in _compared(high, low):
        end = start + no_more.shape[1]
        less = highest[:, np.newaxis] < lowest[start:end]  # of equals neither beats the other
        beaten[start:end] = (no_more & less).any(axis=0)
    return np.flatnonzero(~beaten)


def _compared(ones: Floats, others: Floats) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Some others at a time, from where on: whether one (row) is no more in each merit."""
    for start in range(0, others.shape[1], _TOGETHER):
        block = others[:, start : start + _TOGETHER]
        no_more = ones[0][:, np.newaxis] <= block[0]
        for one, other in zip(ones[1:], block[1:], strict=True):
            no_more &= one[:, np.newaxis] <= other
        yield start, no_more
