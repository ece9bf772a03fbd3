"""Courses drawn by chance from one seed, in whole numbers, the same on every machine.

Draws are taken from the raw stream of PCG64, which numpy keeps stable (NEP 19; distributions are
not), and turned into events and lengths by integer arithmetic. Arrays have the shape (months,
paths); amounts are fen, shares whole percent.
"""

import zlib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.calc.frontier import INFEASIBLE

Fen = NDArray[np.int64]
Draws = NDArray[np.uint64]
_BITS: Final = 32
_HUNDRED: Final = 100


@lru_cache(maxsize=64)
def draws(seed: int, stream: str, shape: tuple[int, ...]) -> Draws:
    """Even draws from 0 to 2**32 - 1; each name of a stream has draws of its own.

    The same array is given again for the same arguments: it cannot be written to.
    """
    source = np.random.SeedSequence([seed, zlib.crc32(stream.encode())])
    count = int(np.prod(shape))
    raw: Draws = np.random.PCG64(source).random_raw(count)
    drawn: Draws = (raw >> np.uint64(_BITS)).reshape(shape)
    drawn.flags.writeable = False
    return drawn


def happens(drawn: Draws, chance: Decimal) -> NDArray[np.bool_]:
    """Where something of that chance (0 to 1) happens."""
    return drawn < np.uint64(int(chance * 2**_BITS))


def parts(drawn: Draws) -> NDArray[np.float64]:
    """Even draws as parts of one, from 0 to below 1, exactly."""
    return drawn / 2.0**_BITS


def between(drawn: Draws, least: int, most: int) -> Fen:
    """Whole numbers from least to most, each alike (to one in 2**32)."""
    span = np.uint64(most - least + 1)
    return (drawn * span >> np.uint64(_BITS)).astype(np.int64) + least


def percents_of(amounts: Fen, percents: Fen) -> Fen:
    """Percentages of amounts, rounded half to even to the fen; negative amounts alike."""
    exact = amounts * percents
    whole, rest = exact // _HUNDRED, exact % _HUNDRED
    up = (2 * rest > _HUNDRED) | ((2 * rest == _HUNDRED) & (whole % 2 != 0))
    rounded: Fen = whole + up
    return rounded


def kept_percents(
    begins: NDArray[np.bool_], lengths: NDArray[np.int64], kept: NDArray[np.int64]
) -> Fen:
    """What is still received, percent: 100, and less for the months of a loss.

    A loss that begins in a month lasts its length with the share kept as drawn there; what begins
    while another loss lasts is passed over.
    """
    received = np.full(begins.shape, _HUNDRED, dtype=np.int64)
    left = np.zeros(begins.shape[1], dtype=np.int64)
    share = np.full(begins.shape[1], _HUNDRED, dtype=np.int64)
    for month in range(begins.shape[0]):
        new = begins[month] & (left == 0)
        left = np.where(new, lengths[month], left)
        share = np.where(new, kept[month], share)
        lost = left > 0
        received[month] = np.where(lost, share, _HUNDRED)
        left = np.where(lost, left - 1, left)
    return received


def level_payments(cumulative: Fen, floor: int) -> Fen:
    """Of each path the largest level payment that keeps C[m] - m p >= floor; else INFEASIBLE."""
    counts = np.arange(1, cumulative.shape[0] + 1, dtype=np.int64)[:, np.newaxis]
    spare = cumulative - floor
    best = (spare // counts).min(axis=0)
    return np.where((spare < 0).any(axis=0), INFEASIBLE, best)


def percentiles(values: Fen, percents: Sequence[int]) -> Fen:
    """Nearest-rank percentiles (1 to 100) along the last axis, shape (len(percents), …)."""
    ordered = np.sort(values, axis=-1)
    count = values.shape[-1]
    ranks = [-(-percent * count // _HUNDRED) - 1 for percent in percents]
    return np.moveaxis(ordered[..., ranks], -1, 0)


def kept_in(payments: Fen, percents: Sequence[int]) -> tuple[int | None, ...]:
    """The largest payment that holds in at least so many percent of the paths; None: not even 0."""
    falling = np.sort(payments)[::-1]
    count = len(payments)
    found = [int(falling[-(-percent * count // _HUNDRED) - 1]) for percent in percents]
    return tuple(None if payment == INFEASIBLE else payment for payment in found)
