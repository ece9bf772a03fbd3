"""The eight sub-scores (分项), each a share between 0 and 1 of its weight, exact until the end.

Longer terms never help a share but through affordability; more income never lowers affordability;
more evidence, effort and payments never lower anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from app.calc.money import divide_half_even
from app.cash_flow.budget_lines import DebtLine
from app.proposals.model import FULL, Bands, EvidenceGroup
from app.proposals.terms import COMPONENTS, ProposalTerms, outstanding

ONE, ZERO = Fraction(1), Fraction(0)


@lru_cache(maxsize=512)
def exact(value: Decimal) -> Fraction:
    """A decimal as a fraction; those of the model come again and again."""
    return Fraction(value)


@dataclass(frozen=True, slots=True)
class SubScore:
    """Integer points of at most `max_points`, and the share (0-1, four places) behind them."""

    code: str
    points: int
    max_points: int
    value: Decimal


def affordability(coverage: Fraction) -> Fraction:
    """Least stressed coverage: full at 1.00, nothing more beyond."""
    return ONE if coverage.numerator >= coverage.denominator else coverage


def lender_share(ratio: Decimal, bands: Bands) -> Fraction:
    """Value of the plan against none: full at the ratio in the data."""
    return _clipped(exact(ratio) / exact(bands.lender_value_full_at))


def cut_share(debt: DebtLine, terms: ProposalTerms, bands: Bands) -> Fraction:
    """What is left after the size of the cut asked: waivers by component, and the rate given up."""
    owed = outstanding(debt)
    if not owed.total:
        return ONE
    asked = zip(COMPONENTS, terms.waive.parts, strict=True)
    waived = sum((exact(bands.waiver_weights[name]) * fen for name, fen in asked if fen), ZERO)
    return _clipped(1 - waived / owed.total - _rate_cut(debt, terms, bands))


def _rate_cut(debt: DebtLine, terms: ProposalTerms, bands: Bands) -> Fraction:
    contract, rate = debt.annual_rate_percent, terms.annual_rate_percent
    if not contract or rate >= contract:
        return ZERO
    weight = exact(bands.rate_cut_weight)
    return weight * (1 - exact(rate) / exact(contract)) if rate else weight


def term_share(instalments: int, product_type: str | None, bands: Bands) -> Fraction:
    """H / (h + n): half at h instalments, strictly less with every further one."""
    half = bands.term_half_at_by_product.get(product_type or "", bands.term_half_at)
    return Fraction(half, half + instalments)


def evidence_share(held: frozenset[str], groups: tuple[EvidenceGroup, ...]) -> Fraction:
    """Shares of the kinds of proof that are held, each counted once."""
    return sum((exact(group.share) for group in groups if not held.isdisjoint(group.any_of)), ZERO)


def counted_share(count: int, full_at: int) -> Fraction:
    """A count against the count that earns all points (effort shown, payments made)."""
    return min(ONE, Fraction(count, full_at))


def fairness_share(
    payment: Fraction | None, plan_owed: int, others: tuple[DebtLine, ...]
) -> Fraction:
    """Whether this creditor gets its part beside the others (公平对待各债权人).

    The plan's average payment as a part of all monthly payments, against this debt's part of all
    that is owed; full when it gets its part. Other creditors are served by contract before any
    affordability is computed, so paying this one more takes nothing from them.
    """
    served = [line for line in others if line.instalment_amount and line.remaining_instalments]
    if not served or payment is None or not plan_owed:
        return ONE
    owed = plan_owed + sum(outstanding(line).total for line in served)
    given = payment / (payment + sum(line.instalment_amount or 0 for line in served))
    return _clipped(given / Fraction(plan_owed, owed))


def points_of(shares: Mapping[str, Fraction], weights: Mapping[str, int]) -> int:
    """The points alone: the exact weighted sum, rounded half to even."""
    above, below = 0, 1
    for code, weight in weights.items():
        part = shares[code]
        if part.denominator == below:
            above += part.numerator * weight
        else:
            above = above * part.denominator + part.numerator * weight * below
            below *= part.denominator
    return divide_half_even(above, below)


def weighed(
    shares: Mapping[str, Fraction], weights: Mapping[str, int]
) -> tuple[int, tuple[SubScore, ...]]:
    """The points (half-even of the exact sum) and sub-scores in integers that add up to them.

    Largest remainder over the exact weighted shares, ties in the order of the weights.
    """
    parts = {code: shares[code] * weight for code, weight in weights.items()}
    points = points_of(shares, weights)
    whole = {code: int(value) for code, value in parts.items()}
    order = sorted(weights, key=lambda code: whole[code] - parts[code])
    for code in order[: points - sum(whole.values())]:
        whole[code] += 1
    return points, tuple(
        SubScore(code, whole[code], weight, _four_places(shares[code]))
        for code, weight in weights.items()
    )


def _four_places(share: Fraction) -> Decimal:
    scaled = divide_half_even(share.numerator * FULL * FULL, share.denominator)
    return Decimal(scaled).scaleb(-4)


def _clipped(value: Fraction) -> Fraction:
    if value.numerator <= 0:
        return ZERO
    return ONE if value.numerator >= value.denominator else value
