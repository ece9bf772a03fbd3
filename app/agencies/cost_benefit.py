"""Whether an agency is worth its fees: net benefit, break-even, and doing it oneself beside it.

With D the debts, R what would be waived if all of them were settled, s the settled share, U, M, p,
q the fees (upfront, monthly in all, % of the debts, % of the reduction), f the % of U paid back
for what is not settled, g the growth in % of what stays unsettled:

    net(s) = R·s·(1 − q) − U − M − D·p + U·f·(1 − s) − D·g·(1 − s)

It is a line in s, so the break-even share is exact. Each amount shown is rounded half to even to
the fen, and the totals are the sums of what is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.calc.money import divide_half_even

SHARE_PLACES = 10_000
"""Shares are given to four places, break-even ones rounded up."""


@dataclass(frozen=True, slots=True)
class Fees:
    """What an agency takes: fen and percentages; `refund_percent` of `upfront` comes back."""

    upfront: int = 0
    monthly: int = 0
    months: int = 0
    percentage_of_debt: Decimal = Decimal(0)
    percentage_of_reduction: Decimal = Decimal(0)
    refund_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is expected: debts in fen, what is waived in fen if all are settled, how many are."""

    debts_total: int
    full_reduction: Fraction
    settled_share: Decimal
    unsettled_growth_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of it, in fen; `net_benefit` is the sum of the others by their sign."""

    reduction: int
    upfront: int
    monthly: int
    on_debt: int
    on_reduction: int
    refund: int
    growth: int

    @property
    def fees(self) -> int:
        """All fees, what is paid back taken off."""
        return self.upfront + self.monthly + self.on_debt + self.on_reduction - self.refund

    @property
    def net_benefit(self) -> int:
        """What is waived, less fees and the growth of what was not settled."""
        return self.reduction - self.fees - self.growth


@dataclass(frozen=True, slots=True)
class Variant:
    """One cell of the sensitivity table."""

    settled_share: Decimal
    reduction_factor: Decimal
    net_benefit: int


def full_reduction(debts_total: int, percent: Decimal) -> Fraction:
    """What is waived if a percentage of all debts is, exactly, in fen."""
    return debts_total * _share(percent)


def outcome(prospect: Prospect, fees: Fees) -> Outcome:
    """What an agency with these fees comes to."""
    settled = Fraction(prospect.settled_share)
    reduction = prospect.full_reduction * settled
    unsettled = 1 - settled
    return Outcome(
        reduction=_fen(reduction),
        upfront=fees.upfront,
        monthly=fees.monthly * fees.months,
        on_debt=_fen(prospect.debts_total * _share(fees.percentage_of_debt)),
        on_reduction=_fen(reduction * _share(fees.percentage_of_reduction)),
        refund=_fen(fees.upfront * _share(fees.refund_percent) * unsettled),
        growth=_fen(prospect.debts_total * _share(prospect.unsettled_growth_percent) * unsettled),
    )


def break_even_share(prospect: Prospect, fees: Fees, target: int = 0) -> Decimal | None:
    """The smallest settled share whose net benefit is the target (fen); None where none is.

    Rounded up to four places, so that what is shown is never too little.
    """
    at_none, at_all = (_exact_net(prospect, fees, share) for share in (Fraction(0), Fraction(1)))
    if at_none >= target:
        return Decimal(0)
    if at_all < target:
        return None
    share = (target - at_none) / (at_all - at_none)
    return Decimal(-(-share.numerator * SHARE_PLACES // share.denominator)) / SHARE_PLACES


def sensitivity(
    prospect: Prospect,
    fees: Fees,
    settled_shares: Sequence[Decimal],
    reduction_factors: Sequence[Decimal],
) -> tuple[Variant, ...]:
    """The net benefit if less or more is settled, and less or more of it is waived.

    What is waived never exceeds the debts.
    """
    rows = []
    for factor in reduction_factors:
        reduced = min(prospect.full_reduction * Fraction(factor), Fraction(prospect.debts_total))
        for share in settled_shares:
            varied = replace(prospect, full_reduction=reduced, settled_share=share)
            rows.append(Variant(share, factor, outcome(varied, fees).net_benefit))
    return tuple(rows)


def _exact_net(prospect: Prospect, fees: Fees, settled: Fraction) -> Fraction:
    kept = prospect.full_reduction * settled * (1 - _share(fees.percentage_of_reduction))
    certain = (
        fees.upfront
        + fees.monthly * fees.months
        + prospect.debts_total * _share(fees.percentage_of_debt)
    )
    back = fees.upfront * _share(fees.refund_percent)
    growth = prospect.debts_total * _share(prospect.unsettled_growth_percent)
    return kept - certain + (back - growth) * (1 - settled)


def _share(percent: Decimal) -> Fraction:
    return Fraction(percent) / 100


def _fen(exact: Fraction) -> int:
    return divide_half_even(exact.numerator, exact.denominator)
