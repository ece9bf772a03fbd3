"""Counter-offers (反要约): plans a household can keep and a lender can prefer, none dominated.

For a shape (up front u, first payment in month h, n instalments) the most that can be paid every
month is a minimum of exact quotients (`app.calc.frontier`); a shape is offered when the exact
schedule of what is asked fits below it in every month, plain and stressed, after the other
debts. No grid of payments, no solver.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Literal

from app.calc.frontier import best_payment
from app.calc.money import divide_half_even
from app.calc.periods import add_months, month_of
from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import DebtLine
from app.core.rules import RuleBook
from app.proposals.flows import Outlook, course, lender_flows, monthly_payments, months_needed
from app.proposals.gates import CARD, CARD_RULE
from app.proposals.lender_value import value_of_plan
from app.proposals.model import Ask, OfferModel, ScoringModel
from app.proposals.scoring import Evaluation, Situation, evaluate
from app.proposals.terms import (
    ComputedTerms,
    ProposalTerms,
    TermsNotPossible,
    Waiver,
    computed_terms,
    plan_of,
)

Scenario = Literal["base", "stressed"]
DEFAULT_DUE_DAY = 10
HOLDING_OPTIONS = ("defer_full", "interest_freeze", "review_after_months")
"""What can be asked for while nothing can be paid (延期还款, 停息挂账, 定期复核)."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """The caller's limits: fen and instalments; None sets none, and no payment up front."""

    max_payment: int | None = None
    max_instalments: int | None = None
    max_upfront: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One counter-offer; `asks` names what it asks of the lender.

    `term_months` counts until the last payment, so that waiting for the first is not free: the
    instalments, and the months by which the first comes later than the second month.
    """

    asks: str
    terms: ProposalTerms
    computed: ComputedTerms
    term_months: int
    lender_value: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The most that can be paid every month over a number of instalments from a month on."""

    first_month: int
    instalments: int
    payment: int
    stressed_payment: int


@dataclass(frozen=True, slots=True)
class Offers:
    """Options, best score first; without any, `reason` says why and `scenario` where it fails."""

    options: tuple[Option, ...]
    frontier: tuple[FrontierPoint, ...]
    reason: str | None = None
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    asks: str
    terms: ProposalTerms
    computed: ComputedTerms
    term_months: int
    lender_value: int

    @property
    def merits(self) -> tuple[int, int, int, int]:
        """What an option is compared by; less is better in each."""
        found = self.computed
        return found.largest_payment, self.term_months, found.total_cost, -self.lender_value


def counter_offers(
    situation: Situation,
    constraints: Constraints,
    max_options: int,
    model: ScoringModel,
    book: RuleBook,
) -> Offers:
    """Find up to `max_options` plans, each affordable in every month, plain and stressed."""
    longest = _longest(situation.debt, constraints, model, book)
    reach = longest + max(model.offers.first_month_choices)
    view = situation.view(max(situation.months, reach))
    found = frontier(view, longest, model)
    if not any(point.stressed_payment > 0 for point in found):
        scenario: Scenario = "base" if all(point.payment <= 0 for point in found) else "stressed"
        return Offers((), found, "nothing_affordable", scenario)
    candidates = list(_candidates(situation, constraints, longest, view, model))
    if not candidates:
        return Offers((), found, "no_plan_within_constraints")
    scored = [
        Option(
            one.asks,
            one.terms,
            one.computed,
            one.term_months,
            one.lender_value,
            evaluate(situation, one.terms, model, book, view),
        )
        for one in pareto(candidates)
    ]
    return Offers(_chosen(scored, max_options), found)


def _longest(debt: DebtLine, constraints: Constraints, model: ScoringModel, book: RuleBook) -> int:
    """The most instalments: the caller's limit or the data's, for a card never above its rule."""
    wanted = constraints.max_instalments or model.offers.longest(debt.product_type)
    most: int = book.rule(CARD_RULE).numbers["max_months"]
    return min(wanted, most) if debt.product_type == CARD else wanted


def frontier(view: Outlook, longest: int, model: ScoringModel) -> tuple[FrontierPoint, ...]:
    """The exact frontier over the first months and terms in the data; -1 where even 0 fails."""
    points = []
    for wait in model.offers.first_month_choices:
        for instalments in _terms_tried(model, longest):
            both = [
                _most(cash, view.buffer, wait, instalments) for cash in (view.base, view.stressed)
            ]
            points.append(FrontierPoint(wait, instalments, *both))
    return tuple(points)


def pareto(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Those that no other beats or equals in payment, term, cost and value while better in one."""
    kept: list[_Candidate] = []
    for one in sorted(candidates, key=lambda candidate: candidate.merits):
        if not any(_dominates(other, one) for other in kept):
            kept.append(one)
    return kept


def _dominates(one: _Candidate, other: _Candidate) -> bool:
    return all(mine <= theirs for mine, theirs in zip(one.merits, other.merits, strict=True))


def _chosen(options: Sequence[Option], most: int) -> tuple[Option, ...]:
    """Best score, shortest term, least payment, least cost; the best of each ask; then the rest."""
    ranked = sorted(options, key=_rank)
    ends = (
        ranked[0],
        min(ranked, key=lambda option: (option.term_months, *_rank(option))),
        min(ranked, key=lambda option: (option.computed.largest_payment, *_rank(option))),
        min(ranked, key=lambda option: (option.computed.total_cost, *_rank(option))),
    )
    by_ask = {option.asks: option for option in reversed(ranked)}
    chosen: list[Option] = []
    for option in (*ends, *sorted(by_ask.values(), key=_rank), *ranked):
        if option not in chosen and len(chosen) < most:
            chosen.append(option)
    return tuple(sorted(chosen, key=_rank))


def _rank(option: Option) -> tuple[int, int, int]:
    found = option.computed
    return -option.evaluation.points, option.term_months, found.largest_payment


def _candidates(
    situation: Situation,
    constraints: Constraints,
    longest: int,
    view: Outlook,
    model: ScoringModel,
) -> Iterator[_Candidate]:
    """Every shape of the data, each with its shortest term that can be kept and longer ones."""
    offers = model.offers
    upfronts = sorted({0, min(constraints.max_upfront or 0, max(0, min(view.stressed)))})
    for ask, wait, upfront in product(offers.asks, offers.first_month_choices, upfronts):
        base = terms_asking(situation.debt, ask, situation.start_month, wait)
        shape, late = replace(base, upfront_payment=upfront), max(0, wait - 1)
        shortest = _shortest(situation, shape, constraints, longest - late, view)
        if shortest is None:
            continue
        longer = [count for count in _terms_tried(model, longest - late) if count > shortest]
        for instalments in (shortest, *longer):
            terms = replace(shape, instalments=instalments)
            found = _fitting(situation, terms, constraints, view)
            if found is not None:
                yield _Candidate(ask.code, terms, found[0], instalments + late, found[1])


def _terms_tried(model: ScoringModel, longest: int) -> list[int]:
    return sorted({*(count for count in model.offers.term_choices if count < longest), longest})


def terms_asking(debt: DebtLine, ask: Ask, start_month: int, wait: int) -> ProposalTerms:
    """The terms of an ask with its first payment `wait` months after the first month.

    Due on the contract's day of the month, on the 10th where that is unknown.
    """
    return ProposalTerms(
        instalments=1,
        first_due_date=_due_date(debt, start_month + wait),
        annual_rate_percent=_part_of_rate(debt.annual_rate_percent, ask.rate),
        waive=Waiver(
            interest=_part(debt.interest_outstanding, ask.waive_interest),
            fees=_part(debt.fees_outstanding, ask.waive_fees),
            penalty=_part(debt.penalty_outstanding, ask.waive_penalty),
        ),
    )


def contract_terms(debt: DebtLine, start_month: int, offers: OfferModel) -> ProposalTerms:
    """Nothing asked for but the arrears within the plan: contract rate and remaining term."""
    first = debt.next_due_date
    start = start_month if first is None else max(start_month, month_of(first))
    return ProposalTerms(
        instalments=debt.remaining_instalments or offers.longest(debt.product_type),
        first_due_date=_due_date(debt, start),
        annual_rate_percent=debt.annual_rate_percent or Decimal(0),
    )


def _due_date(debt: DebtLine, month: int) -> date:
    day = debt.next_due_date.day if debt.next_due_date is not None else DEFAULT_DUE_DAY
    first = date(month // 12, month % 12 + 1, 1)
    return add_months(first, 0, day)


def _part(amount: int, share: Decimal) -> int:
    above, below = share.as_integer_ratio()
    return divide_half_even(amount * above, below)


def _part_of_rate(rate: Decimal | None, share: Decimal) -> Decimal:
    return ((rate or Decimal(0)) * share).quantize(Decimal("0.01"))


def _shortest(
    situation: Situation,
    shape: ProposalTerms,
    constraints: Constraints,
    longest: int,
    view: Outlook,
) -> int | None:
    """The fewest instalments that can be kept; None when not even the most can."""

    def fits(count: int) -> bool:
        terms = replace(shape, instalments=count)
        return _fitting(situation, terms, constraints, view) is not None

    if longest < 1 or not fits(longest):
        return None
    low, high = 0, longest
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _fitting(
    situation: Situation, terms: ProposalTerms, constraints: Constraints, view: Outlook
) -> tuple[ComputedTerms, int] | None:
    """The exact figures of terms that can be kept within the constraints; otherwise None."""
    debt, start = situation.debt, situation.start_month
    try:
        plan = plan_of(debt, terms)
    except (TermsNotPossible, ScheduleNotComputable):
        return None
    payments = monthly_payments(plan, start)
    computed = computed_terms(debt, plan, with_rate=False)
    most = constraints.max_payment
    if most is not None and computed.largest_payment > most:
        return None
    months = months_needed(plan, start, situation.months)
    for cash in (view.stressed, view.base):
        if not course(cash[:months], payments, view.buffer).is_kept:
            return None
    return computed, value_of_plan(lender_flows(plan, start), situation.assumptions)


def _most(cash: Sequence[int], floor: int, wait: int, instalments: int) -> int:
    """The frontier's payment of a shape; -1 when not even 0 can be paid."""
    seen = cash[: wait + instalments]
    found = best_payment(seen, floor=floor, first_month=wait, instalments=instalments)
    return -1 if found is None else found
