"""The least change of a rate: hundredth by hundredth of a percent, so that nothing less passes.

What cannot be kept is known from the payments alone, and what a plan of equal payments scores from
their figures; only what passes by them is judged in full.
"""

from collections.abc import Callable, Iterator
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
AFFORDABILITY: Final = _SCENARIOS.keys() - {VERDICT}
"""The gates that a rate can make pass."""


@dataclass(frozen=True, slots=True)
class RateSearch:
    """Rates so many hundredths of a percent from what was proposed: `turned` gives the terms.

    `is_better` says whether a verdict is better than that on the proposal.
    """

    situation: Situation
    view: Outlook
    model: ScoringModel
    turned: Callable[[int], ProposalTerms]
    is_better: Callable[[Verdict], bool]
    _payments: dict[int, Payments | None] = field(default_factory=dict, init=False)

    def candidates(self, flips: str, most: int) -> Iterator[int]:
        """The numbers of hundredths that may pass a gate, or better the verdict; others do not.

        A rate changes no gate but those of what can be kept.
        """
        scenarios = _SCENARIOS.get(flips, ())
        if not scenarios or not self._principal_is_kept(scenarios):
            return
        for units in range(1, min(most, MOST_TRIED) + 1):
            if self._may_pass(units, flips, scenarios):
                yield units

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

    def _may_pass(self, units: int, flips: str, scenarios: tuple[str, ...]) -> bool:
        if units not in self._payments:
            self._payments[units] = self._payments_at(units)
        found = self._payments[units]
        if found is None or not self._covers(found.by_month, scenarios):
            return False
        if flips != VERDICT or found.level is None:
            return True
        flows = found.level.flows(self.situation.assumptions.break_month)
        worth = self.situation.lender().plan(flows)
        shares = shares_if_kept(self.situation, self.turned(units), flows, worth, self.model)
        points = points_of(shares, self.model.weights)
        return self.is_better(verdict_if_kept(points, self.model))

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
