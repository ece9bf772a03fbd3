from dataclasses import replace

import pytest

from app.cash_flow.affordability import LowestBalance, Summary
from app.cash_flow.analyses.scenarios import Change, apply_changes
from app.cash_flow.comparisons.differences import differences
from tests.cash_flow.analysing import analyse
from tests.cash_flow.family import FAMILY, START, STRESS

PLAIN = Summary(
    monthly_income=1_000_00,
    monthly_fixed_expenses=300_00,
    monthly_flexible_expenses=200_00,
    monthly_surplus_before_debts=500_00,
    debt_service_to_income=None,
    affordable_payment=400_00,
    stressed_affordable_payment=300_00,
    lowest_balance=LowestBalance(START, 100_00),
    first_negative_month=START + 5,
    runway_months=2,
)


def test_a_summary_differs_from_itself_in_nothing() -> None:
    found = differences(PLAIN, PLAIN)
    assert found.direction == "same"
    assert (found.monthly_expenses, found.lowest_balance, found.runway_months) == (0, 0, 0)
    assert found.first_negative_month == 0


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [(START + 5, START + 8, 3), (START + 5, START, -5), (None, START, None), (START, None, None)],
)
def test_a_negative_month_that_comes_later_counts_positive(
    before: int | None, after: int | None, moved: int | None
) -> None:
    plain, changed = (replace(PLAIN, first_negative_month=month) for month in (before, after))
    assert differences(plain, changed).first_negative_month == moved


def test_a_lost_income_shows_in_every_figure() -> None:
    plain = analyse(FAMILY, START, 12, STRESS).summary
    lost = apply_changes(FAMILY, [Change("lose_income", "兼职客服", None, START)])
    found = differences(plain, analyse(lost, START, 12, STRESS).summary)
    assert found.direction == "less"
    assert found.monthly_income == found.monthly_surplus_before_debts == -260_000
    assert found.monthly_expenses == 0
    assert found.affordable_payment < 0
    assert differences(analyse(lost, START, 12, STRESS).summary, plain).direction == "more"
