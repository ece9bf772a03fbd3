from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.level_payments import (
    amortised,
    balances_of,
    is_surely_level,
    level_loan,
    level_payment,
    monthly_payment,
    monthly_rate,
)
from app.calc.money import divide_half_even


@given(st.integers(1, 10**9), st.integers(0, 40_000), st.integers(1, 60), st.integers(0, 10**6))
@settings(max_examples=100)
def test_equal_periods_have_a_short_way(
    balance: int, basis_points: int, count: int, balloon: int
) -> None:
    rate, balloon = Fraction(basis_points, 10_000), min(balloon, balance)
    short = level_payment(balance, rate, [30] * count, 360, balloon)
    growth, annuity = Fraction(1), Fraction(0)
    for _ in range(count):
        growth *= 1 + rate / 12
        annuity = annuity * (1 + rate / 12) + 1
    assert short == round((balance * growth - balloon) / annuity)


@given(
    st.integers(1, 10**9),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    st.integers(1, 10**8),
    st.integers(0, 10**8),
)
@settings(max_examples=200)
def test_each_period_is_rounded_half_to_even(
    balance: int, steps: list[int], divisor: int, level: int
) -> None:
    found = amortised(balance, level, steps, divisor)
    for (principal, interest, left), step in zip(found, steps, strict=False):
        assert interest == divide_half_even(balance * step, divisor)
        assert principal == level - interest >= 0
        balance -= principal
        assert left == balance > 0
    if len(found) < len(steps):
        interest = divide_half_even(balance * steps[len(found)], divisor)
        assert not 0 <= level - interest < balance


def test_ties_go_to_the_even_fen() -> None:
    assert [row[1] for row in amortised(1000, 0, [5] * 2, 10_000, is_payment=False)] == [0, 0]
    assert [row[1] for row in amortised(3000, 0, [5], 10_000, is_payment=False)] == [2]


def test_a_level_principal_leaves_the_last_part_open() -> None:
    assert amortised(100, 40, [10] * 4, 100, is_payment=False) == [(40, 10, 60), (40, 6, 20)]


MONTHLY = st.decimals(0, 60, places=2).map(monthly_rate)


@given(st.integers(1, 10**9), MONTHLY, st.integers(1, 60))
@settings(max_examples=200)
def test_a_monthly_payment_is_that_of_months_of_thirty_days(
    balance: int, rate: Fraction, count: int
) -> None:
    assert monthly_payment(balance, rate, count) == level_payment(
        balance, rate * 12, [30] * count, 360
    )


def test_a_yearly_percentage_is_a_twelfth_of_it_a_month() -> None:
    assert monthly_rate(Decimal("18.25")) == Fraction(1825, 120_000)


@given(st.integers(1, 10**5), MONTHLY, st.integers(1, 60))
@settings(max_examples=300)
def test_a_level_loan_is_repaid_by_its_payments(balance: int, rate: Fraction, count: int) -> None:
    found, level = level_loan(balance, rate, count), monthly_payment(balance, rate, count)
    if found is None:
        steps = [rate.numerator] * (count - 1)
        assert len(amortised(balance, level, steps, rate.denominator)) < count - 1
        assert not is_surely_level(level, rate, count)
        return
    assert found.level == level
    assert found.payments == (*[level] * (count - 1), found.last)
    assert found.largest == max(found.payments)
    assert len(found.balances) == count
    assert list(found.balances) == balances_of(balance, level, rate, count)
    for left, payment, after in zip(
        found.balances, found.payments, (*found.balances[1:], 0), strict=True
    ):
        assert left + round(left * rate) - payment == after


def test_what_is_too_little_for_its_payments_is_no_level_loan() -> None:
    assert level_loan(3, Fraction(0), 4) is None
    assert level_loan(4, Fraction(0), 4) == (1, 1, (4, 3, 2, 1))


def test_what_is_surely_level_is_more_than_rounding_can_take() -> None:
    assert not is_surely_level(5, Fraction(0), 4)
    assert is_surely_level(6, Fraction(0), 4)
    assert not is_surely_level(4 * 16 + 1, Fraction(1), 4)
    assert is_surely_level(4 * 16 + 2, Fraction(1), 4)


def test_balances_go_on_below_nothing_and_grow_where_interest_is_not_covered() -> None:
    assert balances_of(10, 4, Fraction(0), 5) == [10, 6, 2, -2, -6]
    assert balances_of(10_000, 50, Fraction(1, 100), 3) == [10_000, 10_050, 10_100]
    assert balances_of(50, 20, Fraction(1, 100), 3) == [50, 30, 10]
    assert balances_of(150, 20, Fraction(1, 100), 2) == [150, 132]
    assert balances_of(7, 3, Fraction(1, 2), 1) == [7]


def test_the_largest_payment_is_the_last_where_there_is_but_one() -> None:
    """25 fen and half a fen of interest are 25, though a payment of 25.5 goes to 26."""
    for balance, rate, count, largest in (
        (25, Fraction(2, 100), 1, 25),
        (3, Fraction(0), 2, 2),
        (5, Fraction(0), 4, 2),
    ):
        loan = level_loan(balance, rate, count)
        assert loan is not None
        assert loan.largest == max(loan.payments) == largest
