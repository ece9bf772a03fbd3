from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.allocation import ALLOCATION_METHODS, Share, allocate, payoff_plan
from tests.calc.loading import table

_SHARES = st.builds(
    Share,
    st.just("debt"),
    st.integers(0, 10_000),
    st.integers(0, 500),
    st.sampled_from([Decimal(0), Decimal("14.40"), Decimal(24)]),
    st.booleans(),
)


def _debts(
    balances: list[int], contractual: list[int] | None = None, rates: list[int] | None = None
) -> list[Share]:
    count = len(balances)
    return [
        Share(str(index), balance, payment, Decimal(rate))
        for index, (balance, payment, rate) in enumerate(
            zip(balances, contractual or [0] * count, rates or [0] * count, strict=True)
        )
    ]


@pytest.mark.parametrize("case", table("allocation")["cases"], ids=lambda case: case["id"])
def test_published_splits(case: dict[str, Any]) -> None:
    debts = _debts(case["balances"], case["contractual"])
    shares = allocate(case["amount"], case["method"], debts, case["floor"])
    assert list(shares) == case["shares"]
    assert sum(shares) == case["amount"]


@given(
    st.integers(0, 40_000),
    st.sampled_from(ALLOCATION_METHODS),
    st.lists(_SHARES, max_size=7),
    st.integers(0, 600),
)
@settings(max_examples=200)
def test_shares_add_up_and_nobody_pays_more_than_owed(
    amount: int, method: str, debts: list[Share], floor: int
) -> None:
    shares = allocate(amount, method, debts, floor)
    balances = [debt.balance for debt in debts]
    assert sum(shares) == min(amount, sum(balances))
    for share, balance in zip(shares, balances, strict=True):
        assert 0 <= share <= balance
    least = [min(floor, balance) for balance in balances]
    if method in {"pro_rata", "contractual", "equal"} and sum(least) <= amount:
        assert all(share >= low for share, low in zip(shares, least, strict=True))


@given(st.lists(_SHARES, min_size=1, max_size=6), st.data())
@settings(max_examples=100)
def test_pro_rata_is_exact_to_a_fen(debts: list[Share], data: st.DataObject) -> None:
    whole = sum(debt.balance for debt in debts)
    amount = data.draw(st.integers(0, whole))
    for debt, share in zip(debts, allocate(amount, "pro_rata", debts), strict=True):
        assert whole == 0 or abs(share - Fraction(amount * debt.balance, whole)) < 1


@pytest.mark.parametrize("method", ALLOCATION_METHODS)
def test_more_money_than_debt_pays_everything_and_no_more(method: str) -> None:
    debts = _debts([100, 0, 250], [10, 20, 0], [5, 6, 7])
    assert allocate(1000, method, debts, 5) == (100, 0, 250)
    assert allocate(350, method, debts) == (100, 0, 250)


@pytest.mark.parametrize("method", ALLOCATION_METHODS)
def test_no_debts_and_no_money(method: str) -> None:
    assert allocate(100, method, []) == ()
    assert allocate(0, method, _debts([10, 20])) == (0, 0)


def test_a_left_over_fen_goes_to_the_higher_rate_then_input_order() -> None:
    assert allocate(1, "equal", _debts([9, 9, 9], rates=[1, 5, 5])) == (0, 1, 0)
    assert allocate(2, "pro_rata", _debts([9, 9, 9], rates=[1, 5, 3])) == (0, 1, 1)


def test_a_small_debt_passes_its_part_on() -> None:
    assert allocate(900, "equal", _debts([100, 1000, 1000])) == (100, 400, 400)
    assert allocate(300, "contractual", _debts([50, 900, 900], [100, 100, 100])) == (50, 125, 125)


def test_without_contractual_payment_a_debt_gets_only_the_floor_until_the_rest_is_paid() -> None:
    debts = _debts([200, 900, 600], [50, 0, 0])
    assert allocate(100, "contractual", debts, 20) == (60, 20, 20)
    assert allocate(500, "contractual", debts) == (200, 180, 120)
    assert allocate(90, "contractual", _debts([200, 200, 200])) == (30, 30, 30)
    assert allocate(15, "contractual", _debts([1, 10, 10])) == (1, 7, 7)


def test_floors_lift_small_shares() -> None:
    assert allocate(1000, "pro_rata", _debts([100, 900]), 200) == (100, 900)
    assert allocate(500, "pro_rata", _debts([100, 9900]), 80) == (80, 420)
    assert allocate(9, "equal", _debts([100, 300]), 80) == (2, 7)


def test_avalanche_and_snowball_after_the_contractual_payments() -> None:
    debts = _debts([5000, 3000, 4000], [100, 100, 100], [12, 24, 24])
    assert allocate(1000, "avalanche", debts) == (100, 800, 100)
    assert allocate(5000, "avalanche", debts) == (100, 3000, 1900)
    assert allocate(1000, "snowball", debts) == (100, 800, 100)
    debts = _debts([2000, 3000, 4000], [100, 100, 100], [12, 24, 36])
    assert allocate(1000, "avalanche", debts) == (100, 100, 800)
    assert allocate(3000, "snowball", debts) == (2000, 900, 100)


def test_too_little_money_is_floor_then_pro_rata() -> None:
    debts = _debts([1000, 3000], [400, 400], [12, 24])
    for method in ("avalanche", "snowball"):
        assert allocate(300, method, debts, 50) == (100, 200)
        assert allocate(80, method, debts, 50) == (20, 60)
        assert allocate(799, method, debts) == (200, 599)


def test_money_for_just_the_contractual_payments_pays_these() -> None:
    debts = _debts([100, 900], [50, 100])
    for method in ("avalanche", "snowball"):
        assert allocate(150, method, debts) == (50, 100)
        assert allocate(149, method, debts) == (15, 134)


def test_money_for_just_the_floors_pays_these() -> None:
    debts = _debts([10, 90], [10, 10])
    assert allocate(10, "avalanche", debts, 5) == (5, 5)
    assert allocate(9, "avalanche", debts, 5) == (1, 8)


def test_above_its_floor_a_debt_is_filled_up_and_no_further() -> None:
    assert allocate(109, "avalanche", _debts([10, 100], [10, 100]), 9) == (10, 99)


@pytest.mark.parametrize("method", ALLOCATION_METHODS)
def test_nobody_gets_a_floor_that_was_not_asked_for(method: str) -> None:
    debts = [
        Share("small", 1, 1, Decimal(0), is_essential=True),
        Share("large", 1000, 1000, Decimal(0), is_essential=True),
    ]
    plan = payoff_plan(2, method, debts, max_months=1)
    expected = (1, 1) if method == "equal" else (0, 2)
    assert allocate(2, method, debts) == plan.months[0].shares == expected


def test_what_is_left_of_the_essential_ones_has_no_floor() -> None:
    debts = _essential((1, 0, True), (1000, 0, True), (50, 0, False))
    assert allocate(52, "essential_first", debts, floor=9) == (0, 2, 50)


def test_a_debt_is_essential_only_where_it_says_so() -> None:
    debts = [Share("card", 100, 100, Decimal(0)), *_essential((100, 100, True))]
    assert allocate(100, "essential_first", debts) == (0, 100)


def test_negative_figures_and_unknown_methods_are_refused() -> None:
    for amount, debts, floor in (
        (-1, _debts([1]), 0),
        (1, _debts([1]), -1),
        (1, _debts([-1]), 0),
        (1, _debts([1], [-1]), 0),
    ):
        with pytest.raises(ValueError, match="negative"):
            allocate(amount, "equal", debts, floor)
    with pytest.raises(KeyError):
        allocate(1, "by_sympathy", _debts([1]))


def test_a_plan_that_only_grows_ends_before_its_figures_burst() -> None:
    plan = payoff_plan(0, "avalanche", _debts([3_438_952], [0], [3549]), max_months=600)
    assert not plan.is_paid_off
    assert len(plan.months) < 30
    assert plan.total_interest < 10**18


@pytest.mark.parametrize(
    ("balances", "months"), [([10**16 - 1], 3), ([10**16], 0), ([1, 10**16], 0), ([1, 10**15], 3)]
)
def test_a_plan_goes_on_below_ten_to_the_sixteenth_fen(balances: list[int], months: int) -> None:
    assert len(payoff_plan(0, "equal", _debts(balances), max_months=3).months) == months


def test_a_plan_looks_fifty_years_ahead() -> None:
    plan = payoff_plan(0, "equal", _debts([1]))
    assert [month.number for month in plan.months] == list(range(1, 601))


@pytest.mark.parametrize(
    ("balance", "rate", "interest"), [(1_000_000, "12", 10_000), (100, "18", 2), (300, "18", 4)]
)
def test_a_month_bears_a_twelfth_of_the_rate_half_even(
    balance: int, rate: str, interest: int
) -> None:
    plan = payoff_plan(0, "equal", [Share("card", balance, 0, Decimal(rate))], max_months=1)
    assert plan.months[0].interest == (interest,)


def test_a_payoff_plan_month_by_month() -> None:
    debts = _debts([10_000, 5_000], [1_000, 500], [12, 24])
    plan = payoff_plan(6_000, "avalanche", debts)
    first = plan.months[0]
    assert first.interest == (100, 100)
    assert first.shares == (1_000, 5_000)
    assert first.balances == (9_100, 100)
    assert plan.months[1].shares == (5_898, 102)
    assert plan.is_paid_off
    assert [sum(month.shares) for month in plan.months[:-1]] == [6_000, 6_000]
    assert plan.total_paid == 15_000 + plan.total_interest


def test_a_plan_that_never_ends_says_so() -> None:
    plan = payoff_plan(10, "snowball", _debts([10_000], [10], [24]), max_months=24)
    assert not plan.is_paid_off
    assert len(plan.months) == 24
    assert plan.months[-1].balances[0] > 10_000


def test_nothing_owed_needs_no_month() -> None:
    assert payoff_plan(10, "avalanche", []) == payoff_plan(10, "snowball", _debts([0]))


@given(
    st.lists(_SHARES, min_size=1, max_size=4),
    st.integers(1, 4000),
    st.sampled_from(ALLOCATION_METHODS),
)
@settings(max_examples=60)
def test_every_month_balances(debts: list[Share], amount: int, method: str) -> None:
    plan = payoff_plan(amount, method, debts, floor=3, max_months=30)
    balances = [debt.balance for debt in debts]
    for month in plan.months:
        owed = [balance + added for balance, added in zip(balances, month.interest, strict=True)]
        assert sum(month.shares) == min(amount, sum(owed))
        balances = [due - share for due, share in zip(owed, month.shares, strict=True)]
        assert list(month.balances) == balances
    assert plan.is_paid_off == (not any(balances))


@given(st.lists(_SHARES, min_size=2, max_size=4))
@settings(max_examples=50)
def test_avalanche_never_costs_more_interest_than_snowball(debts: list[Share]) -> None:
    # Beyond a fen of rounding in each month and debt.
    amount = sum(debt.contractual_payment for debt in debts) + 500
    avalanche = payoff_plan(amount, "avalanche", debts)
    snowball = payoff_plan(amount, "snowball", debts)
    slack = len(debts) * len(snowball.months)
    assert avalanche.total_interest <= snowball.total_interest + slack


def _essential(*debts: tuple[int, int, bool]) -> list[Share]:
    return [
        Share(str(index), balance, payment, Decimal(0), is_essential)
        for index, (balance, payment, is_essential) in enumerate(debts)
    ]


def test_what_keeps_roof_and_work_is_paid_first() -> None:
    debts = _essential((10_000, 300, True), (6_000, 400, False), (3_000, 200, False))
    assert allocate(200, "essential_first", debts) == (200, 0, 0)
    assert allocate(300, "essential_first", debts) == (300, 0, 0)
    assert allocate(600, "essential_first", debts) == (300, 200, 100)
    assert allocate(9_500, "essential_first", debts) == (500, 6_000, 3_000)
    assert allocate(600, "essential_first", debts, floor=150) == (300, 150, 150)


def test_too_little_for_the_essential_ones_goes_by_what_is_due_on_each() -> None:
    debts = _essential((10_000, 300, True), (50, 200, True), (6_000, 400, False))
    assert allocate(140, "essential_first", debts) == (120, 20, 0)


@given(st.integers(0, 40_000), st.lists(_SHARES, min_size=1, max_size=6))
@settings(max_examples=150)
def test_no_other_debt_is_paid_before_the_essential_ones(amount: int, debts: list[Share]) -> None:
    shares = allocate(amount, "essential_first", debts)
    paid = list(zip(debts, shares, strict=True))
    if any(share for debt, share in paid if not debt.is_essential):
        assert all(
            share >= min(debt.contractual_payment, debt.balance)
            for debt, share in paid
            if debt.is_essential
        )


def test_what_is_promised_elsewhere_is_taken_off_first() -> None:
    debts = _debts([1_000])
    plan = payoff_plan(400, "equal", debts, committed=(100, 500))
    assert [month.shares for month in plan.months] == [(300,), (0,), (400,), (300,)]
