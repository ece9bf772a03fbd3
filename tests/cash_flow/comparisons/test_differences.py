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


def test_each_difference_is_the_changed_figure_less_the_plain_one() -> None:
    changed = replace(
        PLAIN,
        monthly_income=1_000_07,
        monthly_fixed_expenses=300_20,
        monthly_flexible_expenses=200_05,
        monthly_surplus_before_debts=499_82,
        affordable_payment=399_99,
        stressed_affordable_payment=299_90,
        lowest_balance=LowestBalance(START, 100_03),
        first_negative_month=START + 3,
        runway_months=6,
    )
    found = differences(PLAIN, changed)
    assert (found.monthly_income, found.monthly_expenses) == (7, 25)
    assert found.monthly_surplus_before_debts == -18
    assert (found.affordable_payment, found.stressed_affordable_payment) == (-1, -10)
    assert (found.lowest_balance, found.first_negative_month, found.runway_months) == (3, -2, 4)


@pytest.mark.parametrize(("payment", "direction"), [(1, "more"), (0, "same"), (-1, "less")])
def test_a_fen_more_or_less_is_told(payment: int, direction: str) -> None:
    changed = replace(PLAIN, affordable_payment=PLAIN.affordable_payment + payment)
    assert differences(PLAIN, changed).direction == direction
