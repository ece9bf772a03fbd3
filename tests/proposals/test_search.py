from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings

from app.cash_flow.budget_lines import Budget, Stress
from app.core.rules import rule_book
from app.proposals.kept_plans import Constraints, terms_of_shape
from app.proposals.model import scoring_model
from app.proposals.scoring import evaluate
from app.proposals.search import (
    Offers,
    Option,
    counter_offers,
    frontier,
)
from app.proposals.situation import Situation
from app.proposals.terms import computed_terms, plan_of
from tests.proposals.households import (
    CARD,
    EXAMPLE,
    FAMILY,
    LOAN,
    MILD,
    REFUSED,
    RENT,
    SALARY,
    all_best,
    is_affordable,
    is_told_alike,
    situations,
)

MODEL, BOOK = scoring_model(), rule_book()
FREE = Constraints()
CALM = Stress(Decimal(0), Decimal(0))


def _offers(situation: Situation, limits: Constraints = FREE, most: int = 5) -> Offers:
    return counter_offers(situation, limits, most, MODEL, BOOK)


def _merits(option: Option) -> tuple[int, int, int, int]:
    return option.shape.merits


def test_the_refused_family_gets_an_offer_that_scores_better_and_can_be_kept() -> None:
    refused = evaluate(FAMILY, REFUSED, MODEL, BOOK)
    options = _offers(FAMILY).options
    assert len(options) == 5
    assert all(option.evaluation.points > refused.points for option in options)
    assert options[0].evaluation.verdict == "reasonable"
    best = max(option.evaluation.points for option in options)
    assert options[0].evaluation.points == best


@pytest.mark.parametrize("situation", [EXAMPLE, FAMILY, replace(FAMILY, buffer=10_000)])
def test_every_option_is_kept_scored_and_undominated(situation: Situation) -> None:
    options = _offers(situation, Constraints(max_upfront=200_000), 20).options
    assert options
    for option in options:
        again = evaluate(situation, option.terms, MODEL, BOOK)
        assert is_told_alike(option.evaluation, again)
        assert is_affordable(again)
        assert again.failed == frozenset()
        assert option.terms.instalments <= 60
        assert option.shape.payment == max(row.payment for row in again.plan.schedule.rows)
    for one, other in combinations(options, 2):
        assert not all(a <= b for a, b in zip(_merits(one), _merits(other), strict=True))
        assert not all(b <= a for a, b in zip(_merits(one), _merits(other), strict=True))


def test_a_little_more_for_a_shorter_term_is_among_them() -> None:
    """The compromise a lender is most often asked for: pay a little more, finish sooner."""
    options = _offers(FAMILY, most=20).options
    shifted = replace(REFUSED, first_due_date=date(2027, 3, 10))
    assert is_affordable(evaluate(FAMILY, shifted, MODEL, BOOK))
    sooner = [
        option
        for option in options
        if option.asks == "principal_only" and option.term_months < REFUSED.instalments
    ]
    assert sooner
    assert all(option.shape.payment > 80_000 for option in sooner)
    assert all(option.evaluation.points > 54 for option in sooner)


def test_the_shortest_term_of_an_ask_cannot_be_shortened() -> None:
    options = _offers(FAMILY, most=20).options
    for asks in {option.asks for option in options}:
        of_ask = [option for option in options if option.asks == asks]
        first = min(of_ask, key=lambda option: option.term_months)
        shorter = replace(first.terms, instalments=first.terms.instalments - 1)
        assert not is_affordable(evaluate(FAMILY, shorter, MODEL, BOOK))


def test_the_callers_limits_are_kept() -> None:
    limits = Constraints(max_payment=200_000, max_instalments=36, max_upfront=100_000)
    options = _offers(EXAMPLE, limits, 20).options
    assert options
    for option in options:
        assert option.shape.payment <= 200_000
        assert option.terms.instalments <= option.term_months <= 36
        assert option.terms.upfront_payment <= 100_000
    assert any(option.terms.upfront_payment == 100_000 for option in options)


def test_no_money_up_front_unless_allowed() -> None:
    assert all(option.terms.upfront_payment == 0 for option in _offers(EXAMPLE).options)


def test_up_front_money_leaves_the_buffer() -> None:
    tight = replace(EXAMPLE, budget=Budget(300_000, (SALARY,), (RENT,)), buffer=650_000)
    options = _offers(tight, Constraints(max_upfront=10**9), 20).options
    assert all(is_affordable(option.evaluation) for option in options)
    assert max(option.terms.upfront_payment for option in options) == 300_000 + 546_000 - 650_000


@pytest.mark.parametrize("wanted", [None, 60, 61, 120])
def test_a_card_never_gets_more_than_its_rule(wanted: int | None) -> None:
    poor = replace(EXAMPLE, budget=Budget(0, (replace(SALARY, amount=100_000),)), stress=MILD)
    options = _offers(poor, Constraints(max_instalments=wanted), 20).options
    assert options
    assert max(option.terms.instalments for option in options) <= 60


def test_another_product_may_get_longer_when_asked() -> None:
    poor = replace(
        EXAMPLE,
        debt=replace(CARD, product_type="consumer_loan"),
        budget=Budget(0, (replace(SALARY, amount=60_000),)),
        stress=MILD,
    )
    assert _offers(poor).reason == "no_plan_within_constraints"
    options = _offers(poor, Constraints(max_instalments=120)).options
    assert all(option.terms.instalments > 60 for option in options)


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_no_more_options_than_wanted(most: int) -> None:
    options = _offers(EXAMPLE, most=most).options
    assert len(options) <= most
    assert options[0] == _offers(EXAMPLE, most=20).options[0]


@pytest.mark.parametrize(
    ("budget", "stress", "scenario"),
    [
        (Budget(0, (), (RENT,)), MILD, "base"),
        (Budget(0), MILD, "base"),
        (
            Budget(0, (replace(SALARY, amount=330_000),), (RENT,)),
            Stress(Decimal(20), Decimal(0)),
            "stressed",
        ),
    ],
)
def test_nothing_affordable_is_an_answer(budget: Budget, stress: Stress, scenario: str) -> None:
    found = _offers(replace(EXAMPLE, budget=budget, stress=stress))
    assert found.options == ()
    assert (found.reason, found.scenario) == ("nothing_affordable", scenario)
    assert found.frontier


def test_too_narrow_limits_are_told_apart_from_nothing_affordable() -> None:
    found = _offers(EXAMPLE, Constraints(max_payment=100))
    assert (found.options, found.reason, found.scenario) == ((), "no_plan_within_constraints", None)
    one = _offers(EXAMPLE, Constraints(max_instalments=1, max_payment=100_000))
    assert one.reason == "no_plan_within_constraints"


def test_more_waived_than_can_be_never_becomes_an_option() -> None:
    at_once = replace(EXAMPLE, budget=Budget(10**8, (SALARY,)))
    options = _offers(at_once, Constraints(max_upfront=10**8), 20).options
    assert all(option.terms.upfront_payment == 0 for option in options)


def test_a_short_plan_is_found_though_income_ends() -> None:
    """The longest term outlasts the income; a shorter one is paid while it lasts."""
    ending = replace(SALARY, amount=600_000, ends_on=date(2027, 9, 30))
    situation = replace(EXAMPLE, debt=LOAN, budget=Budget(0, (ending,), (RENT,)), months=1)
    options = _offers(replace(situation, stress=MILD)).options
    assert options
    assert all(option.term_months < 24 for option in options)


@given(situations())
@settings(max_examples=25)
def test_the_frontier_is_exact(situation: Situation) -> None:
    view = situation.view(70)
    for point in frontier(view, 8, MODEL):
        for cash, payment in (
            (view.base, point.payment),
            (view.stressed, point.stressed_payment),
        ):
            seen = cash[: point.first_month + point.instalments]

            def is_kept(
                level: int, seen: tuple[int, ...] = seen, first: int = point.first_month
            ) -> bool:
                paid = [level * max(0, month + 1 - first) for month in range(len(seen))]
                return all(
                    free - gone >= view.buffer for free, gone in zip(seen, paid, strict=True)
                )

            assert is_kept(payment) if payment >= 0 else not is_kept(0)
            assert not is_kept(payment + 1)


def test_a_step_up_starts_lower_and_ends_sooner_than_the_level_plan_of_its_ask() -> None:
    """Tight first months bind a level plan for good; a step up only as long as they last."""
    options = [one for one in _offers(FAMILY, most=20).options if one.shape.step is not None]
    assert options
    for option in options:
        low, high, since = option.shape.step or (0, 0, 0)
        rows = option.evaluation.plan.schedule.rows
        assert [row.payment for row in rows[: since - 1]] == [low] * (since - 1)
        assert all(row.payment <= high for row in rows[since - 1 :])
        assert low < high <= low * MODEL.offers.step_up.most_times
        assert is_affordable(option.evaluation)


def test_the_compromise_is_a_little_more_for_a_shorter_term() -> None:
    plan = plan_of(CARD, REFUSED)
    refused = computed_terms(CARD, plan)
    found = counter_offers(FAMILY, FREE, 3, MODEL, BOOK, refused).options
    [compromise] = [option for option in found if option.is_compromise]
    assert compromise.shape.payment > refused.largest_payment
    assert compromise.term_months < refused.term_months
    view = FAMILY.view(70)
    for shape in all_best(FAMILY, FREE, 60, view, MODEL):
        if refused.largest_payment < shape.payment < compromise.shape.payment:
            assert shape.term_months >= refused.term_months
    unreachable = replace(refused, term_months=1)
    none = counter_offers(FAMILY, FREE, 3, MODEL, BOOK, unreachable).options
    assert not any(option.is_compromise for option in none)


def test_no_new_interest_leaves_only_plans_without() -> None:
    options = _offers(EXAMPLE, Constraints(no_new_interest=True), 20).options
    assert options
    assert {option.terms.annual_rate_percent for option in options} == {0}


@given(situations())
@settings(max_examples=10)
def test_the_best_score_of_all_is_among_the_options(situation: Situation) -> None:
    """Only the shortest of each kind is scored; no other plan on offer scores better."""
    found = _offers(situation, Constraints(max_instalments=18), 1)
    view = situation.view(25)
    shapes = all_best(situation, Constraints(max_instalments=18), 18, view, MODEL)
    scores = [
        evaluate(situation, terms_of_shape(situation, shape, MODEL), MODEL, BOOK, view).points
        for shape in shapes
        if shape.step is None
    ]
    if scores:
        assert found.options[0].evaluation.points >= max(scores)


def test_calm_months_make_both_frontiers_one() -> None:
    for point in frontier(
        replace(EXAMPLE, budget=Budget(0, (SALARY,)), stress=CALM).view(70), 12, MODEL
    ):
        assert point.payment == point.stressed_payment


TINY = replace(
    CARD,
    principal_outstanding=37,
    interest_outstanding=0,
    fees_outstanding=0,
    penalty_outstanding=0,
    instalment_amount=10,
    remaining_instalments=4,
)
"""So little that most numbers of instalments leave a payment without principal."""


@pytest.mark.parametrize("limits", [FREE, Constraints(max_payment=5), Constraints(max_payment=1)])
def test_what_rounding_bends_is_worked_out_row_by_row(limits: Constraints) -> None:
    situation = replace(FAMILY, debt=TINY)
    options = _offers(situation, limits, 20).options
    for option in options:
        again = evaluate(situation, option.terms, MODEL, BOOK)
        assert is_told_alike(option.evaluation, again)
        assert is_affordable(again)
        assert limits.max_payment is None or option.shape.payment <= limits.max_payment
    assert options or limits.max_payment == 1
