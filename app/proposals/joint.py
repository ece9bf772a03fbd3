"""One amount for all debts, split, and each debt's offer within its share (统筹还款).

The amount is the most that every month carries, plain and stressed, before any debt is served. No
offer's payment exceeds its debt's share, so whatever is agreed with one creditor, the offers to
all others can still be kept. Amounts in fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from app.calc.allocation import Share, allocate
from app.cash_flow.budget_lines import Budget, DebtLine
from app.core.rules import RuleBook
from app.proposals.flows import outlook
from app.proposals.kept_plans import Constraints
from app.proposals.model import ScoringModel
from app.proposals.scoring import Situation
from app.proposals.search import Offers, Option, counter_offers
from app.proposals.shapes import level_frontier, room
from app.proposals.terms import outstanding

_NOBODY = "\x00"
"""A reference that no debt has: an outlook for it leaves every debt in."""


@dataclass(frozen=True, slots=True)
class Part:
    """One debt's share of the monthly amount, and the offers within it.

    In `situation` every other debt gets its share.
    """

    situation: Situation
    owed: int
    share: int
    offers: Offers

    @property
    def option(self) -> Option | None:
        """The offer to make: the best score."""
        return self.offers.options[0] if self.offers.options else None

    @property
    def repaid(self) -> int | None:
        """What the offer pays in all; None without one."""
        return self.option.evaluation.plan.total_paid if self.option is not None else None


@dataclass(frozen=True, slots=True)
class JointOffers:
    """What can be paid on all debts each month, and every debt's part; parts add up exactly."""

    monthly_amount: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """How the amount is split, the least for each, and the caller's own limit to the amount."""

    method: str
    floor: int = 0
    at_most: int | None = None


def affordable_for_all(situation: Situation, months: int) -> int:
    """The most that can be paid every month on all debts together, plain and stressed."""
    free = replace(situation.budget, debts=())
    view = outlook(
        free,
        _NOBODY,
        start_month=situation.start_month,
        months=months,
        stress=situation.stress,
        buffer=situation.buffer,
    )
    return max(0, int(level_frontier(room(view), 0, months)[-1]))


def joint_offers(
    situations: Sequence[Situation],
    split: Split,
    constraints: Constraints,
    model: ScoringModel,
    book: RuleBook,
) -> JointOffers:
    """Split what every month carries over the debts, and find each one's offers within its share.

    `situations` are those of the debts, all on one budget. The months looked at are those of the
    longest plan that may be offered.
    """
    first = situations[0]
    longest = max(model.offers.longest(one.debt.product_type) for one in situations)
    if constraints.max_instalments is not None:
        longest = min(longest, constraints.max_instalments)
    months = max(first.months, longest + max(model.offers.first_month_choices))
    amount = affordable_for_all(first, months)
    if split.at_most is not None:
        amount = min(amount, split.at_most)
    debts = [one.debt for one in situations]
    shares = allocate(amount, split.method, [_weight(debt) for debt in debts], split.floor)
    parts = []
    for one, share in zip(situations, shares, strict=True):
        served = _served(first.budget, dict(zip(debts, shares, strict=True)), one, months)
        within = replace(constraints, max_payment=share, max_upfront=None)
        among = replace(one, budget=served)
        offers = counter_offers(among, within, 1, model, book)
        parts.append(Part(among, outstanding(one.debt).total, share, offers))
    return JointOffers(amount, tuple(parts))


def _weight(debt: DebtLine) -> Share:
    return Share(
        debt.debt_ref,
        outstanding(debt).total,
        debt.instalment_amount or 0,
        debt.annual_rate_percent or Decimal(0),
    )


def _served(budget: Budget, shares: dict[DebtLine, int], about: Situation, months: int) -> Budget:
    """The budget in which every other debt gets its share in every month looked at."""
    start = about.start_month
    others = tuple(
        replace(
            debt,
            instalment_amount=share,
            remaining_instalments=months,
            next_due_date=date(start // 12, start % 12 + 1, 1),
        )
        for debt, share in shares.items()
        if debt.debt_ref != about.debt.debt_ref
    )
    return replace(budget, debts=(about.debt, *others))


def percent(part: int, whole: int) -> Decimal:
    """A part of a whole in percent, two places; 0 of nothing."""
    if not whole:
        return Decimal("0.00")
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
