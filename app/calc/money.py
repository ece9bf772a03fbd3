"""Money as integer fen (分): reading, writing, exact division and exact splitting.

One rounding rule everywhere: half to even, once, at the fen.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

_AMOUNT: Final = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")


class MoneyFormatError(ValueError):
    """A text is no amount of money: digits, at most ten, with at most two decimals."""


def parse_fen(text: str, *, signed: bool = False) -> int:
    """Read a decimal string such as "1234.5" as fen (123450); a leading "-" only when signed.

    Raises MoneyFormatError, whose message never repeats the refused text.
    """
    negative = signed and text.startswith("-")
    digits = text[1:] if negative else text
    if _AMOUNT.fullmatch(digits) is None:
        raise MoneyFormatError("not an amount")
    whole, _, cents = digits.partition(".")
    fen = int(whole) * 100 + int(cents.ljust(2, "0"))
    return -fen if negative else fen


def format_fen(fen: int) -> str:
    """Write fen as a decimal string with two decimals: -1230 → "-12.30"."""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{cents:02d}"


def divide_half_even(numerator: int, denominator: int) -> int:
    """Divide integers exactly and round half to even; ZeroDivisionError for a zero denominator."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, remainder = divmod(numerator, denominator)
    doubled = 2 * remainder
    if doubled > denominator or (doubled == denominator and quotient & 1):
        return quotient + 1
    return quotient


def median(amounts: Sequence[int]) -> int:
    """The middle one of at least one amount; of an even number the mean of the two, half-even."""
    ordered = sorted(amounts)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return divide_half_even(ordered[half - 1] + ordered[half], 2)


def percent_of(fen: int, percent: Decimal | Fraction) -> int:
    """Take a percentage of an amount, in fen, rounded half to even: 0.6 % of 12000.00 is 72.00."""
    exact = Fraction(percent)
    return divide_half_even(fen * exact.numerator, 100 * exact.denominator)


def share_by_largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split a total by weights so that the shares add up exactly (Hamilton's method).

    Each share is the exact quotient rounded down or up; left-over fen go to the largest
    remainders, ties in input order. A zero weight gets nothing, unless all are zero: then the
    split is equal. Raises ValueError for negative input, or a total without any receiver.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("total and weights must not be negative")
    if total and not weights:
        raise ValueError("nobody to share with")
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    quotients = [divmod(total * part, whole) for part in parts]
    shares = [quotient for quotient, _ in quotients]
    order = sorted(range(len(parts)), key=lambda index: -quotients[index][1])
    for index in order[: total - sum(shares)]:
        shares[index] += 1
    return tuple(shares)
