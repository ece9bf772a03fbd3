"""Which plans can be kept: against brute force, and their figures against exact schedules."""

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.rules import rule_book
from app.proposals.asks import terms_asking
from app.proposals.kept_plans import Constraints, terms_of_shape
from app.proposals.model import StepUpModel, scoring_model
from app.proposals.scoring import Found, evaluate, evaluate_all, shares_if_kept
from app.proposals.search import counter_offers
from app.proposals.situation import Situation
from app.proposals.sub_scores import points_of
from app.proposals.terms import computed_terms
from tests.proposals.households import (
    CARD,
    EXAMPLE,
    FAMILY,
    START,
    all_best,
    is_affordable,
    is_told_alike,
    situations,
)

MODEL, BOOK = scoring_model(), rule_book()
FREE = Constraints()
LEVEL_ONLY = replace(MODEL, offers=replace(MODEL.offers, step_up=StepUpModel((), 100, 2)))


@given(
    situations(),
    st.sampled_from([1, 5, 12, 24]),
    st.sampled_from([FREE, Constraints(max_upfront=30_000), Constraints(no_new_interest=True)]),
    st.sampled_from([None, 60_000, 250_000]),
)
@settings(max_examples=12)
def test_equals_brute_force_over_a_small_grid(
    situation: Situation, longest: int, wanted: Constraints, most: int | None
) -> None:
    """Every ask, money up front, first month and term tried one by one with the exact schedule."""
    limits = replace(wanted, max_instalments=longest, max_payment=most)
    view = situation.view(longest + 5)
    spare = max(0, min(view.stressed) - view.buffer)
    tried = []
    for ask in MODEL.offers.asks[:-1]:
        for wait, upfront, count in product(
            MODEL.offers.first_month_choices,
            sorted({0, min(limits.max_upfront or 0, spare)}),
            range(1, longest + 1),
        ):
            terms = terms_asking(CARD, ask, START, wait, MODEL.offers)
            late = max(0, wait - 1)
            if count + late > longest or (limits.no_new_interest and terms.annual_rate_percent):
                continue
            one = evaluate(
                situation,
                replace(terms, instalments=count, upfront_payment=upfront),
                MODEL,
                BOOK,
                view,
            )
            payment = max(row.payment for row in one.plan.schedule.rows)
            if is_affordable(one) and (most is None or payment <= most):
                cost = one.plan.total_paid - CARD.principal_outstanding
                tried.append((payment, count + late, cost, -one.value.plan))
    brute = {
        one
        for one in tried
        if not any(
            other != one and all(a <= b for a, b in zip(other, one, strict=True)) for other in tried
        )
    }
    found = all_best(situation, limits, longest, view, LEVEL_ONLY)
    assert {shape.merits for shape in found} == brute
    assert len(found) == len(brute)
    assert bool(counter_offers(situation, limits, 3, MODEL, BOOK).options) >= bool(brute)


def test_more_steps_never_lose_a_plan_and_none_is_beaten() -> None:
    view = FAMILY.view(70)
    level = all_best(FAMILY, FREE, 60, view, LEVEL_ONLY)
    both = all_best(FAMILY, FREE, 60, view, MODEL)
    steps = [shape for shape in both if shape.step is not None]
    assert steps
    for shape in level:
        assert any(
            all(a <= b for a, b in zip(other.merits, shape.merits, strict=True)) for other in both
        )
    for one, other in combinations(both, 2):
        assert not all(a <= b for a, b in zip(one.merits, other.merits, strict=True))


def test_principal_is_cut_only_when_the_caller_lets_it() -> None:
    view = EXAMPLE.view(70)
    kept = all_best(EXAMPLE, FREE, 60, view, MODEL)
    cut = all_best(EXAMPLE, Constraints(keep_principal=False), 60, view, MODEL)
    assert "principal_cut" not in {shape.loan.ask.code for shape in kept}
    [one, *_] = [shape for shape in cut if shape.loan.ask.code == "principal_cut"]
    assert one.loan.financed == CARD.principal_outstanding * 4 // 5
    assert one.total_cost == one.loan.financed - CARD.principal_outstanding


@given(situations())
@settings(max_examples=15)
def test_points_from_figures_alone_are_those_of_the_schedule(situation: Situation) -> None:
    view = situation.view(45)
    limits = Constraints(max_upfront=40_000)
    for shape in all_best(situation, limits, 40, view, MODEL)[::5]:
        terms = terms_of_shape(situation, shape, MODEL)
        found = evaluate(situation, terms, MODEL, BOOK, view)
        computed = computed_terms(situation.debt, found.plan)
        assert is_affordable(found)
        assert (computed.largest_payment, computed.total_cost) == (shape.payment, shape.total_cost)
        assert found.value.plan == shape.lender_value
        if shape.flows is not None:
            worth, asked = shape.lender_value, shape.loan.terms
            shares = shares_if_kept(situation, asked, shape.flows, worth, MODEL)
            assert found.points == points_of(shares, MODEL.weights)
            told = Found(shape.flows, worth, shares)
            (known,) = evaluate_all(situation, [(terms, told)], MODEL, BOOK, view)
            assert is_told_alike(known, found)


def test_who_asks_for_nothing_is_offered_nothing() -> None:
    silent = replace(MODEL, offers=replace(MODEL.offers, asks=()))
    assert all_best(FAMILY, FREE, 60, FAMILY.view(70), silent) == []
