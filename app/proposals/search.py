"""Counter-offers (反要约): plans a household can keep and a lender can prefer, none dominated.

For a shape (an ask, u up front, first payment in month h, n instalments) the most that can be paid
every month is a minimum of exact quotients; a shape is offered when the exact schedule of what is
asked fits below it in every month, plain and stressed, after the other debts. Every number of
instalments is looked at; no grid of payments, no solver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Literal, NamedTuple

import numpy as np

from app.cash_flow.budget_lines import DebtLine
from app.core.rules import RuleBook
from app.proposals.best_shapes import COST, PAYMENT, BestShapes
from app.proposals.flows import Outlook
from app.proposals.gates import CARD, CARD_RULE
from app.proposals.kept_plans import Constraints, best_shapes, terms_of_shape
from app.proposals.model import ScoringModel
from app.proposals.scoring import Evaluation, Found, evaluate, evaluate_all, shares_if_kept
from app.proposals.shapes import Shape, level_frontiers, rooms
from app.proposals.situation import Situation
from app.proposals.sub_scores import points_of
from app.proposals.terms import ComputedTerms, ProposalTerms

Scenario = Literal["base", "stressed"]
HOLDING_OPTIONS = ("defer_full", "interest_freeze", "review_after_months")
"""What can be asked for while nothing can be paid (延期还款, 停息挂账, 定期复核)."""


@dataclass(frozen=True, slots=True)
class Option:
    """One counter-offer; `shape` says what it asks of the lender and what it is compared by.

    `is_compromise` marks a little more a month for a shorter term than what was refused.
    """

    shape: Shape
    terms: ProposalTerms
    evaluation: Evaluation
    is_compromise: bool

    @property
    def asks(self) -> str:
        """Code of what it asks of the lender."""
        return self.shape.loan.ask.code

    @property
    def term_months(self) -> int:
        """Months until the last payment."""
        return self.shape.term_months

    @property
    def lender_value(self) -> int:
        """What it is worth to the lender today, in fen."""
        return self.shape.lender_value


class FrontierPoint(NamedTuple):
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


def counter_offers(
    situation: Situation,
    constraints: Constraints,
    max_options: int,
    model: ScoringModel,
    book: RuleBook,
    refused: ComputedTerms | None = None,
) -> Offers:
    """Find up to `max_options` plans, each affordable in every month, plain and stressed.

    With what was `refused` the nearest compromise is among them: a little more each month, done
    sooner.
    """
    longest = longest_offered(situation.debt, constraints, model, book)
    reach = longest + max(model.offers.first_month_choices)
    view = situation.view(max(situation.months, reach))
    found = frontier(view, longest, model)
    if not any(point.stressed_payment > 0 for point in found):
        scenario: Scenario = "base" if all(point.payment <= 0 for point in found) else "stressed"
        return Offers((), found, "nothing_affordable", scenario)
    shapes = best_shapes(situation, constraints, longest, view, model)
    if shapes is None:
        return Offers((), found, "no_plan_within_constraints")
    compromise = None
    if refused is not None:  # a little more each month, done sooner
        compromise = shapes.nearest(refused.largest_payment, refused.term_months)
    scored = [
        _scored(situation, shape, model, book, view, is_compromise=shape is compromise)
        for shape in _worth_scoring(shapes, compromise, max_options, model)
    ]
    chosen = _chosen(scored, max_options)
    return Offers(_options(situation, chosen, model, book, view), found)


def longest_offered(
    debt: DebtLine, constraints: Constraints, model: ScoringModel, book: RuleBook
) -> int:
    """The most instalments: the caller's limit or the data's, for a card never above its rule."""
    wanted = constraints.max_instalments or model.offers.longest(debt.product_type)
    most: int = book.rule(CARD_RULE).numbers["max_months"]
    return min(wanted, most) if debt.product_type == CARD else wanted


def _worth_scoring(
    shapes: BestShapes, compromise: Shape | None, most: int, model: ScoringModel
) -> list[Shape]:
    """The shapes among which the options are: all that can have the best score, and the ends.

    A longer term never raises the points of a plan that can be kept, so of each ask, payment up
    front and first month the shortest scores best. Plans that rise once are few: each is scored.
    Terms of the data fill up what is wanted.
    """
    best = [
        *shapes.shortest_of_each(),
        *shapes.steps(),
        shapes.least(PAYMENT),
        shapes.least(COST),
        *([compromise] if compromise is not None else []),
    ]
    wanted = {id(shape): shape for shape in best}
    if len(wanted) < most:
        choices = model.offers.term_choices
        fillers = sorted(shapes.all(), key=lambda shape: shape.instalments not in choices)
        for shape in fillers:
            if len(wanted) < most:
                wanted[id(shape)] = shape
    return list(wanted.values())


@dataclass(frozen=True, slots=True)
class _Scored:
    shape: Shape
    points: int
    is_compromise: bool
    found: Found | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        return -self.points, self.shape.term_months, self.shape.payment


def _scored(
    situation: Situation,
    shape: Shape,
    model: ScoringModel,
    book: RuleBook,
    view: Outlook,
    *,
    is_compromise: bool,
) -> _Scored:
    """The points, from the figures alone where all payments are equal."""
    flows, worth = shape.flows, shape.lender_value
    if flows is None:
        terms = terms_of_shape(situation, shape, model)
        points = evaluate(situation, terms, model, book, view).points
        return _Scored(shape, points, is_compromise)
    shares = shares_if_kept(situation, shape.loan.terms, flows, worth, model)
    points = points_of(shares, model.weights)
    return _Scored(shape, points, is_compromise, Found(flows, worth, shares))


def _options(
    situation: Situation,
    chosen: Sequence[_Scored],
    model: ScoringModel,
    book: RuleBook,
    view: Outlook,
) -> tuple[Option, ...]:
    plans = [(terms_of_shape(situation, one.shape, model), one.found) for one in chosen]
    return tuple(
        Option(
            one.shape,
            found.plan.terms,
            found,
            one.is_compromise,
        )
        for one, found in zip(
            chosen, evaluate_all(situation, plans, model, book, view), strict=True
        )
    )


def frontier(view: Outlook, longest: int, model: ScoringModel) -> tuple[FrontierPoint, ...]:
    """The exact frontier over the first months and terms in the data; -1 where even 0 fails."""
    counts, waits = _terms_tried(model, longest), model.offers.first_month_choices
    places = np.array(counts) - 1
    most = [level_frontiers(limit, waits, longest)[:, places].tolist() for limit in rooms(view)]
    points: list[FrontierPoint] = []
    for wait, plain, stressed in zip(waits, *most, strict=True):
        points += map(FrontierPoint, repeat(wait), counts, plain, stressed)
    return tuple(points)


def _terms_tried(model: ScoringModel, longest: int) -> list[int]:
    """The terms of the data up to the longest, and the longest."""
    return sorted({*(count for count in model.offers.term_choices if count < longest), longest})


def _chosen(scored: Sequence[_Scored], most: int) -> list[_Scored]:
    """Best score, compromise, ends of each merit, a step up, the best of each ask; then more."""
    ranked = sorted(scored, key=lambda one: one.rank)
    ends = (
        ranked[0],
        *(one for one in ranked if one.is_compromise),
        min(ranked, key=lambda one: one.shape.term_months),
        min(ranked, key=lambda one: one.shape.payment),
        *[one for one in ranked if one.shape.step is not None][:1],
        min(ranked, key=lambda one: one.shape.total_cost),
    )
    by_ask = {one.shape.loan.ask.code: one for one in reversed(ranked)}
    best = sorted(by_ask.values(), key=lambda one: one.rank)
    chosen = {id(one): one for one in (*ends, *best, *ranked)}
    return sorted(list(chosen.values())[:most], key=lambda one: one.rank)
