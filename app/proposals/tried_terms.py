"""Whether terms can be kept, asked of one household again and again.

Of equal monthly payments two comparisons say so, and most that a search tries are plainly too much:
the payment alone tells. Other terms are worked out month by month. Amounts in fen.
"""

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from app.calc.level_payments import (
    LevelLoan,
    is_surely_level,
    level_loan,
    monthly_payment,
    monthly_rate,
)
from app.calc.periods import month_of
from app.proposals.flows import Outlook, is_kept
from app.proposals.plain_plans import Payments, payments_of
from app.proposals.shapes import least_from, most_before_last, room
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, outstanding

_WAITS_TOGETHER = 8
"""First months looked at in one step: they are tried one after the other."""


class Asked(NamedTuple):
    """Terms of equal payments in short: months before the first, up front, and what is financed."""

    wait: int
    upfront: int
    financed: int
    percent: Decimal
    instalments: int


class Tried:
    """One situation and the months looked at; what was worked out once is told again.

    Terms waive and pay up front no more than is owed.
    """

    def __init__(self, situation: Situation, view: Outlook) -> None:
        self.situation, self.view = situation, view
        self._room, self._owed = room(view), outstanding(situation.debt).total
        self._longer = np.pad(self._room, (0, _WAITS_TOGETHER), mode="edge")
        self._in_all: list[int] = least_from(self._room, situation.months).tolist()
        self._before_last: dict[tuple[int, int], list[int]] = {}
        self._loans: dict[Asked, LevelLoan | None] = {}
        self._payments: dict[ProposalTerms, Payments] = {}

    def payments(self, terms: ProposalTerms) -> Payments:
        """What the terms take month by month; raises as `payments_of` does."""
        if terms not in self._payments:
            found = payments_of(self.situation.debt, terms, self.situation.start_month)
            self._payments[terms] = found
        return self._payments[terms]

    def is_kept(self, terms: ProposalTerms) -> bool:
        """Whether every month carries the terms, stressed too."""
        asked = self.in_short(terms)
        told = None if asked is None else self.verdict(asked)
        if told is not None:
            return told
        return is_kept(self.payments(terms).by_month, self.view, self.situation.months)

    def largest(self, terms: ProposalTerms) -> int:
        """The largest payment of the terms, the one up front left aside."""
        asked = self.in_short(terms)
        loan = None if asked is None else self._loan(asked)
        return self.payments(terms).largest if loan is None else loan.largest

    def in_short(self, terms: ProposalTerms) -> Asked | None:
        """The terms where they are equal payments from one of the months looked at on."""
        financed = self._owed - terms.waive.total - terms.upfront_payment
        wait = month_of(terms.first_due_date) - self.situation.start_month
        if not terms.is_plain or financed <= 0 or wait < 0:
            return None
        rate = terms.annual_rate_percent
        return Asked(wait, terms.upfront_payment, financed, rate, terms.instalments)

    def verdict(self, asked: Asked) -> bool | None:
        """Whether every month carries what is asked.

        None where rounding bends the schedule, or where it ends after the months looked at.
        """
        count, rate = asked.instalments, monthly_rate(asked.percent)
        if asked.wait + count > len(self._in_all):
            return None
        most = self._most_before_last(asked.wait, asked.upfront)[count - 1]
        level = monthly_payment(asked.financed, rate, count)
        if level > most and is_surely_level(level, rate, count):
            return False
        loan = self._loan(asked)
        if loan is None:
            return None
        paid = asked.upfront + level * (count - 1) + loan.last
        return level <= most and paid <= self._in_all[asked.wait + count - 1]

    def _loan(self, asked: Asked) -> LevelLoan | None:
        if asked not in self._loans:
            rate = monthly_rate(asked.percent)
            self._loans[asked] = level_loan(asked.financed, rate, asked.instalments)
        return self._loans[asked]

    def _most_before_last(self, wait: int, upfront: int) -> list[int]:
        """The most that each payment but the last may be, by their number."""
        if (wait, upfront) not in self._before_last:
            waits, longest = np.arange(wait, wait + _WAITS_TOGETHER), len(self._room) - wait
            found = most_before_last(self._longer, waits, np.array([upfront]), longest)
            for later, most in enumerate(found[:, 0].tolist(), wait):
                self._before_last[later, upfront] = most
        return self._before_last[wait, upfront]
