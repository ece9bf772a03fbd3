from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, PlannedCost, Stress
from app.cash_flow.forecast import (
    cumulative_free_cash,
    debt_service,
    forecast,
    month_sums,
)
from tests.cash_flow.budgets import CARD, EXAMPLE, START, STRESS


def test_the_example_month_by_month() -> None:
    first, second, third = forecast(EXAMPLE, START, 3)
    assert (first.income, first.fixed_expenses, first.debt_service) == (980_000, 320_000, 240_000)
    assert first.net == 420_000
    assert first.closing_balance == 770_000
    assert second.closing_balance == 1_190_000
    assert third.planned_costs == 336_000  # 4,200.00 at 80 %
    assert third.closing_balance == 1_274_000


def test_stress_lowers_income_raises_costs_and_makes_planned_costs_certain() -> None:
    rows = forecast(EXAMPLE, START, 3, STRESS)
    assert rows[0].income == 882_000
    assert rows[0].fixed_expenses == 336_000
    assert rows[2].planned_costs == 420_000  # full amount, not raised


def test_each_line_is_converted_and_rounded_before_adding() -> None:
    weekly = Income("周薪", "wage", 100_01, "weekly")
    budget = Budget(0, incomes=(weekly, weekly, weekly))
    (row,) = forecast(budget, START, 1)
    assert row.income == 3 * 433_38  # 100.01 × 52 / 12 = 433.3766…


def test_stressed_lines_are_rounded_half_even_once_more() -> None:
    budget = Budget(
        0,
        incomes=(Income("a", "wage", 5),),
        expenses=(Expense("b", "food", "flexible", essential=True, amount=10),),
    )
    (row,) = forecast(budget, START, 1, Stress(Decimal(10), Decimal(5)))
    assert row.income == 4  # 4.5 to even
    assert row.flexible_expenses == 10  # 10.5 to even
    assert row.essential_expenses == 10


def test_lines_run_from_their_first_to_their_last_month() -> None:
    income = Income("项目", "wage", 100_00, starts_on=date(2027, 1, 31), ends_on=date(2027, 2, 1))
    expense = Expense(
        "课", "education", "flexible", essential=False, amount=50_00, ends_on=date(2026, 12, 1)
    )
    rows = forecast(Budget(0, incomes=(income,), expenses=(expense,)), START, 4)
    assert [row.income for row in rows] == [0, 10_000, 10_000, 0]
    assert [row.flexible_expenses for row in rows] == [5_000, 0, 0, 0]


def test_debt_service_runs_for_the_remaining_instalments_from_the_due_month() -> None:
    later = replace(CARD, next_due_date=date(2027, 1, 15), remaining_instalments=2)
    rows = forecast(Budget(0, debts=(later,)), START, 4)
    assert [row.debt_service for row in rows] == [0, 240_000, 240_000, 0]


def test_a_past_due_date_starts_now() -> None:
    past = replace(CARD, next_due_date=date(2026, 5, 1), remaining_instalments=2)
    rows = forecast(Budget(0, debts=(past,)), START, 3)
    assert [row.debt_service for row in rows] == [240_000, 240_000, 0]


def test_unknown_terms_serve_nothing() -> None:
    unknown = DebtLine("x", next_due_date=None, instalment_amount=100_00)
    undated = replace(CARD, next_due_date=None, remaining_instalments=1)
    assert forecast(Budget(0, debts=(unknown,)), START, 1)[0].debt_service == 0
    assert forecast(Budget(0, debts=(undated,)), START, 1)[0].debt_service == 240_000


def test_cumulative_free_cash_leaves_debts_out_unless_they_are_named() -> None:
    rows = forecast(EXAMPLE, START, 3)
    assert cumulative_free_cash(EXAMPLE, rows, START) == (1_010_000, 1_670_000, 1_994_000)
    assert cumulative_free_cash(EXAMPLE, rows, START, serving=["card"]) == tuple(
        row.closing_balance for row in rows
    )


def test_planned_costs_count_only_in_their_month() -> None:
    cost = PlannedCost("车检", "transport", 100_00, parse_month("2030-01"))
    assert all(
        row.planned_costs == 0 for row in forecast(Budget(0, planned_costs=(cost,)), START, 12)
    )


def test_the_sums_of_months_are_those_of_each_month_alone() -> None:
    """Lines that begin and end before, within and after; costs in months looked at and not."""
    lines = [
        Income("a", "wage", 70_000, starts_on=first, ends_on=last)
        for first in (None, date(2026, 10, 1), date(2027, 2, 28), date(2028, 1, 1))
        for last in (None, date(2026, 11, 30), date(2027, 3, 1), date(2027, 6, 30))
    ]
    costs = [PlannedCost("c", "health", 9_000, START + month) for month in (-1, 0, 2, 2, 5, 6)]
    budget = Budget(0, incomes=tuple(lines), planned_costs=tuple(costs))
    found = month_sums(budget, START, 6)
    assert [one.planned for one in found] == [9_000, 0, 18_000, 0, 0, 9_000]
    for month, one in enumerate(found, START):
        running = sum(line.amount for line in lines if line.runs_in(month))
        assert (one.income, one.free_cash) == (running, running - one.planned)
        assert found[month - START] == month_sums(budget, month, 1)[0]


def test_instalments_of_all_debts_are_laid_into_their_months() -> None:
    later = replace(CARD, next_due_date=date(2027, 1, 15), remaining_instalments=2)
    far = replace(CARD, next_due_date=date(2029, 1, 15))
    debts = (later, far, CARD, DebtLine("x"))
    assert debt_service(debts, START, 4) == [
        sum(debt.service_in(START + month, START) for debt in debts) for month in range(4)
    ]
    assert debt_service(debts, START, 4) == [240_000, 480_000, 480_000, 240_000]
