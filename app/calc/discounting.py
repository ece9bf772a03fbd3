"""Discount factors of months to come, in decimals that come out the same on every machine.

Discounting is monthly: a flow m months away counts (1 + r) ** -(m / 12), r being the effective
annual rate as a ratio (0.12 is 12 %).
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Final

_CONTEXT: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)


def discount_factors(annual_rate: Decimal, months: int) -> tuple[Decimal, ...]:
    """Return the factors for 0, 1, … `months` months; the first is 1, and none rises for r ≥ 0.

    Raises ValueError for a rate of -100 % or less, or a negative number of months.
    """
    if annual_rate <= -1 or months < 0:
        raise ValueError("the rate must be above -1 and the months not negative")
    with localcontext(_CONTEXT):
        monthly = (1 + annual_rate) ** (Decimal(-1) / 12)
        factors = [Decimal(1)]
        for _ in range(months):
            factors.append(factors[-1] * monthly)
        return tuple(factors)
