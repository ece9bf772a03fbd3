"""How a split treats each creditor beside an equal one; amounts in fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from app.calc.allocation import Share, allocate

_TWO_PLACES: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Treatment:
    """One creditor's part.

    `owed_percent` is its part of all that is owed, `amount_percent` of what is paid,
    `pro_rata_amount` what equal treatment would give, `difference` how much more it gets.
    `months_without_interest` is how long its share takes to pay the debt if no interest ran.
    """

    amount: int
    owed_percent: Decimal
    amount_percent: Decimal
    pro_rata_amount: int
    difference: int
    months_without_interest: int | None


def treatment_of(debts: Sequence[Share], shares: Sequence[int]) -> tuple[Treatment, ...]:
    """Compare a split with the equal one of the same total, debt by debt."""
    total, owed = sum(shares), sum(debt.balance for debt in debts)
    equal = allocate(total, "pro_rata", debts)
    return tuple(
        Treatment(
            amount=share,
            owed_percent=_percent(debt.balance, owed),
            amount_percent=_percent(share, total),
            pro_rata_amount=fair,
            difference=share - fair,
            months_without_interest=ceil(Fraction(debt.balance, share)) if share else None,
        )
        for debt, share, fair in zip(debts, shares, equal, strict=True)
    )


def is_equal(treatment: Sequence[Treatment]) -> bool:
    """Whether each creditor gets the part of what is paid that it has in what is owed."""
    return all(not part.difference for part in treatment)


def _percent(part: int, whole: int) -> Decimal:
    if not whole:
        return Decimal("0.00")
    exact = Fraction(100 * part, whole)
    ratio = Decimal(exact.numerator) / Decimal(exact.denominator)
    return ratio.quantize(_TWO_PLACES, rounding=ROUND_HALF_EVEN)
