from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.frontier import affordable_level_payment
from app.calc.periods import parse_month
from app.cash_flow.affordability import affordable_payment, binding_month
from app.cash_flow.budget_lines import (
    Asset,
    Budget,
    Buffer,
    DebtLine,
    Expense,
    Income,
    PlannedCost,
    Stress,
)
from app.cash_flow.forecast import cumulative_free_cash, forecast
from tests.cash_flow.analysing import analyse
from tests.cash_flow.budgets import EXAMPLE, START, STRESS

DAYS = [date(2026, 12, 1), *(date(2027, month, 1) for month in range(1, 8))]
fen = st.integers(min_value=0, max_value=2_000_000)


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    incomes = tuple(
        Income(f"i{number}", "wage", draw(fen), draw(st.sampled_from(["weekly", "monthly"])))
        for number in range(draw(st.integers(0, 3)))
    )
    expenses = tuple(
        Expense(f"e{number}", "food", "flexible", essential=True, amount=draw(fen))
        for number in range(draw(st.integers(0, 3)))
    )
    planned = tuple(
        PlannedCost("p", "health", draw(fen), START + draw(st.integers(0, 5)), Decimal("0.5"))
        for _ in range(draw(st.integers(0, 2)))
    )
    return Budget(draw(st.integers(-500_000, 3_000_000)), incomes, expenses, planned)


@given(budgets(), st.integers(1, 12), st.integers(0, 100_000))
def test_the_affordable_payment_holds_and_one_fen_more_does_not(
    budget: Budget, months: int, buffer: int
) -> None:
    rows = forecast(budget, START, months)
    cumulative = cumulative_free_cash(budget, rows, START)

    def holds(payment: int) -> bool:
        return all(
            cash - number * payment >= buffer for number, cash in enumerate(cumulative, start=1)
        )

    payment = affordable_payment(budget, rows, START, buffer)
    if payment is None:
        assert not holds(0)
    else:
        assert holds(payment)
        assert not holds(payment + 1)


@given(
    budgets(), st.integers(1, 24), st.integers(0, 100_000), st.integers(0, 100), st.integers(0, 60)
)
def test_a_debt_of_that_instalment_keeps_every_balance_and_one_of_a_fen_more_does_not(
    budget: Budget, months: int, buffer: int, drop: int, rise: int
) -> None:
    """Proved by the forecast itself: the payment is served as a contract, plain and stressed."""
    hard = Stress(Decimal(drop), Decimal(rise))
    summary = analyse(budget, START, months, hard, buffer).summary

    def keeps(payment: int, stress: Stress | None) -> bool:
        debt = DebtLine("x", instalment_amount=payment, remaining_instalments=months)
        rows = forecast(replace(budget, debts=(debt,)), START, months, stress)
        return all(row.closing_balance >= buffer for row in rows)

    for payment, stress in (
        (summary.affordable_payment, None),
        (summary.stressed_affordable_payment, hard),
    ):
        assert keeps(payment, stress) or payment == 0
        assert not keeps(payment + 1, stress)


@pytest.mark.parametrize(("buffer", "month"), [(0, 1), (900, 0), (500, 0), (499, 1)])
def test_the_month_that_binds_is_where_least_is_left_above_the_buffer(
    buffer: int, month: int
) -> None:
    assert binding_month([1_000, 1_500], START, buffer) == START + month


@given(
    st.integers(-20, 60),
    st.lists(st.integers(-15, 25), min_size=1, max_size=8),
    st.integers(0, 10),
)
def test_every_payment_was_tried(opening: int, nets: list[int], buffer: int) -> None:
    """Brute force over small amounts: the largest of all payments whose every balance holds."""
    incomes = tuple(
        Income("x", "wage", abs(net), starts_on=day, ends_on=day)
        for net, day in zip(nets, DAYS, strict=False)
        if net > 0
    )
    costs = tuple(
        PlannedCost("y", "other", -net, START + number)
        for number, net in enumerate(nets)
        if net < 0
    )
    budget = Budget(opening, incomes, planned_costs=costs)
    tried = []
    for payment in range(100):
        balance, lowest = opening, buffer
        for net in nets:
            balance += net - payment
            lowest = min(lowest, balance)
        if lowest >= buffer:
            tried.append(payment)
    found = affordable_payment(budget, forecast(budget, START, len(nets)), START, buffer)
    assert found == max(tried, default=None)


@settings(max_examples=200)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60), st.integers(0, 10**7))
def test_the_binding_month_sets_the_affordable_payment(cumulative: list[int], floor: int) -> None:
    month = binding_month(cumulative, START, floor)
    quotient = (cumulative[month - START] - floor) // (month - START + 1)
    affordable = affordable_level_payment(cumulative, floor)
    assert (affordable if affordable is not None else -1) == max(quotient, -1) or quotient < 0
    if affordable is not None:
        assert quotient == affordable


def test_the_example_analysis() -> None:
    found = analyse(EXAMPLE, START, 12, STRESS)
    summary = found.summary
    assert summary.monthly_income == 980_000
    assert summary.monthly_fixed_expenses == 320_000
    assert summary.monthly_flexible_expenses == 0
    assert summary.monthly_surplus_before_debts == 660_000
    assert summary.debt_service_to_income == Decimal("0.2449")
    # (3,500 + 6,600 m − 3,360 from month 3 on) / m is least in month 12
    assert summary.affordable_payment == (350_000 + 12 * 660_000 - 336_000) // 12
    # stressed (3,500 + 5,460 m − 4,200 from month 3 on) / m is least in month 3
    assert summary.stressed_affordable_payment == (350_000 + 3 * 546_000 - 420_000) // 3
    assert summary.first_negative_month is None
    assert summary.lowest_balance.month == START
    assert summary.runway_months == 1
    assert [finding.code for finding in found.findings] == ["arrears"]


def test_nothing_affordable_is_an_answer() -> None:
    poor = replace(EXAMPLE, opening_balance=0, incomes=())
    found = analyse(poor, START, 6, STRESS)
    assert found.summary.affordable_payment == 0
    assert found.summary.stressed_affordable_payment == 0
    scenarios = [
        finding.params["scenario"]
        for finding in found.findings
        if finding.code == "nothing_affordable"
    ]
    assert scenarios == ["base", "stressed"]
    assert found.summary.first_negative_month == START
    assert found.summary.debt_service_to_income is None


def test_a_safety_buffer_is_kept() -> None:
    plain = analyse(EXAMPLE, START, 12, STRESS).summary.affordable_payment
    kept = analyse(EXAMPLE, START, 12, STRESS, safety_buffer=120_000).summary.affordable_payment
    assert plain == (350_000 + 12 * 660_000 - 336_000) // 12
    assert kept == (350_000 + 3 * 660_000 - 336_000 - 120_000) // 3


def test_only_free_liquid_assets_lengthen_the_runway() -> None:
    assets = (
        Asset("活期", "savings", 320_000, "cash"),
        Asset("房", "home", 100_000_000, "months"),
        Asset("冻结", "savings", 320_000, "cash", encumbered=True),
        Asset("生活费卡", "savings", 320_000, "days", essential=True),
    )
    assert analyse(replace(EXAMPLE, assets=assets), START, 3, STRESS).summary.runway_months == 2
    assert analyse(replace(EXAMPLE, expenses=()), START, 3, STRESS).summary.runway_months is None


@pytest.mark.parametrize(
    ("liquidity", "months"), [("cash", 2), ("days", 2), ("weeks", 1), ("months", 1), ("years", 1)]
)
def test_only_what_is_money_within_days_bridges_a_month(liquidity: str, months: int) -> None:
    budget = replace(EXAMPLE, assets=(Asset("存款", "savings", 320_000, liquidity),))
    assert analyse(budget, START, 3, STRESS).summary.runway_months == months


def test_monthly_sums_ignore_planned_costs_and_buffers_are_not_money() -> None:
    richer = replace(EXAMPLE, buffers=(Buffer("亲友", "family", 10_000_000),))
    plain, with_buffer = (analyse(each, START, 6, STRESS) for each in (EXAMPLE, richer))
    assert plain.summary == with_buffer.summary
    cost = PlannedCost("x", "health", 1_000_000, parse_month("2026-12"))
    costly = replace(EXAMPLE, planned_costs=(cost,))
    assert (
        analyse(costly, START, 6, STRESS).summary.monthly_surplus_before_debts
        == plain.summary.monthly_surplus_before_debts
    )
