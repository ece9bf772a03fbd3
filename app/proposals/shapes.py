"""What a counter-offer looks like, and how much the months carry of it.

A shape is an ask, a payment up front, a first month and a number of instalments. Whether it can be
kept is a comparison with a minimum of exact quotients, as in `app.calc.frontier`, for all numbers
of instalments at once; amounts are fen throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proposals.flows import Outlook
from app.proposals.model import Ask
from app.proposals.plan_flows import BriefFlows
from app.proposals.terms import ProposalTerms

Fen = NDArray[np.int64]
_ANYTHING: int = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Loan:
    """What an ask and a payment up front leave to be paid: fen, percent a year, what it cost."""

    ask: Ask
    upfront: int
    financed: int
    annual_rate_percent: Decimal
    principal: int
    """Outstanding before the plan; what is paid beyond it is the plan's cost."""
    terms: ProposalTerms
    """What is asked for, whatever the first month and the number of instalments."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far shapes go: instalments, first months, and the caller's largest payment."""

    longest: int
    first_months: tuple[int, ...]
    max_payment: int | None
    months: int
    """Months looked at even where the plan is shorter."""


class Shape(NamedTuple):
    """One plan of equal payments, and what it is compared by; less is better in each merit.

    `term_months` counts until the last payment, so that waiting for the first is not free: the
    instalments, and the months by which the first comes later than the second month.
    """

    loan: Loan
    first_month: int
    instalments: int
    payment: int
    term_months: int
    total_cost: int
    lender_value: int
    step: tuple[int, int, int] | None = None
    """Lower payments first: how much, how much later, and from which instalment on."""
    flows: BriefFlows | None = None
    """Its flows in short, where they are known from the search."""

    @property
    def merits(self) -> tuple[int, int, int, int]:
        """Largest payment, term, cost, and value to the lender with its sign turned."""
        return self.payment, self.term_months, self.total_cost, -self.lender_value


def room(view: Outlook) -> Fen:
    """What may have been paid by the end of each month, plain and stressed."""
    plain, stressed = rooms(view)
    both: Fen = np.minimum(plain, stressed)
    return both


def rooms(view: Outlook) -> tuple[Fen, Fen]:
    """The same plain, and under stress."""
    return np.array(view.base) - view.buffer, np.array(view.stressed) - view.buffer


def least_from(limit: Fen, months: int) -> Fen:
    """The least room from each month on, as far as `months` are looked at; then each month's."""
    least = limit.copy()
    least[:months] = np.minimum.accumulate(limit[:months][::-1])[::-1]
    return least


def most_before_last(limit: Fen, firsts: Fen, upfronts: Fen, longest: int) -> Fen:
    """The most that each payment but the last may be; -1 where the money up front is not there.

    By first month, payment up front and number of instalments up to `longest`; `limit` reaches the
    last payment but one.
    """
    spare = limit[firsts[:, np.newaxis, np.newaxis] + np.arange(longest - 1)]
    spare = spare - upfronts[:, np.newaxis]
    most = np.full((len(firsts), len(upfronts), longest), _ANYTHING)
    np.minimum.accumulate(spare // np.arange(1, longest), axis=2, out=most[..., 1:])
    for place, first in enumerate(firsts.tolist()):
        if first:
            most[place, limit[:first].min() < upfronts] = -1
    return most


def level_frontier(limit: Fen, first_month: int, longest: int) -> Fen:
    """The most that can be paid every month over 1 to `longest` instalments; negative: nothing.

    Exact, as `app.calc.frontier.best_payment` is; `limit` reaches the last instalment.
    """
    most: Fen = level_frontiers(limit, [first_month], longest)[0]
    return most


def level_frontiers(limit: Fen, firsts: Sequence[int], longest: int) -> Fen:
    """The same from several first months on, of shape (first months, longest)."""
    counts = np.arange(1, longest + 1)
    spare = limit[np.array(firsts)[:, np.newaxis] + (counts - 1)]
    most: Fen = np.maximum(np.minimum.accumulate(spare // counts, axis=1), -1)
    for place, first in enumerate(firsts):
        if first and limit[:first].min() < 0:
            most[place] = -1
    return most
