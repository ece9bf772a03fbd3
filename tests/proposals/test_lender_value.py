from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proposals.lender_value import (
    RATIO_LIMIT,
    lender_of,
    lender_value,
    ratio_of,
    sensitivity,
    value_of_plan,
)
from app.proposals.model import LenderAssumptions, Route, Sensitivity, scoring_model
from app.proposals.plan_flows import LevelFlows, PlanFlows
from tests.calc.present_values import present_value

ROUTES = (
    Route("in_house_collection", Decimal("0.60"), Decimal("0.50"), 12, 30_000),
    Route("suit_and_enforcement", Decimal("0.55"), Decimal("0.60"), 18, 200_000),
    Route("sale_of_debt", Decimal(1), Decimal("0.10"), 3, 0),
)
ASSUMED = LenderAssumptions(Decimal(8), Decimal("0.30"), 12, ROUTES)
LEVEL = PlanFlows((0, *[100_000] * 48), tuple(100_000 * left for left in range(48, -1, -1)))

PERCENT = st.decimals(0, 40, places=2)
SHARE = st.decimals(0, 1, places=2)
PAYMENTS = st.lists(st.integers(0, 200_000), min_size=1, max_size=30)


def _flows(payments: list[int], more: int = 0) -> PlanFlows:
    """A plan without interest: what is left is what is still to be paid."""
    owed = sum(payments) + more
    balances = []
    for payment in payments:
        owed -= payment
        balances.append(owed)
    return PlanFlows(tuple(payments), tuple(balances))


def test_worked_by_hand_without_discount() -> None:
    free = replace(ASSUMED, discount_rate_percent=Decimal(0))
    assert [route.value for route in lender_of(free).without_plan(4_800_000).routes] == [
        4_800_000 * 30 // 100 - 30_000,
        4_800_000 * 33 // 100 - 200_000,
        480_000,
    ]
    # Breaks after month 12 (eleven payments made): 37 payments are left, then 30 % less the cost.
    salvage = 3_700_000 * 30 // 100 - 30_000
    expected = 4_800_000 * 7 // 10 + (1_100_000 + salvage) * 3 // 10
    assert value_of_plan(LEVEL, free) == expected
    found = lender_value(LEVEL, 4_800_000, free)
    assert (found.plan, found.no_plan) == (expected, 1_410_000)
    assert found.ratio == (Decimal(expected) / 1_410_000).quantize(Decimal("0.0001"))


def test_a_route_is_discounted_by_its_months() -> None:
    (value,) = lender_of(replace(ASSUMED, routes=ROUTES[:1])).without_plan(1_000_000).routes
    assert value.value == round(Decimal(300_000) / Decimal("1.08")) - 30_000


@given(PAYMENTS, PERCENT)
@settings(max_examples=60)
def test_is_the_present_value_when_no_plan_breaks(payments: list[int], rate: Decimal) -> None:
    sure = replace(ASSUMED, discount_rate_percent=rate, redefault_share=Decimal(0))
    exact = present_value(list(enumerate(payments)), rate / 100)
    assert abs(value_of_plan(_flows(payments), sure) - exact) <= Decimal("0.5")


@given(PAYMENTS, SHARE, SHARE, PERCENT, st.integers(1, 24))
@settings(max_examples=80)
def test_falls_in_the_share_of_plans_that_break(
    payments: list[int], one: Decimal, two: Decimal, rate: Decimal, month: int
) -> None:
    less, more = sorted((one, two))
    base = replace(ASSUMED, discount_rate_percent=rate, break_month=month)
    flows = _flows(payments)
    assert value_of_plan(flows, replace(base, redefault_share=more)) <= value_of_plan(
        flows, replace(base, redefault_share=less)
    )


@given(PAYMENTS, PERCENT, PERCENT, SHARE, st.integers(1, 24))
@settings(max_examples=80)
def test_falls_in_the_rate(
    payments: list[int], one: Decimal, two: Decimal, share: Decimal, month: int
) -> None:
    low, high = sorted((one, two))
    base = replace(ASSUMED, redefault_share=share, break_month=month)
    flows = _flows(payments)
    assert value_of_plan(flows, replace(base, discount_rate_percent=high)) <= value_of_plan(
        flows, replace(base, discount_rate_percent=low)
    )


@given(st.integers(1, 200_000), st.integers(1, 200_000), st.integers(1, 36))
@settings(max_examples=60)
def test_a_higher_payment_for_as_long_is_never_worth_less(one: int, two: int, count: int) -> None:
    low, high = sorted((one, two))
    poor, rich = (value_of_plan(_flows([pay] * count), ASSUMED) for pay in (low, high))
    assert poor <= rich


@given(st.integers(1, 5_000_000), st.integers(1, 59))
@settings(max_examples=60)
def test_the_same_money_sooner_is_never_worth_less(owed: int, count: int) -> None:
    def spread(over: int) -> PlanFlows:
        part, rest = divmod(owed, over)
        return _flows([part] * (over - 1) + [part + rest])

    assert value_of_plan(spread(count + 1), ASSUMED) <= value_of_plan(spread(count), ASSUMED) + 1


def test_nothing_to_be_had_without_a_plan_is_zero_not_negative() -> None:
    poor = replace(ASSUMED, routes=ROUTES[1:2])
    found = lender_value(_flows([1000]), 1000, poor)
    assert found.routes[0].value < 0
    assert found.no_plan == 0
    assert found.ratio == RATIO_LIMIT
    assert lender_value(_flows([1000]), 1000, replace(ASSUMED, routes=())).no_plan == 0


def test_the_ratio_has_four_places_and_a_limit() -> None:
    assert ratio_of(1, 3) == Decimal("0.3333")
    assert ratio_of(10**9, 1) == RATIO_LIMIT


def test_the_band_holds_the_ratio_and_no_recovery_exceeds_the_claim() -> None:
    model = scoring_model()
    band = sensitivity(LEVEL, 4_800_000, model.lender, (model.low, model.high))
    ratio = lender_value(LEVEL, 4_800_000, model.lender).ratio
    assert band.low < ratio < band.high
    generous = Sensitivity(Decimal(0), Decimal(0), Decimal(1000))
    whole = replace(ASSUMED, routes=(replace(ROUTES[2], months=0),))
    assert sensitivity(LEVEL, 4_800_000, whole, (generous,)).low == Decimal("1.0000")


@pytest.mark.parametrize("month", [48, 49, 200])
def test_a_break_after_the_end_changes_nothing(month: int) -> None:
    late = replace(ASSUMED, break_month=month)
    sure = replace(ASSUMED, redefault_share=Decimal(0))
    assert abs(value_of_plan(LEVEL, late) - value_of_plan(LEVEL, sure)) < 100_000
    if month > 48:
        assert value_of_plan(LEVEL, late) == value_of_plan(LEVEL, sure)


def test_what_is_salvaged_counts_at_most_as_much_as_the_plans_own_rest() -> None:
    """A plan far below the claim is not improved by breaking."""
    whole = Route("whole", Decimal(1), Decimal(1), 0, 0)
    generous = replace(ASSUMED, routes=(whole,), redefault_share=Decimal(1), break_month=1)
    asked = PlanFlows((1_000, 1_000), (4_800_000, 4_799_000))
    free = replace(generous, discount_rate_percent=Decimal(0))
    assert value_of_plan(asked, free) == 2_000
    sure = replace(generous, redefault_share=Decimal(0))
    assert value_of_plan(asked, generous) == value_of_plan(asked, sure)


@given(
    st.integers(0, 50_000),
    st.integers(0, 4),
    st.integers(1, 90_000),
    st.integers(0, 95_000),
    st.integers(1, 40),
    st.integers(1, 30),
    PERCENT,
    SHARE,
)
@settings(max_examples=120)
def test_a_level_plan_is_worth_what_its_months_are(
    upfront: int,
    first: int,
    level: int,
    last: int,
    count: int,
    month: int,
    rate: Decimal,
    share: Decimal,
) -> None:
    assumed = replace(ASSUMED, break_month=month, discount_rate_percent=rate, redefault_share=share)
    payments = [*[0] * first, *[level] * (count - 1), last]
    left, balances = sum(payments), []
    for payment in payments:
        left -= payment
        balances.append(left)
    payments[0] += upfront
    until = min(month, len(payments))
    brief = LevelFlows(upfront, first, level, last, count, balances[until - 1])
    whole = value_of_plan(PlanFlows(tuple(payments), tuple(balances)), assumed)
    assert lender_of(assumed).plan(brief) == whole


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 90_000)), min_size=1),
    st.integers(1, 12),
    st.integers(0, 500_000),
)
@settings(max_examples=150)
def test_a_plan_in_runs_is_worth_what_its_months_are(
    drawn: list[tuple[int, int, int]], month: int, left: int
) -> None:
    """Each run a few months after the one before; whatever is left at the break."""
    assumed = replace(ASSUMED, break_month=month)
    payments: list[int] = []
    runs = []
    for wait, count, amount in (*drawn, (0, 1, 7)):
        payments += [0] * wait
        runs.append((len(payments), count, amount))
        payments += [amount] * count
    whole = value_of_plan(PlanFlows(tuple(payments), (left,) * len(payments)), assumed)
    assert lender_of(assumed).plan_in_runs(runs, left) == whole
