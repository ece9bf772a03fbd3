from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cash_flow.budget_lines import Expense, Income, PlannedCost, lasting
from app.cash_flow.forecast import forecast
from app.cash_flow.shares import OtherShare, own_part, shared_amounts, split_parts
from tests.cash_flow.analysing import analyse
from tests.cash_flow.budgets import EXAMPLE, START, STRESS

FLATMATE = OtherShare("室友", 1)


@pytest.mark.parametrize(
    ("total", "own", "others", "expected"),
    [
        (320_000, 1, [FLATMATE], (160_000, 160_000)),
        (100, 1, [FLATMATE, OtherShare("弟弟", 1)], (34, 33, 33)),
        (101, 60, [OtherShare("爱人", 40)], (61, 40)),
        (5, 0, [FLATMATE], (0, 5)),
        (5, 0, [], (5,)),
        (0, 3, [FLATMATE], (0, 0)),
    ],
)
def test_a_line_is_split_by_parts(
    total: int, own: int, others: list[OtherShare], expected: tuple[int, ...]
) -> None:
    assert split_parts(total, own, others) == expected
    assert own_part(total, own, others) == expected[0]


def test_a_shared_line_is_shown_with_everybodys_part_unless_another_took_its_place() -> None:
    rent = Expense("房租", "housing", "fixed", True, 101, shared_with=(FLATMATE,))
    gone = replace(rent, name="旧", superseded=True)
    [shown] = shared_amounts([rent, gone, replace(rent, shared_with=())])
    assert (shown.name, shown.whole, shown.own) == ("房租", 101, 51)
    assert [(other.member, other.amount) for other in shown.others] == [("室友", 50)]


@given(
    st.integers(0, 10**12),
    st.integers(0, 1000),
    st.lists(st.integers(1, 1000), max_size=20),
)
def test_parts_add_up_and_each_is_its_exact_share_within_a_fen(
    total: int, own: int, parts: list[int]
) -> None:
    split = split_parts(total, own, [OtherShare(str(part), part) for part in parts])
    assert sum(split) == total
    if parts:
        whole = own + sum(parts)
        for share, weight in zip(split, [own, *parts], strict=True):
            assert abs(share * whole - total * weight) < whole


def test_only_the_persons_part_of_a_line_counts() -> None:
    rent = replace(EXAMPLE.expenses[0], shared_with=(FLATMATE,))
    wage = replace(EXAMPLE.incomes[0], own_parts=2, shared_with=(OtherShare("父母", 1),))
    weekly = Expense(
        "菜", "food", "flexible", True, 100_01, "weekly", own_parts=1, shared_with=(FLATMATE,)
    )
    budget = replace(EXAMPLE, incomes=(wage,), expenses=(rent, weekly))
    row = forecast(budget, START, 1)[0]
    assert row.income == 653_333  # 9,800.00 × 2/3, the left-over fen to the larger remainder
    assert row.fixed_expenses == 160_000
    assert row.flexible_expenses == 21_669  # half of 433.38, converted before it is shared
    assert weekly.whole == 43_338
    summary = analyse(budget, START, 1, STRESS).summary
    assert (summary.monthly_income, summary.monthly_fixed_expenses) == (653_333, 160_000)


def test_planned_costs_are_shared_before_their_likelihood() -> None:
    cost = PlannedCost(
        "修屋顶", "repairs", 101, START, Decimal("0.5"), own_parts=1, shared_with=(FLATMATE,)
    )
    budget = replace(EXAMPLE, planned_costs=(cost,))
    assert cost.own_amount == 51
    assert forecast(budget, START, 1)[0].planned_costs == 26  # 25.5 to even
    assert forecast(budget, START, 1, STRESS)[0].planned_costs == 51


def test_replaced_lines_are_left_out_of_sums() -> None:
    lines = (Income("a", "wage", 1), Income("b", "wage", 2, superseded=True))
    assert lasting(lines) == lines[:1]
