"""The eight sub-scores (分项), each a share between 0 and 1 of its weight, exact until the end.

Longer terms never help a share but through affordability; more income never lowers affordability;
more evidence, effort and payments never lower anything.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from app.calc.money import divide_half_even
from app.cash_flow.budget_lines import DebtLine
from app.proposals.model import FULL, Bands, EvidenceGroup, ScoringModel
from app.proposals.terms import COMPONENTS, ProposalTerms, Waiver, outstanding

ONE, ZERO = Fraction(1), Fraction(0)
_MOST_CUTS = 64


@lru_cache(maxsize=512)
def exact(value: Decimal) -> Fraction:
    """A decimal as a fraction; those of the model come again and again."""
    return Fraction(value)


class SubScore(NamedTuple):
    """Integer points of at most `max_points`, and the share (0-1, four places) behind them."""

    code: str
    points: int
    max_points: int
    value: Decimal


class KnownShares:
    """What one debt and household earn by themselves, and by what is asked: worked out once."""

    __slots__ = ("_cuts", "_debt", "fixed", "model", "others", "owed")

    def __init__(
        self,
        debt: DebtLine,
        model: ScoringModel,
        *,
        evidence_held: frozenset[str],
        efforts: int,
        payments_made: int,
        others: Iterable[DebtLine] = (),
    ) -> None:
        bands = model.bands
        self.owed = outstanding(debt).total
        self.others = served(others)
        self.model = model
        self.fixed = {
            "hardship_evidence": evidence_share(evidence_held, model.evidence),
            "effort": counted_share(efforts, bands.efforts_full_at),
            "track_record": counted_share(payments_made, bands.payments_full_at),
        }
        self._debt = debt
        self._cuts: dict[tuple[Waiver, Decimal], Fraction] = {}

    def cut(self, terms: ProposalTerms) -> Fraction:
        """The share for the size of the cut; whatever the number of instalments and their dates."""
        asked = terms.waive, terms.annual_rate_percent
        if asked not in self._cuts:
            if len(self._cuts) >= _MOST_CUTS:  # a search asks about many waivers once
                self._cuts.clear()
            self._cuts[asked] = cut_share(self._debt, terms, self.model.bands)
        return self._cuts[asked]


def affordability(coverage: Fraction) -> Fraction:
    """Least stressed coverage: full at 1.00, nothing more beyond."""
    return ONE if coverage.numerator >= coverage.denominator else coverage


def lender_share(ratio: Decimal, bands: Bands) -> Fraction:
    """Value of the plan against none: full at the ratio in the data."""
    (above, below), full = ratio.as_integer_ratio(), exact(bands.lender_value_full_at)
    return _quotient(above * full.denominator, below * full.numerator)


def cut_share(debt: DebtLine, terms: ProposalTerms, bands: Bands) -> Fraction:
    """What is left after the size of the cut asked: waivers by component, and the rate given up."""
    owed = outstanding(debt).total
    if not owed:
        return ONE
    asked = zip(COMPONENTS, terms.waive.parts, strict=True)
    waived = sum((exact(bands.waiver_weights[name]) * fen for name, fen in asked if fen), ZERO)
    (above, below), cut = waived.as_integer_ratio(), _rate_cut(debt, terms, bands)
    whole = owed * below * cut.denominator
    return _quotient(whole - above * cut.denominator - cut.numerator * owed * below, whole)


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


class Served(NamedTuple):
    """What is owed on the other debts that are being paid, and what they take a month, in fen."""

    owed: int
    monthly: int


def served(others: Iterable[DebtLine]) -> Served:
    """Those with an instalment to come; nobody else is served."""
    paid = [line for line in others if line.instalment_amount and line.remaining_instalments]
    monthly = sum(line.instalment_amount or 0 for line in paid)
    return Served(sum(outstanding(line).total for line in paid), monthly)


def fairness_share(paid: int, instalments: int, plan_owed: int, others: Served) -> Fraction:
    """Whether this creditor gets its part beside the others (公平对待各债权人).

    The plan's average payment, `paid` over its instalments, as a part of all monthly payments,
    against this debt's part of all that is owed; full when it gets its part. Other creditors are
    served by contract before any affordability is computed, so paying this one more takes nothing
    from them.
    """
    if not others.monthly or not instalments or not plan_owed:
        return ONE
    given, of_all = paid, paid + instalments * others.monthly
    return _quotient(given * (plan_owed + others.owed), of_all * plan_owed)


def points_of(shares: Mapping[str, Fraction], weights: Mapping[str, int]) -> int:
    """The points alone: the exact weighted sum, rounded half to even."""
    parts, whole = _parts(shares, weights)
    return divide_half_even(sum(parts), whole)


def weighed(
    shares: Mapping[str, Fraction], weights: Mapping[str, int]
) -> tuple[int, tuple[SubScore, ...]]:
    """The points (half-even of the exact sum) and sub-scores in integers that add up to them.

    Largest remainder over the exact weighted shares, ties in the order of the weights.
    """
    parts, whole = _parts(shares, weights)
    points = divide_half_even(sum(parts), whole)
    earned = [part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: -(parts[place] % whole))
    for place in order[: points - sum(earned)]:
        earned[place] += 1
    return points, tuple(
        SubScore(code, own, weight, _four_places(shares[code]))
        for own, (code, weight) in zip(earned, weights.items(), strict=True)
    )


def _parts(shares: Mapping[str, Fraction], weights: Mapping[str, int]) -> tuple[list[int], int]:
    """Each weighted share as a whole number of the same part of a point, and how many make one."""
    quotients = [shares[code].as_integer_ratio() for code in weights]
    whole = lcm(*[below for _above, below in quotients])
    return [
        above * (whole // below) * weight
        for (above, below), weight in zip(quotients, weights.values(), strict=True)
    ], whole


def _four_places(share: Fraction) -> Decimal:
    above, below = share.as_integer_ratio()
    return _ten_thousandths(divide_half_even(above * FULL * FULL, below))


@lru_cache(maxsize=FULL * FULL + 1)
def _ten_thousandths(count: int) -> Decimal:
    return Decimal(count).scaleb(-4)


def _quotient(above: int, below: int) -> Fraction:
    """Between 0 and 1; `below` is positive."""
    if above <= 0:
        return ZERO
    return ONE if above >= below else Fraction(above, below)
