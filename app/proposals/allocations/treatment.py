"""How a split treats each creditor beside an equal one; amounts in fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from app.calc.allocation import Share, allocate
from app.cash_flow.budget_lines import DebtLine
from app.proposals.terms import outstanding

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


def share_of(debt: DebtLine, *, is_essential: bool = False) -> Share:
    """A debt as it takes part in a split: what is unknown of it counts as nothing."""
    return Share(
        debt.debt_ref,
        outstanding(debt).total,
        debt.instalment_amount or 0,
        debt.annual_rate_percent or Decimal(0),
        is_essential,
    )


def divided(
    amount: int, method: str, debts: Sequence[Share], floor: int = 0
) -> tuple[Treatment, ...]:
    """Split an amount over debts (see `app.calc.allocation`), and say how that treats each."""
    return treatment_of(debts, allocate(amount, method, debts, floor))


def treatment_of(debts: Sequence[Share], shares: Sequence[int]) -> tuple[Treatment, ...]:
    """Compare a split with the equal one of the same total, debt by debt."""
    total, owed = sum(shares), sum(debt.balance for debt in debts)
    equal = allocate(total, "pro_rata", debts)
    return tuple(
        Treatment(
            amount=share,
            owed_percent=percent(debt.balance, owed),
            amount_percent=percent(share, total),
            pro_rata_amount=fair,
            difference=share - fair,
            months_without_interest=ceil(Fraction(debt.balance, share)) if share else None,
        )
        for debt, share, fair in zip(debts, shares, equal, strict=True)
    )


def is_equal(treatment: Sequence[Treatment]) -> bool:
    """Whether each creditor gets the part of what is paid that it has in what is owed."""
    return all(not part.difference for part in treatment)


def percent(part: int, whole: int) -> Decimal:
    """A part of a whole in percent, two places; 0 of nothing."""
    if not whole:
        return Decimal("0.00")
    exact = Fraction(100 * part, whole)
    ratio = Decimal(exact.numerator) / Decimal(exact.denominator)
    return ratio.quantize(_TWO_PLACES, rounding=ROUND_HALF_EVEN)
