from dataclasses import replace
from decimal import Decimal

import pytest

from app.cash_flow.budget_lines import Budget, Expense
from app.cash_flow.findings import Finding
from app.cash_flow.history import MonthOfSpending
from app.cash_flow.model import model_of
from app.cash_flow.observations import observe
from app.cash_flow.parameters import current_parameters, shipped_parameters
from app.cash_flow.savings import Course, savings_of
from app.statements.recurrence import recurrence
from tests.cash_flow.analysing import analyse
from tests.cash_flow.budgets import CARD, EXAMPLE, START, STRESS

MODEL = current_parameters().model.findings


def _cut(name: str, amount: int) -> Expense:
    return Expense(name, "leisure", "flexible", False, amount)


def _observed(
    budget: Budget, history: list[MonthOfSpending] | None = None
) -> dict[str, list[Finding]]:
    summary = analyse(budget, START, 12, STRESS).summary
    savings = savings_of(budget, Course(START, 12, STRESS, 0), MODEL)
    found: dict[str, list[Finding]] = {}
    for finding in observe(budget, summary, savings, history or [], MODEL):
        found.setdefault(finding.code, []).append(finding)
    return found


def test_interest_of_a_month_is_named_with_the_dearest_debt() -> None:
    other = replace(CARD, debt_ref="网贷", principal_outstanding=12_000_00)
    [finding] = _observed(replace(EXAMPLE, debts=(other, CARD)))["interest_costs"]
    assert finding.params == {"amount": "912.50", "debt_ref": "card", "most": "730.00"}
    free = replace(CARD, annual_rate_percent=Decimal(0))
    unknown = replace(CARD, annual_rate_percent=None)
    assert "interest_costs" not in _observed(replace(EXAMPLE, debts=(free, unknown)))


def test_the_dearest_lines_that_can_be_cut_are_named() -> None:
    lines = tuple(_cut(f"x{number}", 10_000 + number) for number in range(5))
    found = _observed(replace(EXAMPLE, expenses=lines))["money_leak"]
    assert [finding.params["name"] for finding in found] == ["x4", "x3", "x2"]
    assert found[0].params == {"name": "x4", "monthly": "100.04", "yearly": "1200.48"}


def test_small_costs_are_added_up() -> None:
    small = tuple(_cut(f"会员{number}", 3_000) for number in range(3))
    [finding] = _observed(replace(EXAMPLE, expenses=small))["small_costs_add_up"]
    assert finding.params == {"count": "3", "monthly": "90.00", "yearly": "1080.00"}
    assert "small_costs_add_up" not in _observed(replace(EXAMPLE, expenses=small[:2]))
    few = tuple(_cut(f"x{number}", 100) for number in range(3))
    assert "small_costs_add_up" not in _observed(replace(EXAMPLE, expenses=few))


def test_the_best_saving_and_all_of_them_are_said_with_what_they_change() -> None:
    budget = replace(EXAMPLE, expenses=(*EXAMPLE.expenses, _cut("烟", 60_000), _cut("酒", 40_000)))
    found = _observed(budget)
    [best], [together] = found["saving_raises_payment"], found["savings_together"]
    assert (best.params["name"], best.params["saving"]) == ("烟", "300.00")
    assert together.params["saving"] == "500.00"
    assert Decimal(together.params["gain"]) >= Decimal(best.params["gain"]) > 0


def test_a_saving_that_changes_nothing_is_not_promised() -> None:
    broke = replace(EXAMPLE, incomes=(), expenses=(_cut("烟", 60_000),), opening_balance=-1_000_000)
    assert "saving_raises_payment" not in _observed(broke)


def test_more_out_than_in_is_said_before_any_debt() -> None:
    poor = replace(EXAMPLE, expenses=(Expense("房租", "housing", "fixed", True, 1_000_000),))
    [finding] = _observed(poor)["spends_more_than_comes_in"]
    assert finding.params == {"amount": "200.00"}


def _months(*expenses: int, income: int = 980_000) -> list[MonthOfSpending]:
    return [
        MonthOfSpending(f"2026-{number:02d}", income, expense, 0)
        for number, expense in enumerate(expenses, start=1)
    ]


def test_a_month_is_unusual_against_the_persons_own_others() -> None:
    [finding] = _observed(EXAMPLE, _months(300_000, 310_000, 700_000, 320_000))["month_unusual"]
    assert finding.params == {"month": "2026-03", "amount": "7000.00", "usual": "3100.00"}


@pytest.mark.parametrize(
    "expenses",
    [
        (300_000, 700_000),  # too few months to know what is usual
        (300_000, 310_000, 400_000),  # not far enough
        (10_000, 10_000, 40_000),  # far, but too little money
    ],
)
def test_what_is_usual_is_not_said(expenses: tuple[int, ...]) -> None:
    assert "month_unusual" not in _observed(EXAMPLE, _months(*expenses))


def _by_category(*months: dict[str, int] | None) -> list[MonthOfSpending]:
    return [
        MonthOfSpending(f"2026-{number:02d}", 980_000, 320_000, 0, spent)
        for number, spent in enumerate(months, start=1)
    ]


def test_a_category_is_unusual_against_its_own_other_months() -> None:
    food = {"food": 100_000}
    found = _observed(
        EXAMPLE,
        _by_category(food, {"food": 110_000}, {**food, "health": 186_000}, {"food": 160_000}),
    )["category_unusual"]
    assert [finding.params for finding in found] == [
        {"month": "2026-03", "category": "health", "amount": "1860.00", "usual": "0.00",
         "excess": "1860.00"},
        {"month": "2026-04", "category": "food", "amount": "1600.00", "usual": "1000.00",
         "excess": "600.00"},
    ]  # fmt: skip
    assert {finding.severity for finding in found} == {"info"}


@pytest.mark.parametrize(
    "months",
    [
        ({"food": 1}, {"food": 1}, {"food": 900_000}),  # too few months to know what is usual
        ({"food": 1}, None, {"food": 1}, {"food": 900_000}),  # one of them cannot be compared
        ({"food": 40_000}, {"food": 40_000}, {"food": 40_000}, {"food": 59_999}),  # too little
        ({"food": 60_000}, {"food": 60_000}, {"food": 60_000}, {"food": 80_500}),  # not far enough
        ({}, {}, {}, {}),
        (None, None, None, None),
    ],
)
def test_what_a_category_usually_costs_is_not_said(months: tuple[dict[str, int] | None]) -> None:
    assert "category_unusual" not in _observed(EXAMPLE, _by_category(*months))


def test_a_category_on_the_edge_is_said() -> None:
    edge = ({"food": 40_000}, {"food": 40_000}, {"food": 40_000}, {"food": 60_000})
    [finding] = _observed(EXAMPLE, _by_category(*edge))["category_unusual"]
    assert (finding.params["month"], finding.params["excess"]) == ("2026-04", "200.00")


def test_only_the_heaviest_categories_are_named() -> None:
    many = {f"c{number}": 100_000 + number for number in range(9)}
    found = _observed(EXAMPLE, _by_category({}, {}, {}, many))["category_unusual"]
    assert [finding.params["category"] for finding in found] == ["c8", "c7", "c6", "c5", "c4"]


def test_analyses_kept_before_categories_were_compared_name_none() -> None:
    plain = dict(shipped_parameters()["cash_flow"])
    plain["findings"] = {
        name: value for name, value in plain["findings"].items() if "categor" not in name
    }
    model = model_of(plain).findings
    months = _by_category({}, {}, {}, {"health": 900_000})
    summary = analyse(EXAMPLE, START, 12, STRESS).summary
    codes = {finding.code for finding in observe(EXAMPLE, summary, [], months, model)}
    assert "category_unusual" not in codes


def test_a_category_stands_out_here_as_among_the_spending_findings() -> None:
    settings = recurrence()
    assert MODEL.category_months_least == settings.unusual_months
    assert MODEL.category_unusual_percent == settings.unusual_percent
    assert MODEL.category_unusual_least == settings.unusual_fen


def test_a_budget_is_held_against_the_statements() -> None:
    found = _observed(EXAMPLE, _months(500_000, 500_000, 500_000, income=600_000))
    [low], [high] = found["budget_below_history"], found["income_above_history"]
    assert low.params == {"budget": "3200.00", "usual": "5000.00"}
    assert high.params == {"budget": "9800.00", "usual": "6000.00"}
    same = _observed(EXAMPLE, _months(320_000, 320_000, 320_000))
    assert not {"budget_below_history", "income_above_history"} & same.keys()


def test_statements_without_income_say_nothing_about_it() -> None:
    assert "income_above_history" not in _observed(EXAMPLE, _months(1, 1, 1, income=0))
