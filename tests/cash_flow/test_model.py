import pytest

from app.cash_flow.model import model_of
from app.cash_flow.parameters import current_parameters
from app.core.tables import data_table


def test_the_model_shipped_is_whole_and_dated() -> None:
    table = data_table("scoring", "cash_flow")
    assert table["verification"] == "product_assumption"
    assert current_parameters().model == model_of(table)
    simulation = current_parameters().model.simulation
    for loss in (*simulation.incomes.values(), simulation.other_income):
        assert 0 <= loss.loss_per_month < 1
        assert 1 <= loss.months[0] <= loss.months[1]
        assert 0 <= loss.kept_percent[0] <= loss.kept_percent[1] <= 100
    assert list(simulation.percentiles) == sorted(simulation.percentiles)
    assert 50 in simulation.percentiles


def test_a_less_stable_income_is_lost_more_often() -> None:
    incomes = current_parameters().model.simulation.incomes
    chances = [incomes[name].loss_per_month for name in ("stable", "variable", "uncertain")]
    assert chances == sorted(chances)


def test_a_missing_figure_is_an_error() -> None:
    table = dict(data_table("scoring", "cash_flow"))
    del table["simulation"]
    with pytest.raises(KeyError):
        model_of(table)
