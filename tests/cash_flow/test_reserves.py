from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.frontier import affordable_level_payment
from app.cash_flow.reserves import binding_month, reserves_of
from tests.cash_flow.family import FAMILY, START


def test_assets_show_what_a_sale_would_bring() -> None:
    vehicle, deposit = reserves_of(FAMILY).assets
    assert vehicle.sale_proceeds == 252_000
    assert (deposit.value, deposit.sale_proceeds) == (100_001, 0)


def test_a_buffer_shows_what_a_month_of_it_costs() -> None:
    [credit] = reserves_of(FAMILY).buffers
    assert credit.annual_rate_percent == Decimal("18.25")
    assert credit.monthly_cost == 15_208  # 10,000.00 yuan at 18.25 % / 12, half to even


@settings(max_examples=200)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60), st.integers(0, 10**7))
def test_the_binding_month_sets_the_affordable_payment(cumulative: list[int], floor: int) -> None:
    month = binding_month(cumulative, START, floor)
    quotient = (cumulative[month - START] - floor) // (month - START + 1)
    affordable = affordable_level_payment(cumulative, floor)
    assert (affordable if affordable is not None else -1) == max(quotient, -1) or quotient < 0
    if affordable is not None:
        assert quotient == affordable
