"""Whether terms can be kept, asked of one household again and again.

Most terms that a search tries are plainly too much: one comparison says so, without a schedule.
"""

import numpy as np

from app.calc.level_payments import is_surely_level, monthly_payment, monthly_rate
from app.calc.periods import month_of
from app.proposals.flows import Outlook, is_kept
from app.proposals.plain_plans import Payments, payments_of
from app.proposals.shapes import room
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, outstanding


class Tried:
    """One situation and the months looked at; what was worked out once is told again."""

    def __init__(self, situation: Situation, view: Outlook) -> None:
        self.situation, self.view = situation, view
        self._room, self._owed = room(view), outstanding(situation.debt).total
        self._counts = np.arange(1, len(self._room) + 1)
        self._payments: dict[ProposalTerms, Payments] = {}

    def payments(self, terms: ProposalTerms) -> Payments:
        """What the terms take month by month; raises as `payments_of` does."""
        if terms not in self._payments:
            found = payments_of(self.situation.debt, terms, self.situation.start_month)
            self._payments[terms] = found
        return self._payments[terms]

    def is_kept(self, terms: ProposalTerms) -> bool:
        """Whether every month carries the terms, stressed too."""
        if self._is_plainly_too_much(terms):
            return False
        return is_kept(self.payments(terms).by_month, self.view, self.situation.months)

    def _is_plainly_too_much(self, terms: ProposalTerms) -> bool:
        """Whether the equal payments alone, but for the last, are more than some month carries."""
        financed = self._owed - terms.waive.total - terms.upfront_payment
        wait = month_of(terms.first_due_date) - self.situation.start_month
        count, rate = terms.instalments, monthly_rate(terms.annual_rate_percent)
        if not terms.is_plain or financed <= 0 or wait < 0:
            return False
        level = monthly_payment(financed, rate, count)
        paid = self._counts[: count - 1] * level + terms.upfront_payment
        is_too_much = bool((paid > self._room[wait : wait + count - 1]).any())
        return is_too_much and is_surely_level(level, rate, count)
