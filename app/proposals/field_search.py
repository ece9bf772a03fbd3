"""Which values of one field may make a proposal pass, told without judging each in full.

What cannot be kept is known from the payments alone, and what a plan of equal payments scores from
their figures; only what passes by them need be judged.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.calc.periods import month_of
from app.calc.schedules import ScheduleNotComputable
from app.proposals.flows import Outlook, covers
from app.proposals.model import ScoringModel
from app.proposals.plain_plans import Payments, payments_of
from app.proposals.scoring import Verdict, shares_if_kept, verdict_if_kept
from app.proposals.situation import Situation
from app.proposals.sub_scores import points_of
from app.proposals.terms import ProposalTerms, TermsNotPossible, outstanding

MOST_TRIED: Final = 10_000
"""A hundred percentage points: beyond, nothing is advised rather than something untried."""
VERDICT: Final = "verdict"
_SCENARIOS: Final = {
    "affordable_base": ("base",),
    "affordable_stressed": ("stressed",),
    "essential_bills_first": ("essential",),
    VERDICT: ("base", "stressed"),
}
AFFORDABILITY: Final = frozenset(_SCENARIOS) - {VERDICT}
"""The gates that say whether a plan can be kept."""
_HALVINGS: Final = 3


@dataclass(frozen=True, slots=True)
class FieldSearch:
    """A field turned by so many units from what was proposed: `turned` gives the terms.

    `is_better` says whether a verdict is better than that on the proposal.
    """

    situation: Situation
    view: Outlook
    model: ScoringModel
    turned: Callable[[int], ProposalTerms]
    is_better: Callable[[Verdict], bool]
    _payments: dict[int, Payments | None] = field(default_factory=dict, init=False)

    def may_pass(self, units: int, flips: str) -> bool:
        """Whether a value may pass a gate, or better the verdict; otherwise it surely does not."""
        if not self._is_kept(units, _SCENARIOS.get(flips, ())):
            return False
        found = self._payments[units]
        if flips != VERDICT or found is None or found.level is None:
            return True
        flows = found.level.flows(self.situation.assumptions.break_month)
        worth = self.situation.lender().plan(flows)
        shares = shares_if_kept(self.situation, self.turned(units), flows, worth, self.model)
        points = points_of(shares, self.model.weights)
        return self.is_better(verdict_if_kept(points, self.model))

    def rates(self, flips: str, most: int) -> range:
        """Rates to look at one by one, by hundredths of a percent: they change what can be kept."""
        scenarios = _SCENARIOS.get(flips, ())
        can_be = bool(scenarios) and self._principal_is_kept(scenarios)
        return range(1, min(most, MOST_TRIED) + 1) if can_be else range(0)

    def starts(self, most: int) -> tuple[int, ...]:
        """Values to look at first where there are too many to look at each.

        The furthest; where either that or the proposal can be kept, but not both, the one that is
        kept nearest to the other; and the halves of the furthest.
        """
        edge = self._edge(most)
        halves = (most >> power for power in range(1, _HALVINGS + 1))
        return tuple(units for units in dict.fromkeys((most, edge, *halves)) if units > 0)

    def _edge(self, most: int) -> int:
        scenarios = _SCENARIOS[VERDICT]
        here, there = self._is_kept(0, scenarios), self._is_kept(most, scenarios)
        if here == there:
            return most
        low, high = 0, most
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (
                (middle, high) if self._is_kept(middle, scenarios) is here else (low, middle)
            )
        return low if here else high

    def _principal_is_kept(self, scenarios: tuple[str, ...]) -> bool:
        """Whether equal parts of the principal alone could be paid: at no rate is less paid."""
        terms = self.turned(0)
        wait = month_of(terms.first_due_date) - self.view.start_month
        left = outstanding(self.situation.debt).total - terms.waive.total - terms.upfront_payment
        if not terms.is_plain or wait < 0 or left <= 0:
            return True  # not known without the schedule
        by_month = [0] * wait + [left // terms.instalments] * terms.instalments
        by_month[0] += terms.upfront_payment
        return self._covers(by_month, scenarios)

    def _is_kept(self, units: int, scenarios: tuple[str, ...]) -> bool:
        if units not in self._payments:
            self._payments[units] = self._payments_at(units)
        found = self._payments[units]
        return found is not None and self._covers(found.by_month, scenarios)

    def _payments_at(self, units: int) -> Payments | None:
        start = self.view.start_month
        try:
            return payments_of(self.situation.debt, self.turned(units), start)
        except (TermsNotPossible, ScheduleNotComputable):
            return None

    def _covers(self, by_month: tuple[int, ...] | list[int], scenarios: tuple[str, ...]) -> bool:
        seen = max(self.situation.months, len(by_month))
        courses = (getattr(self.view, name)[:seen] for name in scenarios)
        return all(covers(cash, by_month, self.view.buffer) for cash in courses)
