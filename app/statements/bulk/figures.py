"""Dates and amounts of a column at once, where they are printed the plain way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.statements.bulk.grid import Cells, Flags, within

_ZERO, _POINT, _PLUS, _MINUS, _SPACE, _COLON, _SLASH = 48, 46, 43, 45, 32, 58, 47
_DIGITS = 10
_AMOUNT_BYTES: Final = 16
_LEAST_BYTES = len("0.00")
_MOST_DIGITS: Final = 8
"""Of whole yuan, so that the sum of any file of them stays within 64 bits."""
_MOMENT, _DAY = 19, 10
_MOMENT_BYTES = 24


def _places(places: Iterable[int], width: int) -> NDArray[np.uint64]:
    """Flags set at these places, eight to a number."""
    flags = np.zeros((1, width), bool)
    flags[0, list(places)] = True
    return np.ascontiguousarray(flags.view(np.uint64)[0])


_EVERY = _places(range(_AMOUNT_BYTES), _AMOUNT_BYTES)
_DATE_DIGITS = _places([0, 1, 2, 3, 5, 6, 8, 9], _MOMENT_BYTES)
_TIME_DIGITS = _places([11, 12, 14, 15, 17, 18], _MOMENT_BYTES)
_EARLIEST = np.datetime64("1990-01-01", "D").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Fen without sign; where `is_plain` is false the other values mean nothing.

    `shape` tells apart what decides the direction: 0 without sign, 1 plus, 2 minus, and 3 more
    for an amount of zero.
    """

    fen: NDArray[np.int64]
    shape: NDArray[np.int64]
    is_plain: Flags


@dataclass(frozen=True, slots=True)
class Moments:
    """Seconds of Chinese civil time since 1970-01-01; invalid where `is_plain` is false."""

    seconds: NDArray[np.int64]
    date_only: Flags
    is_plain: Flags


def read_amounts(cells: Cells, currency_marks: tuple[bytes, ...] = ()) -> Amounts:
    """Cells like `28.16`, `-1000.00`, `+0.01`, and after one of the marks `¥28.16`.

    Anything else (thousands, 元, refunds in the cell, one decimal) is not plain.
    """
    cells = cells.trimmed()
    octets = np.frombuffer(cells.text, np.uint8)
    starts, is_filled = cells.starts, cells.lengths > 0
    first = octets[starts]
    sign = np.where(first == _PLUS, 1, 0) + np.where(first == _MINUS, 2, 0)
    starts = starts + (is_filled & (sign > 0))
    for mark in currency_marks:
        found = np.flatnonzero(octets[starts] == mark[0])
        there = (Cells(cells.text, starts[found], starts).windows(len(mark)) == list(mark)).all(1)
        starts = starts.copy()
        starts[found[there]] += len(mark)
    digits = cells.windows(_AMOUNT_BYTES, at_end=True) - _ZERO
    length = cells.ends - starts
    used = within(_AMOUNT_BYTES, length)[:, ::-1]
    is_digit = digits < _DIGITS
    is_digit[:, -3] = digits[:, -3] == (_POINT - _ZERO) % 256
    is_plain = _all(is_digit | ~used, _EVERY)
    is_plain &= (length >= _LEAST_BYTES) & (length <= _MOST_DIGITS + 3)
    digits *= used
    fen = _eight(digits[:, -11:-3]) * 100 + digits[:, -2].astype(np.int64) * 10 + digits[:, -1]
    return Amounts(fen, sign + 3 * (fen == 0), is_plain)


def _eight(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The numbers of eight digits each, put together by twos."""
    twos = digits[:, ::2] * np.uint8(10) + digits[:, 1::2]
    fours = twos[:, ::2].astype(np.int64) * 100 + twos[:, 1::2]
    return fours[:, 0] * 10_000 + fours[:, 1]


def _all(flags: Flags, wanted: NDArray[np.uint64]) -> Flags:
    """Rows in which every wanted flag is set; eight flags are compared at a time."""
    eights = np.ascontiguousarray(flags).view(np.uint64)
    found = np.ones(len(flags), bool)
    for place, want in enumerate(wanted):
        if want:
            found &= eights[:, place] & want == want
    return found


def _number(digits: NDArray[np.uint8], places: list[int]) -> NDArray[np.int64]:
    value = digits[:, places[0]].astype(np.int64)
    for place in places[1:]:
        value = value * 10 + digits[:, place]
    return value


def read_moments(cells: Cells) -> Moments:
    """Cells like `2026-03-01 08:15:00` or `2026/03/01`; anything else is not plain.

    A day that no calendar has is not plain either.
    """
    cells = cells.trimmed()
    octets = cells.windows(_MOMENT_BYTES)
    digits = octets - _ZERO
    date_only = cells.lengths == _DAY
    is_digit = digits < _DIGITS
    is_plain = _all(is_digit, _DATE_DIGITS) & _is_dash(octets[:, 4]) & _is_dash(octets[:, 7])
    timed = _all(is_digit, _TIME_DIGITS) & (octets[:, 10] == _SPACE)
    timed &= (octets[:, 13] == _COLON) & (octets[:, 16] == _COLON)
    is_plain &= date_only | (timed & (cells.lengths == _MOMENT))
    days, is_day = _days(digits)
    hour, minute, second = (_number(digits, [place, place + 1]) for place in (11, 14, 17))
    is_time = (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004 - of the clock
    is_plain &= is_day & (is_time | date_only)
    of_day = np.where(date_only, 0, hour * 3600 + minute * 60 + second)
    return Moments(days * 86_400 + of_day, date_only, is_plain)


def _is_dash(octets: NDArray[np.uint8]) -> Flags:
    found: Flags = (octets == _MINUS) | (octets == _SLASH)
    return found


def _days(digits: NDArray[np.uint8]) -> tuple[NDArray[np.int64], Flags]:
    """Days since 1970 by year, month and day, and whether there is such a day since 1990."""
    year, month, day = (_number(digits, places) for places in ([0, 1, 2, 3], [5, 6], [8, 9]))
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    found = months.astype("datetime64[D]") + (day - 1)
    days = found.astype(np.int64)
    exists = (found.astype("datetime64[M]") == months) & (month >= 1) & (month <= 12)  # noqa: PLR2004 - months
    return days, exists & (day >= 1) & (days >= _EARLIEST)
