from decimal import Decimal

from app.cash_flow.reserves import reserves_of
from tests.cash_flow.family import FAMILY


def test_assets_show_what_a_sale_would_bring() -> None:
    vehicle, deposit = reserves_of(FAMILY).assets
    assert vehicle.sale_proceeds == 252_000
    assert (deposit.value, deposit.sale_proceeds) == (100_001, 0)


def test_a_buffer_shows_what_a_month_of_it_costs() -> None:
    [credit] = reserves_of(FAMILY).buffers
    assert credit.annual_rate_percent == Decimal("18.25")
    assert credit.monthly_cost == 15_208  # 10,000.00 yuan at 18.25 % / 12, half to even
