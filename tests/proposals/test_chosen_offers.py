"""Which of all plans that can be kept are offered: against the points of every one of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from app.cash_flow.budget_lines import Budget, Income, Stress
from app.core.rules import rule_book
from app.proposals.kept_plans import Constraints, terms_of_shape
from app.proposals.model import scoring_model
from app.proposals.scoring import evaluate
from app.proposals.search import Option, counter_offers, frontier
from app.proposals.shapes import Shape
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, computed_terms, plan_of
from tests.proposals.households import CARD, EXAMPLE, FAMILY, MILD, REFUSED, all_best

MODEL, BOOK = scoring_model(), rule_book()
FREE = Constraints()
HOUSEHOLDS = {"example": EXAMPLE, "family": FAMILY, "buffer": replace(FAMILY, buffer=10_000)}
Rank = tuple[int, int, int]


def _offered(name: str, most: int) -> list[Option]:
    return list(counter_offers(HOUSEHOLDS[name], FREE, most, MODEL, BOOK).options)


@cache
def _all_of(name: str) -> list[tuple[Rank, Shape]]:
    """Every plan with its rank: points, then the shorter term, then the lower payment."""
    situation = HOUSEHOLDS[name]
    view = situation.view(70)
    return [
        (
            (
                -evaluate(
                    situation, terms_of_shape(situation, one, MODEL), MODEL, BOOK, view
                ).points,
                one.term_months,
                one.payment,
            ),
            one,
        )
        for one in all_best(situation, FREE, 60, view, MODEL)
    ]


def _rank(option: Option) -> Rank:
    return -option.evaluation.points, option.term_months, option.shape.payment


@pytest.mark.parametrize("name", HOUSEHOLDS)
@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 6, 10])
def test_the_ends_come_before_the_rest(name: str, most: int) -> None:
    """The best score, the soonest done, the least a month, a step up and the cheapest, in turn."""
    told, shapes = _offered(name, most), [shape for _rank, shape in _all_of(name)]
    assert len(told) == most
    assert [_rank(one) for one in told] == sorted(_rank(one) for one in told)
    assert _rank(told[0])[0] == min(rank for rank, _shape in _all_of(name))[0]
    if most >= 2:
        assert min(one.term_months for one in told) == min(one.term_months for one in shapes)
    if most >= 3:
        least = min(one.payment for one in shapes)
        assert min(one.shape.payment for one in told) == least
    if most >= 4:
        assert any(one.shape.step for one in told)
    if most >= 5:
        cheapest = min(one.total_cost for one in shapes)
        assert min(one.shape.total_cost for one in told) == cheapest


@pytest.mark.parametrize("name", ["example", "family"])
def test_as_many_offers_as_ends_are_the_ends_and_then_comes_the_best_of_an_ask(name: str) -> None:
    """One plan may be several ends at once; of the others of its kind none takes a place then."""
    ranked = sorted(_all_of(name), key=lambda one: one[0])
    ends = {
        ranked[0][0],
        min(ranked, key=lambda one: one[1].term_months)[0],
        min(ranked, key=lambda one: one[1].payment)[0],
        next(rank for rank, shape in ranked if shape.step is not None),
        min(ranked, key=lambda one: one[1].total_cost)[0],
    }
    assert {_rank(one) for one in _offered(name, len(ends))} == ends
    best = {shape.loan.ask.code: rank for rank, shape in reversed(ranked)}
    more = min(set(best.values()) - ends)
    assert {_rank(one) for one in _offered(name, len(ends) + 1)} == ends | {more}


@pytest.mark.parametrize("name", ["example", "family"])
def test_what_is_left_to_be_filled_up_gets_terms_of_the_data(name: str) -> None:
    """Without interest few asks are left; the terms people know come before odd ones."""
    situation, free = HOUSEHOLDS[name], Constraints(no_new_interest=True)
    view = situation.view(70)
    shapes = all_best(situation, free, 60, view, MODEL)
    told = counter_offers(situation, free, 40, MODEL, BOOK).options
    kinds = {
        min(
            (one for one in shapes if one.step is None and _kind(one) == kind),
            key=lambda one: one.instalments,
        ).merits
        for kind in {_kind(one) for one in shapes if one.step is None}
    }
    kinds |= {one.merits for one in shapes if one.step is not None}
    kinds |= {min(shapes, key=lambda one: (one.payment, one.merits)).merits}
    kinds |= {min(shapes, key=lambda one: (one.total_cost, one.merits)).merits}
    known = [one.merits for one in shapes if one.instalments in MODEL.offers.term_choices]
    odd = [one.merits for one in shapes if one.instalments not in MODEL.offers.term_choices]
    more = [merits for merits in (*known, *odd) if merits not in kinds]
    assert 0 < len(kinds) < 40
    assert {one.shape.merits for one in told} == kinds | {*more[: 40 - len(kinds)]}


def _kind(shape: Shape) -> tuple[str, int, int]:
    return shape.loan.ask.code, shape.loan.upfront, shape.first_month


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_of_each_ask_the_best_is_among_ten(name: str) -> None:
    told = _offered(name, 10)
    asks = {shape.loan.ask.code for _rank, shape in _all_of(name)}
    assert {one.asks for one in told} == asks
    for code in asks:
        best = min(rank for rank, shape in _all_of(name) if shape.loan.ask.code == code)
        assert min(_rank(one) for one in told if one.asks == code) == best


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_of_more_offers_none_is_lost(name: str) -> None:
    """As many as are wanted, and those told of fewer are told of more."""
    fewer: set[ProposalTerms] = set()
    for most in (1, 2, 3, 4, 5, 6):
        told = {one.terms for one in _offered(name, most)}
        assert len(told) == most
        assert fewer <= told
        fewer = told


def test_an_offer_is_no_compromise_unless_asked() -> None:
    assert not any(one.is_compromise for one in _offered("family", 5))


def test_the_payment_refused_is_no_compromise_though_it_ends_sooner() -> None:
    """More a month means more: of plans just as dear as what was refused none is marked."""
    refused = computed_terms(CARD, plan_of(CARD, REFUSED))
    for _rank_of, shape in _all_of("family")[:8]:
        asked = replace(refused, largest_payment=shape.payment, term_months=shape.term_months + 1)
        told = counter_offers(FAMILY, FREE, 5, MODEL, BOOK, asked).options
        dearer = [
            one
            for _rank_of, one in _all_of("family")
            if one.payment > shape.payment and one.term_months <= shape.term_months
        ]
        marked = [one.shape.payment for one in told if one.is_compromise]
        assert marked == [min(one.payment for one in dearer)] if dearer else marked == []


@pytest.mark.parametrize(
    ("longest", "counts"),
    [(8, [6, 8]), (12, [6, 12]), (60, [6, 12, 18, 24, 30, 36, 42, 48, 54, 60]), (5, [5])],
)
def test_the_frontier_is_told_for_the_terms_of_the_data_in_order(
    longest: int, counts: list[int]
) -> None:
    points = frontier(FAMILY.view(70), longest, MODEL)
    waits = MODEL.offers.first_month_choices
    wanted = [(wait, count) for wait in waits for count in counts]
    assert [(one.first_month, one.instalments) for one in points] == wanted


def _earning(fen: int, *, drop: int = 0, starts: date | None = None) -> Situation:
    """A debt of 30 fen and some fen a month, less under stress."""
    small = replace(CARD, principal_outstanding=30, interest_outstanding=0, penalty_outstanding=0)
    budget = Budget(0, (Income("工资", "salary", fen, starts_on=starts),))
    return replace(EXAMPLE, debt=small, budget=budget, stress=Stress(Decimal(drop), Decimal(0)))


def test_a_single_fen_a_month_is_something_to_offer() -> None:
    found = counter_offers(_earning(1), FREE, 3, MODEL, BOOK)
    assert found.reason is None
    assert min(one.shape.payment for one in found.options) == 1


def test_a_single_fen_in_all_is_something_though_no_plan_is_made_of_it() -> None:
    at_once = Constraints(max_instalments=1)
    found = counter_offers(replace(_earning(0), budget=Budget(1)), at_once, 3, MODEL, BOOK)
    assert (found.options, found.reason) == ((), "no_plan_within_constraints")
    found = counter_offers(replace(_earning(0), budget=Budget(0)), at_once, 3, MODEL, BOOK)
    assert (found.reason, found.scenario) == ("nothing_affordable", "base")


def test_where_nothing_can_be_paid_is_told_by_the_months_that_carry_something() -> None:
    """A fen a month that stress takes; one that comes from the third month on alone."""
    for situation, scenario in (
        (_earning(1, drop=60), "stressed"),
        (_earning(1, drop=60, starts=date(2027, 3, 1)), "stressed"),
        (_earning(0), "base"),
    ):
        found = counter_offers(situation, FREE, 3, MODEL, BOOK)
        assert (found.options, found.reason) == ((), "nothing_affordable")
        assert found.scenario == scenario


def test_nobody_is_limited_who_sets_no_limits() -> None:
    assert Constraints() == Constraints(
        None, None, None, keep_principal=True, no_new_interest=False
    )
    rich = replace(EXAMPLE, stress=MILD)
    told = counter_offers(rich, Constraints(), 10, MODEL, BOOK).options
    assert {one.terms.waive.principal for one in told} == {0}
    assert max(one.terms.annual_rate_percent for one in told) > 0
    assert {one.terms.upfront_payment for one in told} == {0}
