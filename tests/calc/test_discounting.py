from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.discounting import discount_factors
from tests.calc.present_values import present_value

RATES = st.decimals(Decimal("0.0001"), Decimal(2), places=4)


def test_twenty_yearly_payments_at_seven_percent() -> None:
    # numpy-financial 1.0.0 tests: pv(0.07, 20, 12000, 0) = -127128.1709461939
    yearly = discount_factors(Decimal("0.07"), 240)[12::12]
    assert abs(1_200_000 * sum(yearly) - Decimal("12712817.09461939")) < Decimal("0.0001")


def test_factors_have_twenty_eight_digits_on_every_machine() -> None:
    assert discount_factors(Decimal("0.12"), 2) == (
        Decimal(1),
        Decimal("0.9906003979430033473018262766"),
        Decimal("0.9812891484048365903082912899"),
    )


def test_a_savings_plan_grows_as_published() -> None:
    # numpy-financial 1.0.0 tests: fv(0.075, 20, -2000, 0) = 86609.362673043004
    factors = discount_factors(Decimal("0.075"), 240)
    grown = 200_000 * sum(factors[12::12]) / factors[-1]
    assert abs(grown - Decimal("8660936.2673043004")) < Decimal("0.0001")


def test_a_year_discounts_by_one_plus_the_rate() -> None:
    factors = discount_factors(Decimal("0.25"), 36)
    assert (len(factors), factors[0]) == (37, Decimal(1))
    assert abs(factors[12] - Decimal("0.8")) < Decimal("1e-25")
    assert discount_factors(Decimal("0.25"), 0) == (Decimal(1),)


@given(RATES, st.integers(0, 120))
def test_each_factor_is_its_own_power(rate: Decimal, month: int) -> None:
    exact = present_value([(month, 1)], rate)
    assert abs(discount_factors(rate, month)[month] - exact) < Decimal("1e-24")


@given(RATES, st.integers(1, 120))
def test_factors_fall_in_the_rate_and_in_time(rate: Decimal, months: int) -> None:
    factors = discount_factors(rate, months)
    assert list(factors) == sorted(factors, reverse=True)
    dearer = discount_factors(rate + Decimal("0.01"), months)
    assert all(high < low for high, low in zip(dearer[1:], factors[1:], strict=True))
    assert set(discount_factors(Decimal(0), months)) == {Decimal(1)}


def test_the_callers_decimal_context_does_not_matter() -> None:
    usual = discount_factors(Decimal("0.123"), 31)
    with localcontext() as context:
        context.prec = 5
        assert discount_factors(Decimal("0.123"), 31) == usual


@pytest.mark.parametrize(("rate", "months"), [(Decimal(-1), 1), (Decimal(0), -1)])
def test_no_factor_without_meaning(rate: Decimal, months: int) -> None:
    with pytest.raises(ValueError, match="rate"):
        discount_factors(rate, months)
