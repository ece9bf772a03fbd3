from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.present_value import discount_factor, discount_factors, present_value

_FLOWS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 10**9)), max_size=12)
_RATES = st.decimals(Decimal("0.0001"), Decimal(2), places=4)


def test_twenty_yearly_payments_at_seven_percent() -> None:
    # numpy-financial 1.0.0 tests: pv(0.07, 20, 12000, 0) = -127128.1709461939
    value = present_value([(12 * year, 1_200_000) for year in range(1, 21)], Decimal("0.07"))
    assert abs(value - Decimal("12712817.09461939")) < Decimal("0.0001")


def test_a_savings_plan_grows_as_published() -> None:
    # numpy-financial 1.0.0 tests: fv(0.075, 20, -2000, 0) = 86609.362673043004
    value = present_value([(12 * year, 200_000) for year in range(1, 21)], Decimal("0.075"))
    grown = value / discount_factor(Decimal("0.075"), 240)
    assert abs(grown - Decimal("8660936.2673043004")) < Decimal("0.0001")


def test_a_year_discounts_by_one_plus_the_rate() -> None:
    assert abs(discount_factor(Decimal("0.25"), 12) - Decimal("0.8")) < Decimal("1e-25")
    assert discount_factor(Decimal("0.25"), 0) == 1
    assert len(discount_factors(Decimal("0.25"), 36)) == 37


@given(_FLOWS)
def test_without_interest_it_is_the_sum(flows: list[tuple[int, int]]) -> None:
    assert present_value(flows, Decimal(0)) == sum(fen for _, fen in flows)


@given(_FLOWS, _RATES)
def test_it_falls_in_the_rate(flows: list[tuple[int, int]], rate: Decimal) -> None:
    lower = present_value(flows, rate)
    higher = present_value(flows, rate + Decimal("0.01"))
    assert higher <= lower
    if any(month and fen for month, fen in flows):
        assert higher < lower


def test_the_callers_decimal_context_does_not_matter() -> None:
    flows = [(7, 123_456), (31, 654_321)]
    usual = present_value(flows, Decimal("0.123"))
    with localcontext() as context:
        context.prec = 5
        assert present_value(flows, Decimal("0.123")) == usual


@pytest.mark.parametrize(("rate", "months"), [(Decimal(-1), 1), (Decimal(0), -1)])
def test_no_factor_without_meaning(rate: Decimal, months: int) -> None:
    with pytest.raises(ValueError, match="rate"):
        discount_factors(rate, months)


def test_flows_of_the_past_are_refused() -> None:
    with pytest.raises(ValueError, match="today or later"):
        present_value([(-1, 100)], Decimal("0.1"))
