from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import add_months
from app.cash_flow.budget_lines import Budget, Expense, Income, PlannedCost, Stress
from app.core.rules import rule_book
from app.proposals.asks import contract_terms, terms_asking
from app.proposals.model import scoring_model
from app.proposals.scoring import Situation, evaluate
from app.proposals.search import Constraints, Offers, Option, counter_offers, frontier
from tests.proposals.households import (
    CARD,
    EXAMPLE,
    FAMILY,
    LOAN,
    MILD,
    PHONE,
    REFUSED,
    RENT,
    SALARY,
    START,
)

MODEL, BOOK = scoring_model(), rule_book()
FREE = Constraints()
CALM = Stress(Decimal(0), Decimal(0))


def _offers(situation: Situation, limits: Constraints = FREE, most: int = 5) -> Offers:
    return counter_offers(situation, limits, most, MODEL, BOOK)


def _merits(option: Option) -> tuple[int, int, int, int]:
    found = option.computed
    return found.largest_payment, option.term_months, found.total_cost, -option.lender_value


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
        assert again == option.evaluation
        assert again.is_affordable
        assert again.failed == frozenset()
        assert option.terms.instalments <= 60
        assert option.computed.largest_payment == max(
            row.payment for row in again.plan.schedule.rows
        )
    for one, other in combinations(options, 2):
        assert not all(a <= b for a, b in zip(_merits(one), _merits(other), strict=True))
        assert not all(b <= a for a, b in zip(_merits(one), _merits(other), strict=True))


def test_a_little_more_for_a_shorter_term_is_among_them() -> None:
    """The compromise a lender is most often asked for: pay a little more, finish sooner."""
    options = _offers(FAMILY, most=20).options
    shifted = replace(REFUSED, first_due_date=date(2027, 3, 10))
    assert evaluate(FAMILY, shifted, MODEL, BOOK).is_affordable
    sooner = [
        option
        for option in options
        if option.asks == "principal_only" and option.term_months < REFUSED.instalments
    ]
    assert sooner
    assert all(option.computed.largest_payment > 80_000 for option in sooner)
    assert all(option.evaluation.points > 54 for option in sooner)


def test_the_shortest_term_of_an_ask_cannot_be_shortened() -> None:
    options = _offers(FAMILY, most=20).options
    for asks in {option.asks for option in options}:
        of_ask = [option for option in options if option.asks == asks]
        first = min(of_ask, key=lambda option: option.term_months)
        shorter = replace(first.terms, instalments=first.terms.instalments - 1)
        assert not evaluate(FAMILY, shorter, MODEL, BOOK).is_affordable


def test_the_callers_limits_are_kept() -> None:
    limits = Constraints(max_payment=200_000, max_instalments=36, max_upfront=100_000)
    options = _offers(EXAMPLE, limits, 20).options
    assert options
    for option in options:
        assert option.computed.largest_payment <= 200_000
        assert option.terms.instalments <= option.term_months <= 36
        assert option.terms.upfront_payment <= 100_000
    assert any(option.terms.upfront_payment == 100_000 for option in options)


def test_no_money_up_front_unless_allowed() -> None:
    assert all(option.terms.upfront_payment == 0 for option in _offers(EXAMPLE).options)


def test_up_front_money_leaves_the_buffer() -> None:
    tight = replace(EXAMPLE, budget=Budget(300_000, (SALARY,), (RENT,)), buffer=650_000)
    options = _offers(tight, Constraints(max_upfront=10**9), 20).options
    assert all(option.evaluation.is_affordable for option in options)
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


@st.composite
def _situations(draw: st.DrawFn) -> Situation:
    budget = Budget(
        draw(st.integers(0, 300_000)),
        (Income("a", "salary", draw(st.integers(0, 300_000))),),
        (Expense("b", "food", "flexible", essential=True, amount=draw(st.integers(0, 150_000))),),
        (
            PlannedCost(
                "c", "health", draw(st.integers(0, 200_000)), START + draw(st.integers(0, 6))
            ),
        ),
        debts=draw(st.sampled_from([(), (LOAN,), (CARD, PHONE)])),
    )
    return replace(EXAMPLE, budget=budget, months=3, buffer=draw(st.sampled_from([0, 20_000])))


@given(_situations())
@settings(max_examples=25, deadline=None)
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


@given(_situations(), st.sampled_from([5, 12, 30]))
@settings(max_examples=10, deadline=None)
def test_equals_brute_force_over_a_small_grid(situation: Situation, longest: int) -> None:
    """Every ask, first month and term tried one by one: an option exists iff one of them holds."""
    found = _offers(situation, Constraints(max_instalments=longest), 3)
    grid = [
        replace(terms_asking(CARD, ask, START, wait, MODEL.offers), instalments=count)
        for ask in MODEL.offers.asks
        for wait in MODEL.offers.first_month_choices
        for count in range(1, longest - max(0, wait - 1) + 1)
    ]
    view = situation.view(longest + 5)
    judged = [evaluate(situation, terms, MODEL, BOOK, view) for terms in grid]
    kept = [one for one in judged if one.is_affordable]
    assert bool(found.options) == bool(kept)
    if kept:
        many = _offers(situation, Constraints(max_instalments=longest), 100).options
        least = min(option.computed.largest_payment for option in many)
        assert least == min(max(row.payment for row in one.plan.schedule.rows) for one in kept)


def test_an_ask_becomes_terms_on_the_contracts_day() -> None:
    asks = {ask.code: ask for ask in MODEL.offers.asks}
    half = terms_asking(CARD, asks["half_rate"], START, 2, MODEL.offers)
    assert half.first_due_date == date(2027, 2, 10)
    assert half.annual_rate_percent == Decimal("9.12")
    assert (half.waive.penalty, half.waive.interest, half.waive.principal) == (32_000, 0, 0)
    late = terms_asking(
        replace(CARD, next_due_date=date(2026, 12, 31)), asks["no_rate"], START, 2, MODEL.offers
    )
    assert late.first_due_date == date(2027, 2, 28)
    assert late.annual_rate_percent == 0
    unknown = replace(CARD, next_due_date=None, annual_rate_percent=None)
    assert terms_asking(unknown, asks["half_rate"], START, 0, MODEL.offers).first_due_date.day == 10
    assert terms_asking(unknown, asks["half_rate"], START, 0, MODEL.offers).annual_rate_percent == 0


def test_the_contract_goes_on_from_today() -> None:
    terms = contract_terms(CARD, START, MODEL)
    assert (terms.instalments, terms.first_due_date) == (24, date(2026, 12, 10))
    past = replace(CARD, next_due_date=date(2026, 3, 5))
    assert contract_terms(past, START, MODEL).first_due_date == date(2026, 12, 5)
    later = replace(CARD, next_due_date=add_months(date(2026, 12, 5), 3))
    assert contract_terms(later, START, MODEL).first_due_date == date(2027, 3, 5)


def test_calm_months_make_both_frontiers_one() -> None:
    for point in frontier(
        replace(EXAMPLE, budget=Budget(0, (SALARY,)), stress=CALM).view(70), 12, MODEL
    ):
        assert point.payment == point.stressed_payment
