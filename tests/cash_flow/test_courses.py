from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.cash_flow.affordability import affordable_payment
from app.cash_flow.budget_lines import Budget, Expense, Income, PlannedCost
from app.cash_flow.courses import Courses, simulate
from app.cash_flow.forecast import forecast
from app.cash_flow.model import LossModel, SimulationModel
from app.cash_flow.parameters import current_parameters
from benchmarks import months
from tests.cash_flow.family import FAMILY, START

NEVER = LossModel(Decimal(0), (1, 1), (0, 0))
ALWAYS = LossModel(Decimal(1), (1, 1), (0, 0))
CALM = SimulationModel(
    paths=100,
    seed=7,
    percentiles=(5, 50, 95),
    kept_in=(95, 50),
    incomes={"stable": NEVER, "uncertain": ALWAYS},
    other_income=NEVER,
    shock_per_month=Decimal(0),
    shock_percent=(10, 50),
    drift_percent=(0, 0),
)
CERTAIN = replace(FAMILY, planned_costs=(replace(FAMILY.planned_costs[0], likelihood=Decimal(1)),))


def _simulated(budget: Budget, months: int = 12, **changes: object) -> Courses:
    model = replace(CALM, **changes)  # type: ignore[arg-type]  # fields by name
    return simulate(budget, forecast(budget, START, months), 0, model)


def test_without_chance_every_course_is_the_forecast() -> None:
    rows = forecast(CERTAIN, START, 12)
    found = _simulated(CERTAIN)
    expected = tuple(row.closing_balance for row in rows)
    assert [band.balances for band in found.bands] == [expected] * 3
    level = affordable_payment(CERTAIN, rows, START, 0)
    assert [kept.payment for kept in found.kept_payments] == [level, level]
    assert (found.negative_paths, found.seed, found.paths) == (0, 7, 100)


def test_one_seed_gives_the_same_courses_and_another_others() -> None:
    model = current_parameters().model.simulation
    rows = forecast(FAMILY, START, 24)
    first, again = (simulate(FAMILY, rows, 0, model) for _ in range(2))
    assert first == again
    assert simulate(FAMILY, rows, 0, replace(model, seed=model.seed + 1)).bands != first.bands


def test_an_income_that_is_always_lost_is_gone() -> None:
    lost = replace(CERTAIN, incomes=(replace(FAMILY.incomes[0], stability="uncertain"),))
    without = replace(CERTAIN, incomes=())
    assert _simulated(lost).bands == _simulated(without).bands


def test_planned_costs_come_at_their_full_amount_or_not_at_all() -> None:
    half = PlannedCost("牙科", "health", 100_000, START, Decimal("0.5"))
    later = PlannedCost("以后", "health", 1, START + 99)
    low, _, high = _simulated(Budget(0, planned_costs=(half, later)), 1).bands
    assert (low.balances, high.balances) == ((-100_000,), (0,))


def test_a_course_that_ends_at_nothing_is_not_negative() -> None:
    even = Budget(
        0, (Income("a", "wage", 100_00),), (Expense("x", "food", "flexible", True, 100_00),)
    )
    assert _simulated(even).negative_paths == 0
    assert _simulated(replace(even, opening_balance=-1)).negative_paths == CALM.paths


def test_a_cost_after_the_last_month_and_an_income_that_ended_change_nothing() -> None:
    after = PlannedCost("以后", "health", 1, START + 2)
    ended = Income("旧", "wage", 500, ends_on=date(2026, 11, 30))
    found = _simulated(Budget(7, (ended,), planned_costs=(after,)), 2)
    assert found.bands[0].balances == (7, 7)


def test_shocks_and_drift_are_parts_of_the_months_expenses() -> None:
    budget = Budget(0, expenses=(Expense("x", "food", "flexible", True, 100_00),))
    shocked = _simulated(budget, 1, shock_per_month=Decimal(1), shock_percent=(30, 30))
    assert shocked.bands[0].balances == (-130_00,)
    drifted = _simulated(budget, 2, drift_percent=(10, 10))
    assert drifted.bands[0].balances == (-110_00, -220_00)
    assert drifted.negative_paths == 100
    assert [kept.payment for kept in drifted.kept_payments] == [None, None]


def test_lines_of_one_name_share_their_fate() -> None:
    incomes = (Income("工资", "wage", 500_00), Income("工资", "wage", 500_00))
    whole = Budget(0, incomes=(Income("工资", "wage", 1_000_00),))
    chancy = {"stable": LossModel(Decimal("0.3"), (1, 3), (0, 0))}
    twice = _simulated(Budget(0, incomes=incomes), incomes=chancy)
    assert twice == _simulated(whole, incomes=chancy)


@pytest.mark.parametrize("percent", [5, 25, 50, 75])
def test_bands_do_not_cross(percent: int) -> None:
    model = current_parameters().model.simulation
    found = simulate(FAMILY, forecast(FAMILY, START, 36), 0, model)
    for lower, upper in zip(found.bands, found.bands[1:], strict=False):
        assert all(low <= up for low, up in zip(lower.balances, upper.balances, strict=True))
    payments = [kept.payment or 0 for kept in found.kept_payments]
    assert payments == sorted(payments)
    assert [band.percent for band in found.bands].count(percent) == 1


def test_every_course_is_the_one_walked_month_by_month() -> None:
    balances, payments = months.path_by_path()
    found = months.arrays()
    by_month = [sorted(column) for column in zip(*balances, strict=True)]
    for band in found.bands:
        rank = -(-band.percent * found.paths // 100) - 1
        assert band.balances == tuple(ordered[rank] for ordered in by_month)
    falling = sorted((-1 if payment is None else payment for payment in payments), reverse=True)
    for kept in found.kept_payments:
        payment = falling[-(-kept.percent * found.paths // 100) - 1]
        assert kept.payment == (payment if payment >= 0 else None)
    assert found.negative_paths == sum(min(path) < 0 for path in balances)
