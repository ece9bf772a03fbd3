"""Counter-offers (反要约): plans a household can keep and a lender can prefer, none dominated.

For a shape (up front u, first payment in month h, n instalments) the most that can be paid every
month is a minimum of exact quotients (`app.calc.frontier`); a shape is offered when the exact
schedule of what is asked fits below it in every month, plain and stressed, after the other
debts. No grid of payments, no solver.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from app.calc.frontier import best_payment
from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import DebtLine
from app.core.rules import RuleBook
from app.proposals.asks import terms_asking
from app.proposals.flows import Outlook, is_kept, lender_flows
from app.proposals.gates import CARD, CARD_RULE
from app.proposals.lender_value import value_of_plan
from app.proposals.model import ScoringModel
from app.proposals.scoring import Evaluation, Situation, evaluate
from app.proposals.terms import (
    ComputedTerms,
    Plan,
    ProposalTerms,
    TermsNotPossible,
    computed_terms,
    plan_of,
)

Scenario = Literal["base", "stressed"]
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
    spare = max(0, min(view.stressed) - view.buffer)
    upfronts = sorted({0, min(constraints.max_upfront or 0, spare)})
    for ask, wait, upfront in product(offers.asks, offers.first_month_choices, upfronts):
        base = terms_asking(situation.debt, ask, situation.start_month, wait, offers)
        shape, late = replace(base, upfront_payment=upfront), max(0, wait - 1)
        tried = _terms_tried(model, longest - late)
        shortest = _shortest(situation, shape, constraints, tried, view)
        if shortest is None:
            continue
        longer = [count for count in tried if count > shortest]
        for instalments in (shortest, *longer):
            terms = replace(shape, instalments=instalments)
            plan = _fitting(situation, terms, constraints, view)
            if plan is not None:
                computed = computed_terms(situation.debt, plan, with_rate=False)
                flows = lender_flows(plan, situation.start_month)
                value = value_of_plan(flows, situation.assumptions)
                yield _Candidate(ask.code, terms, computed, instalments + late, value)


def _terms_tried(model: ScoringModel, longest: int) -> list[int]:
    """The terms of the data up to the longest, and the longest; none when it is below one."""
    if longest < 1:
        return []
    return sorted({*(count for count in model.offers.term_choices if count < longest), longest})


def _shortest(
    situation: Situation,
    shape: ProposalTerms,
    constraints: Constraints,
    tried: Sequence[int],
    view: Outlook,
) -> int | None:
    """The fewest instalments that can be kept, below the longest term tried that can.

    Income that ends makes the longest term fail where a shorter one is kept. None when none is.
    """

    def fits(count: int) -> bool:
        terms = replace(shape, instalments=count)
        return _fitting(situation, terms, constraints, view) is not None

    high = next((count for count in reversed(tried) if fits(count)), None)
    if high is None:
        return None
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _fitting(
    situation: Situation, terms: ProposalTerms, constraints: Constraints, view: Outlook
) -> Plan | None:
    """The plan of terms that can be kept within the constraints; otherwise None."""
    try:
        plan = plan_of(situation.debt, terms)
    except (TermsNotPossible, ScheduleNotComputable):
        return None
    most = constraints.max_payment
    if most is not None and any(row.payment > most for row in plan.schedule.rows):
        return None
    return plan if is_kept(plan, view, situation.months) else None


def _most(cash: Sequence[int], floor: int, wait: int, instalments: int) -> int:
    """The frontier's payment of a shape; -1 when not even 0 can be paid."""
    seen = cash[: wait + instalments]
    found = best_payment(seen, floor=floor, first_month=wait, instalments=instalments)
    return -1 if found is None else found
