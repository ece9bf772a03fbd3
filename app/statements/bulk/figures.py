"""Dates and amounts of a column at once, where they are printed the plain way.

Cells are looked at as numbers of eight characters, the first of them the lowest byte, so that one
operation on such a number does for eight characters.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.statements.bulk.grid import Cells, Flags

Eights = NDArray[np.uint64]
_PLUS, _MINUS, _SLASH = 43, 45, 47
_LEAST_BYTES = len("0.00")
_MOST_DIGITS: Final = 8
"""Of whole yuan, so that the sum of any file of them stays within 64 bits."""
_MOMENT, _DAY = 19, 10
_MOMENT_BYTES = 24
_EIGHT: Final = 8
_BEFORE: Final = 10_000_000
"""Fen of a unit of the digits before the last eight characters."""


def _eight(characters: bytes) -> np.uint64:
    """Eight characters as one number."""
    return np.uint64(int.from_bytes(characters, "little"))


def _zeros_of(pattern: bytes) -> np.uint64:
    """The bits of those characters of a pattern that are `0`."""
    return _eight(bytes(255 * (character == ord("0")) for character in pattern))


_ZEROS = _eight(b"0" * 8)
_SIX, _UPPER = _eight(b"\x06" * 8), _eight(b"\xf0" * 8)
_POINT = _eight(bytes((0, 0, 0, 0, 0, ord(".") ^ ord("0"), 0, 0)))
_POINT_AT, _YUAN, _FEN = (_zeros_of(p) for p in (b"     0  ", b"00000   ", b"      00"))
_PATTERNS: Final = (b"0000-00-", b"00 00:00", b":00\0\0\0\0\0")
_DATE, _DAY_AND_TIME, _SECOND = map(_eight, _PATTERNS)
_DATE_DIGITS, _TIME_DIGITS, _SECOND_DIGITS = map(_zeros_of, _PATTERNS)
_DAY_DIGITS, _THREE = _zeros_of(b"00      "), _zeros_of(b"000     ")
_SLASHES = _eight(bytes((0, 0, 0, 0, _MINUS ^ _SLASH, 0, 0, _MINUS ^ _SLASH)))
_MONTHS = np.arange("1990-01", "2100-02", dtype="datetime64[M]")
_MONTH_STARTS = _MONTHS.astype("datetime64[D]").astype(np.int64)
"""First days of the months that are read here, and the day behind the last, since 1970."""
_FIRST_MONTH: Final = 1990 * 12 + 1


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
    sign = (first == _PLUS) + 2 * (first == _MINUS)
    starts = starts + (is_filled & (sign > 0))
    for mark in currency_marks:
        found = np.flatnonzero(octets[starts] == mark[0])
        there = (Cells(cells.text, starts[found], starts).windows(len(mark)) == list(mark)).all(1)
        starts[found[there]] += len(mark)
    number = Cells(cells.text, starts, cells.ends)
    length = number.lengths
    is_plain = (length >= _LEAST_BYTES) & (length <= _MOST_DIGITS + len(".00"))
    last = number.eights(_EIGHT, at_end=True, flipped=_ZEROS)[:, 0]
    is_plain &= (last & _POINT_AT == _POINT) & _are_digits(last & ~_POINT_AT)
    fen = _value((last & _YUAN) << np.uint64(8) | last & _FEN)
    if int(length.max()) > _EIGHT:
        before = number.eights(2 * _EIGHT, at_end=True, flipped=_ZEROS)[:, 0]
        is_plain &= _are_digits(before)
        fen += _value(before) * _BEFORE
    return Amounts(fen, sign + 3 * (fen == 0), is_plain)


def _are_digits(eights: Eights) -> Flags:
    """Whether all eight are between 0 and 9."""
    found: Flags = (eights | eights + _SIX) & _UPPER == 0
    return found


def _value(digits: Eights) -> NDArray[np.int64]:
    """The numbers of eight digits each, put together by twos, fours and eights."""
    twos = _twos(digits) & np.uint64(0x00FF00FF00FF00FF)
    fours = twos * np.uint64(100) + (twos >> np.uint64(16)) & np.uint64(0x0000FFFF0000FFFF)
    eights = fours * np.uint64(10_000) + (fours >> np.uint64(32)) & np.uint64(0xFFFFFFFF)
    return eights.view(np.int64)


def _twos(digits: Eights) -> Eights:
    """In the place of each digit the number that it makes with the next one."""
    return digits * np.uint64(10) + (digits >> np.uint64(8))


def _at(eights: Eights, place: int) -> NDArray[np.int64]:
    return (eights >> np.uint64(8 * place) & np.uint64(255)).view(np.int64)


def read_moments(cells: Cells) -> Moments:
    """Cells like `2026-03-01 08:15:00` or `2026/03/01`; anything else is not plain.

    A day that no calendar has is not plain either.
    """
    cells = cells.trimmed()
    eights = cells.windows(_MOMENT_BYTES).view("<u8")
    dates, times = eights[:, 0] ^ _DATE, eights[:, 1] ^ _DAY_AND_TIME
    seconds = (eights[:, 2] ^ _SECOND) & _THREE
    date_only = cells.lengths == _DAY
    is_plain = (dates & ~_DATE_DIGITS & ~_SLASHES == 0) & _are_digits(dates & _DATE_DIGITS)
    is_plain &= _are_digits(times & _DAY_DIGITS)
    timed = (times & ~_TIME_DIGITS == 0) & _are_digits(times & _TIME_DIGITS)
    timed &= (seconds & ~_SECOND_DIGITS == 0) & _are_digits(seconds & _SECOND_DIGITS)
    is_plain &= date_only | (timed & (cells.lengths == _MOMENT))
    times = _twos(times)
    days, is_day = _days(_twos(dates), _at(times, 0))
    hour, minute, second = _at(times, 3), _at(times, 6), _at(_twos(seconds), 1)
    is_time = (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004 - of the clock
    is_plain &= is_day & (is_time | date_only)
    of_day = np.where(date_only, 0, hour * 3600 + minute * 60 + second)
    return Moments(days * 86_400 + of_day, date_only, is_plain)


def _days(dates: Eights, day: NDArray[np.int64]) -> tuple[NDArray[np.int64], Flags]:
    """Days since 1970 by the twos of year and month and the day; is there such a day here."""
    month = _at(dates, 5)
    number = (_at(dates, 0) * 100 + _at(dates, 2)) * 12 + month - _FIRST_MONTH
    is_month = (month >= 1) & (month <= 12) & (number >= 0) & (number < len(_MONTHS) - 1)  # noqa: PLR2004 - months
    days = _MONTH_STARTS.take(number, mode="clip") + day - 1
    is_day = (day >= 1) & (days < _MONTH_STARTS.take(number + 1, mode="clip"))
    return days, is_month & is_day
