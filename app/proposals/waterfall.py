"""The published order of relief (减让次序): how far it must go until the payments can be kept.

Date shift, then interest and penalty waived, then the rate, then the term, then forbearance of a
part of the principal (paid with the last instalment), then a lump sum with the rest waived. The
step that reaches it goes no further than needed, as in the US Treasury's HAMP waterfall.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from app.calc.money import divide_half_even
from app.calc.periods import add_months, month_of
from app.proposals.asks import contract_terms
from app.proposals.model import ScoringModel
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver, outstanding
from app.proposals.tried_terms import Asked, Tried

STEPS = (
    "date_shift",
    "interest_penalty_waiver",
    "rate",
    "term",
    "forbearance",
    "lump_sum",
)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One step: the largest payment once it is granted, and whether every month can be kept.

    `terms` are cumulative; the step that reaches it goes no further than needed. A lump sum's
    payment is what can be paid at once.
    """

    step: str
    payment: int
    reached: bool
    terms: ProposalTerms


def waterfall(situation: Situation, model: ScoringModel) -> tuple[WaterfallStep, ...]:
    """The steps in order, up to the first that reaches what can be paid, stressed too."""
    offers = model.offers
    terms = contract_terms(situation.debt, situation.start_month, model)
    wait = max(offers.first_month_choices)
    longest = offers.longest(situation.debt.product_type)
    first = month_of(terms.first_due_date) - situation.start_month
    reach = first + wait + max(terms.instalments, longest)
    tried = Tried(situation, situation.view(max(situation.months, reach)))
    steps: list[WaterfallStep] = []
    for name, changed in _granted(tried, terms, model):
        steps.append(_looked_at(name, tried, changed))
        if steps[-1].reached:
            break
    return tuple(steps)


def _granted(
    tried: Tried, terms: ProposalTerms, model: ScoringModel
) -> Iterator[tuple[str, ProposalTerms]]:
    debt, offers, view = tried.situation.debt, model.offers, tried.view

    terms = _shifted(tried, terms, max(offers.first_month_choices))
    yield STEPS[0], terms
    owed = outstanding(debt)
    waived = replace(owed, principal=0)
    terms = replace(terms, waive=waived)
    yield STEPS[1], terms
    terms = _lower_rate(tried, terms)
    yield STEPS[2], terms
    terms = _longer_term(tried, terms, offers.longest(debt.product_type))
    yield STEPS[3], terms
    above, below = offers.forbearance_share.as_integer_ratio()
    most = divide_half_even(owed.principal * above, below)
    balloon = _least(most, lambda units: tried.is_kept(replace(terms, balloon=units)))
    yield STEPS[4], replace(terms, balloon=balloon)
    at_once = min(owed.principal, max(0, min(view.stressed) - view.buffer))
    rest = Waiver(owed.principal - at_once, waived.interest, waived.fees, waived.penalty)
    yield STEPS[5], replace(terms, instalments=1, upfront_payment=at_once, waive=rest)


def _least(most: int, kept: Callable[[int], bool]) -> int:
    """The fewest units from 1 on with which the terms can be kept, the most when none can."""
    low, high = 0, most
    if not kept(most):
        return most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle) else (middle, high)
    return high


def _kept(
    tried: Tried,
    terms: ProposalTerms,
    turned: Callable[[int], ProposalTerms],
    in_short: Callable[[Asked, int], Asked],
) -> Callable[[int], bool]:
    """Whether terms turned by so many units can be kept; told in short where that is possible."""
    asked = tried.in_short(terms)

    def kept(units: int) -> bool:
        told = None if asked is None else tried.verdict(in_short(asked, units))
        return tried.is_kept(turned(units)) if told is None else told

    return kept


def _lower_rate(tried: Tried, terms: ProposalTerms) -> ProposalTerms:
    """By hundredths of a percent, down to no interest."""
    rate = terms.annual_rate_percent

    def lowered(units: int) -> Decimal:
        return max(Decimal(0), rate - units * _HUNDREDTH)

    def turned(units: int) -> ProposalTerms:
        return replace(terms, annual_rate_percent=lowered(units))

    def in_short(asked: Asked, units: int) -> Asked:
        return asked._replace(percent=lowered(units))

    kept = _kept(tried, terms, turned, in_short)
    return turned(_least(math.ceil(rate / _HUNDREDTH), kept))


def _longer_term(tried: Tried, terms: ProposalTerms, longest: int) -> ProposalTerms:
    """By instalments, up to the longest term of the product.

    One by one where the longest cannot be kept: it may outlast an income that a shorter one meets.
    """

    def turned(units: int) -> ProposalTerms:
        return replace(terms, instalments=terms.instalments + units)

    def in_short(asked: Asked, units: int) -> Asked:
        return asked._replace(instalments=asked.instalments + units)

    kept, most = _kept(tried, terms, turned, in_short), max(0, longest - terms.instalments)
    found = _least(most, kept)
    return turned(found if kept(found) else next(filter(kept, range(1, most)), found))


def _shifted(tried: Tried, terms: ProposalTerms, most: int) -> ProposalTerms:
    """The first date, up to `most` months later, from which the contract can be kept."""

    def turned(months: int) -> ProposalTerms:
        return replace(terms, first_due_date=add_months(terms.first_due_date, months))

    def in_short(asked: Asked, months: int) -> Asked:
        return asked._replace(wait=asked.wait + months)

    kept = _kept(tried, terms, turned, in_short)
    return turned(next(filter(kept, range(most + 1)), most))


def _looked_at(step: str, tried: Tried, terms: ProposalTerms) -> WaterfallStep:
    payment = max(tried.largest(terms), terms.upfront_payment)
    return WaterfallStep(step, payment, payment > 0 and tried.is_kept(terms), terms)
