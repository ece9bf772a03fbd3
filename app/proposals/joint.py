"""One amount for all debts, split, and each debt's offer within its share (统筹还款).

The amount is the most that every month carries, plain and stressed, before any debt is served. No
offer's payment exceeds its debt's share, so whatever is agreed with one creditor, the offers to
all others can still be kept. Debts that take no part are served as contracted. Amounts in fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.cash_flow.budget_lines import Budget
from app.core.rules import RuleBook
from app.proposals.allocations.treatment import Treatment, divided, share_of
from app.proposals.flows import outlook
from app.proposals.kept_plans import Constraints
from app.proposals.model import ScoringModel
from app.proposals.search import Offers, Option, Scenario, counter_offers, longest_offered
from app.proposals.shapes import level_frontier, rooms
from app.proposals.situation import Situation

LOOKED_AT = 5
"""Options enough that the best and the cheapest are among them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One debt's share of the monthly amount, and the offers within it.

    In `situation` every other debt gets its share.
    """

    situation: Situation
    owed: int
    treatment: Treatment
    offers: Offers

    @property
    def share(self) -> int:
        """Its part of the monthly amount."""
        return self.treatment.amount

    @property
    def option(self) -> Option | None:
        """The offer to make: the best score."""
        return self.offers.options[0] if self.offers.options else None

    @property
    def cheapest(self) -> Option | None:
        """The offer that costs least within the share; None where the one to make does."""
        least = min(self.offers.options, key=lambda one: one.shape.total_cost, default=None)
        best = self.option
        if least is None or best is None or best.shape.total_cost <= least.shape.total_cost:
            return None
        return least

    @property
    def repaid(self) -> int | None:
        """What the offer pays in all; None without one."""
        return self.option.evaluation.plan.total_paid if self.option is not None else None


@dataclass(frozen=True, slots=True)
class JointOffers:
    """What can be paid on all debts each month, and every debt's part; parts add up exactly.

    `scenario` says where nothing can be paid, None where something can.
    """

    monthly_amount: int
    parts: tuple[Part, ...]
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """How the amount is split, the least for each, and the caller's own limit to the amount.

    `essential` are the references of debts that keep the roof or the work.
    """

    method: str
    floor: int = 0
    at_most: int | None = None
    essential: frozenset[str] = frozenset()


def affordable_for_all(situations: Sequence[Situation], months: int) -> tuple[int, int]:
    """The most that can be paid every month on these debts together, plain and stressed.

    The budget's other debts are served as contracted; -1 where not even 0 can be paid.
    """
    first, taking_part = situations[0], {one.debt.debt_ref for one in situations}
    others = tuple(debt for debt in first.budget.debts if debt.debt_ref not in taking_part)
    view = outlook(
        replace(first.budget, debts=others),
        first.debt.debt_ref,
        start_month=first.start_month,
        months=months,
        stress=first.stress,
        buffer=first.buffer,
    )
    plain, stressed = (int(level_frontier(room, 0, months)[-1]) for room in rooms(view))
    return plain, stressed


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
    longest = max(longest_offered(one.debt, constraints, model, book) for one in situations)
    months = max(first.months, longest + max(model.offers.first_month_choices))
    plain, stressed = affordable_for_all(situations, months)
    scenario: Scenario | None = None
    if min(plain, stressed) <= 0:
        scenario = "base" if plain <= 0 else "stressed"
    amount = max(0, min(plain, stressed))
    if split.at_most is not None:
        amount = min(amount, split.at_most)
    debts = [
        share_of(one.debt, is_essential=one.debt.debt_ref in split.essential) for one in situations
    ]
    treatment = divided(amount, split.method, debts, split.floor)
    served = _served(situations, [part.amount for part in treatment], months)
    parts = []
    for one, debt, part in zip(situations, debts, treatment, strict=True):
        within = replace(constraints, max_payment=part.amount, max_upfront=None)
        among = replace(one, budget=served)
        offers = counter_offers(among, within, LOOKED_AT, model, book)
        parts.append(Part(among, debt.balance, part, offers))
    return JointOffers(amount, tuple(parts), scenario)


def _served(situations: Sequence[Situation], shares: Sequence[int], months: int) -> Budget:
    """The budget in which every debt that takes part gets its share in every month looked at.

    An outlook for one of them leaves that one's share out.
    """
    budget, start = situations[0].budget, situations[0].start_month
    parts = {
        one.debt.debt_ref: replace(
            one.debt,
            instalment_amount=share,
            remaining_instalments=months,
            next_due_date=date(start // 12, start % 12 + 1, 1),
        )
        for one, share in zip(situations, shares, strict=True)
    }
    others = (debt for debt in budget.debts if debt.debt_ref not in parts)
    return replace(budget, debts=(*parts.values(), *others))
