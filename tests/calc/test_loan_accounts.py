from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.loan_accounts import RateStep, run_account

START = date(2025, 1, 1)
LEVEL = [RateStep(START, Decimal("36.5"))]  # a thousandth a day


def test_interest_comes_first_and_bears_none_itself() -> None:
    account = run_account(
        1_000_000,
        START,
        [(START + timedelta(10), 4_000), (START + timedelta(20), 50_000)],
        LEVEL,
        START + timedelta(30),
    )
    first, second, last = account.rows
    assert (first.accrued, first.to_interest, first.to_principal) == (10_000, 4_000, 0)
    assert (first.interest, first.principal) == (6_000, 1_000_000)
    assert (second.accrued, second.to_interest, second.to_principal) == (10_000, 16_000, 34_000)
    assert (last.paid, last.accrued, last.principal) == (0, 9_660, 966_000)
    assert (account.accrued, account.balance, account.overpaid) == (29_660, 975_660, 0)


def test_the_codes_example_of_a_payment_in_part() -> None:
    # 民法典 561: 1,800 of interest before 10,000 of principal.
    steps = [RateStep(START, Decimal("65.7"))]
    account = run_account(
        1_000_000, START, [(date(2025, 4, 11), 230_000)], steps, date(2025, 4, 11)
    )
    assert (account.rows[0].to_interest, account.rows[0].principal) == (180_000, 950_000)


def test_what_is_paid_when_nothing_is_owed_is_overpaid() -> None:
    day = START + timedelta(10)
    account = run_account(100_000, START, [(day, 150_000), (day, 1)], LEVEL, START + timedelta(400))
    assert account.rows[0].paid == 150_001
    assert (account.accrued, account.balance, account.overpaid) == (1_000, 0, 49_001)


def test_a_rate_changes_in_the_middle_of_a_period() -> None:
    steps = [RateStep(START, Decimal("36.5")), RateStep(START + timedelta(10), Decimal("18.25"))]
    account = run_account(1_000_000, START, [], steps, START + timedelta(30))
    assert account.accrued == 10_000 + 10_000
    late = run_account(1_000_000, START + timedelta(20), [], steps, START + timedelta(30))
    assert late.accrued == 5_000


def test_the_order_in_which_payments_are_told_makes_no_difference() -> None:
    days = [(START + timedelta(days), 50_000) for days in (30, 10, 20, 10)]
    until = START + timedelta(40)
    assert run_account(1_000_000, START, days, LEVEL, until) == run_account(
        1_000_000, START, sorted(days), LEVEL, until
    )
    assert len(run_account(1_000_000, START, days, LEVEL, until).rows) == 4


def test_a_payment_on_the_day_the_money_came_lowers_it_at_once() -> None:
    account = run_account(100_000, START, [(START, 10_000)], LEVEL, START + timedelta(10))
    assert account.accrued == 900


@pytest.mark.parametrize(
    ("received", "payments", "until"),
    [
        (100, [(START - timedelta(1), 5)], START),
        (100, [(START + timedelta(2), 5)], START + timedelta(1)),
        (100, [], START - timedelta(1)),
        (-1, [], START),
        (100, [(START, -5)], START),
    ],
)
def test_movements_that_cannot_be(
    received: int, payments: list[tuple[date, int]], until: date
) -> None:
    with pytest.raises(ValueError, match=r"must not be negative|lie between"):
        run_account(received, START, payments, LEVEL, until)
    with pytest.raises(ValueError, match="a rate is needed"):
        run_account(100, START, [], [], START)


@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 10**8)), max_size=30),
    st.decimals(Decimal(0), Decimal(60), places=2),
)
@settings(max_examples=200)
def test_nothing_is_lost(received: int, moves: list[tuple[int, int]], percent: Decimal) -> None:
    payments = [(START + timedelta(days), amount) for days, amount in moves]
    account = run_account(
        received, START, payments, [RateStep(START, percent)], START + timedelta(900)
    )
    paid = sum(amount for _, amount in payments)
    assert received + account.accrued + account.overpaid == paid + account.balance
    principal = received
    for row in account.rows:
        principal -= row.to_principal
        assert (row.principal, row.paid >= row.to_interest + row.to_principal) == (principal, True)
        assert min(row[1:]) >= 0


@given(st.integers(1, 10**8), st.integers(0, 6000), st.integers(0, 900))
@settings(max_examples=100)
def test_a_higher_rate_never_leaves_less(principal: int, basis_points: int, days: int) -> None:
    lower, higher = (
        run_account(
            principal,
            START,
            [(START + timedelta(days), principal // 2)],
            [RateStep(START, Decimal(points) / 100)],
            START + timedelta(900),
        )
        for points in (basis_points, basis_points + 100)
    )
    assert lower.balance <= higher.balance
