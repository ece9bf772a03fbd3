"""Present value straight from its formula, apart from the code that discounts."""

from collections.abc import Sequence
from decimal import Decimal, localcontext


def present_value(flows: Sequence[tuple[int, int]], annual_rate: Decimal) -> Decimal:
    """The value today of `(months from today, fen)` flows, to forty digits."""
    with localcontext(prec=40):
        return sum(
            (fen * (1 + annual_rate) ** (Decimal(-month) / 12) for month, fen in flows),
            start=Decimal(0),
        )
