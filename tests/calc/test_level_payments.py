from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.level_payments import amortised, level_loan, level_payment
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


@given(st.integers(1, 10**6), st.integers(0, 4_000), st.integers(1, 40))
@settings(max_examples=200)
def test_a_level_loan_is_repaid_by_its_payments(
    balance: int, basis_points: int, count: int
) -> None:
    rate = Fraction(basis_points, 10_000)
    found = level_loan(balance, rate, count)
    level = level_payment(balance, rate, [30] * count, 360)
    if found is None:
        assert len(amortised(balance, level, [basis_points] * (count - 1), 120_000)) < count - 1
        return
    assert found.level == level
    assert found.payments == (*[level] * (count - 1), found.last)
    assert len(found.balances) == count
    for left, payment, after in zip(
        found.balances, found.payments, (*found.balances[1:], 0), strict=True
    ):
        assert left + round(left * rate / 12) - payment == after


def test_what_is_too_little_for_its_payments_is_no_level_loan() -> None:
    assert level_loan(3, Fraction(0), 4) is None
    assert level_loan(4, Fraction(0), 4) == (1, 1, (4, 3, 2, 1))


@given(st.integers(0, 10**9), st.integers(1, 60), st.integers(0, 10**9), st.sampled_from([1, 100]))
@settings(max_examples=60)
def test_without_interest_the_principal_is_shared(
    balance: int, count: int, balloon: int, multiple: int
) -> None:
    exact = Fraction(balance - balloon, count * multiple)
    assert level_payment(balance, Fraction(0), [31] * count, 365, balloon, multiple) == (
        multiple * round(exact)
    )
