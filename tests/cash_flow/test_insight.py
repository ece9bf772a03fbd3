from dataclasses import replace

from app.cash_flow.budget_lines import Budget, Expense
from app.cash_flow.insight import Circumstances, Insight, insight_of, spending_by_category
from app.cash_flow.parameters import current_parameters
from app.cash_flow.savings import Course
from app.cash_flow.shares import OtherShare
from tests.cash_flow.analysing import analyse
from tests.cash_flow.family import FAMILY, START, STRESS


def _insight(budget: Budget, **known: int) -> Insight:
    analysis = analyse(budget, START, 12, STRESS)
    course = Course(START, 12, STRESS, 0)
    circumstances = Circumstances(**known)  # type: ignore[arg-type]  # fields by name
    return insight_of(budget, analysis, course, circumstances, current_parameters())


def test_spending_is_added_up_by_category_the_dearest_first() -> None:
    lines = (*FAMILY.expenses, Expense("外卖", "food", "flexible", False, 30_000))
    found = spending_by_category(replace(FAMILY, expenses=lines))
    assert [row.category for row in found] == ["housing", "food", "leisure"]
    food = found[1]
    assert (food.monthly, food.essential) == (216_667 + 30_000, 216_667)


def test_living_costs_are_compared_only_where_somebody_is_known_to_live() -> None:
    assert _insight(FAMILY).living_costs is None
    assert _insight(FAMILY, persons=2).living_costs is not None


def test_essentials_that_are_not_covered_come_before_everything() -> None:
    found = _insight(replace(FAMILY, incomes=()))
    assert found.findings[0].code == "essentials_not_covered"
    assert found.findings[0].severity == "critical"


def test_priority_debts_are_findings_with_their_reason() -> None:
    home = replace(FAMILY.debts[0], product_type="mortgage")
    found = _insight(replace(FAMILY, debts=(home,)))
    [finding] = [finding for finding in found.findings if finding.code == "priority_debt"]
    assert finding.params == {"debt_ref": "card", "reason": "home_may_be_lost"}


def test_shared_lines_are_shown_with_everybodys_part() -> None:
    rent = replace(FAMILY.expenses[0], amount=100, shared_with=(OtherShare("室友", 2),))
    gone = replace(rent, superseded=True)
    found = _insight(replace(FAMILY, expenses=(rent, gone)))
    [line] = found.shared_lines
    assert (line.whole, line.own, line.others[0].amount) == (100, 33, 67)
    assert line.others[0].member == "室友"
