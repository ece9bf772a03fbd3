from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import format_month
from app.cash_flow.analyses.scenarios import (
    NEEDS_AMOUNT,
    Change,
    ChangeImpossible,
    apply_changes,
    changes_of,
)
from app.cash_flow.budget_lines import Asset, Budget, Income
from app.cash_flow.forecast import forecast
from tests.cash_flow.analysing import analyse
from tests.cash_flow.family import FAMILY, START, STRESS

FROM = START + 3


def _net(budget: object, month: int) -> int:
    return forecast(budget, START, 12)[month - START].net  # type: ignore[arg-type]  # a Budget


def test_a_lost_income_is_gone_from_its_month_on() -> None:
    changed = apply_changes(FAMILY, [Change("lose_income", "兼职客服", None, FROM)])
    assert _net(changed, FROM - 1) == _net(FAMILY, FROM - 1)
    assert _net(changed, FROM) == _net(FAMILY, FROM) - 260_000
    assert analyse(changed, START, 12, STRESS).summary.monthly_income == 780_000


def test_a_changed_income_has_its_new_amount() -> None:
    changed = apply_changes(FAMILY, [Change("change_income", "先生工资", 600_000, START)])
    assert [row.income for row in forecast(changed, START, 2)] == [860_000, 860_000]
    assert analyse(changed, START, 1, STRESS).summary.monthly_income == 860_000


def test_a_changed_income_still_ends_when_it_ends() -> None:
    ending = replace(FAMILY.incomes[0], ends_on=date(2027, 1, 31))
    budget = replace(FAMILY, incomes=(ending,))
    changed = apply_changes(budget, [Change("change_income", "先生工资", 600_000, START)])
    assert [row.income for row in forecast(changed, START, 3)] == [600_000, 600_000, 0]


def test_a_line_that_starts_later_changes_no_earlier() -> None:
    later = replace(FAMILY.incomes[0], starts_on=date(2027, 2, 1))
    budget = replace(FAMILY, incomes=(later,))
    changed = apply_changes(budget, [Change("lose_income", "先生工资", None, START)])
    assert [row.income for row in forecast(changed, START, 4)] == [0, 0, 0, 0]


def test_expenses_come_and_go() -> None:
    changed = apply_changes(
        FAMILY,
        [Change("add_expense", "药费", 30_000, FROM), Change("remove_expense", "房租", None, FROM)],
    )
    assert _net(changed, FROM - 1) == _net(FAMILY, FROM - 1)
    assert _net(changed, FROM) == _net(FAMILY, FROM) - 30_000 + 320_000


def test_a_planned_cost_is_certain_and_once() -> None:
    changed = apply_changes(FAMILY, [Change("add_planned_cost", "修屋顶", 99_999, FROM)])
    assert _net(changed, FROM) == _net(FAMILY, FROM) - 99_999
    assert _net(changed, FROM + 1) == _net(FAMILY, FROM + 1)


def test_a_sale_brings_its_proceeds_once_and_takes_the_asset() -> None:
    changed = apply_changes(FAMILY, [Change("sell_asset", "电动车", None, FROM)])
    assert _net(changed, FROM) == _net(FAMILY, FROM) + 252_000
    assert [asset.name for asset in changed.assets] == ["定期存款"]
    agreed = apply_changes(FAMILY, [Change("sell_asset", "电动车", 200_000, FROM)])
    assert _net(agreed, FROM) == _net(FAMILY, FROM) + 200_000


@pytest.mark.parametrize(
    "kind", ["lose_income", "change_income", "change_expense", "remove_expense", "sell_asset"]
)
def test_an_unknown_name_is_refused_with_its_place(kind: str) -> None:
    known = Change("add_expense", "药费", 1, START)
    unknown = Change(kind, "没有", 1, START)  # type: ignore[arg-type]  # one of the kinds
    with pytest.raises(ChangeImpossible) as refused:
        apply_changes(FAMILY, [known, unknown])
    assert (refused.value.index, refused.value.field) == (1, "name")
    assert refused.value.code == "unknown_line"


@pytest.mark.parametrize("kind", sorted(NEEDS_AMOUNT))
def test_an_amount_is_asked_for_where_it_is_needed(kind: str) -> None:
    with pytest.raises(ChangeImpossible) as refused:
        apply_changes(FAMILY, [Change(kind, "先生工资", None, START)])  # type: ignore[arg-type]  # one of the kinds
    assert (refused.value.field, refused.value.code) == ("amount", "required")


def test_changes_begin_no_earlier_than_the_forecast() -> None:
    rest = {"kind": "lose_income", "name": "x", "amount": None, "category": "other"}
    early, late, always = (
        SimpleNamespace(**rest, essential=False, from_month=month, until_month=None)
        for month in ("2020-01", format_month(FROM), None)
    )
    changes = changes_of(SimpleNamespace(changes=[early, late, always]), START)
    assert [change.from_month for change in changes] == [START, FROM, START]
    until = SimpleNamespace(**rest, essential=False, from_month=None, until_month="2027-01")
    (short,) = changes_of(SimpleNamespace(changes=[until]), START)
    assert short.until_month == START + 1


def test_changes_of_one_line_follow_each_other() -> None:
    changed = apply_changes(
        FAMILY,
        [
            Change("change_income", "先生工资", 600_000, START + 1),
            Change("change_income", "先生工资", 500_000, START + 3),
            Change("lose_income", "先生工资", None, START + 4),
        ],
    )
    incomes = [row.income - 260_000 for row in forecast(changed, START, 6)]
    assert incomes == [780_000, 600_000, 600_000, 500_000, 0, 0]
    assert analyse(changed, START, 6, STRESS).summary.monthly_income == 260_000


def test_an_income_lost_twice_is_lost_once() -> None:
    lost = Change("lose_income", "兼职客服", None, FROM)
    with pytest.raises(ChangeImpossible):
        apply_changes(FAMILY, [lost, lost])


def test_a_change_may_end() -> None:
    changed = apply_changes(
        FAMILY, [Change("lose_income", "兼职客服", None, START + 1, until_month=START + 2)]
    )
    incomes = [row.income for row in forecast(changed, START, 5)]
    assert incomes == [1_040_000, 780_000, 780_000, 1_040_000, 1_040_000]
    assert analyse(changed, START, 5, STRESS).summary.monthly_income == 1_040_000
    dearer = apply_changes(
        FAMILY, [Change("change_expense", "房租", 400_000, START, until_month=START)]
    )
    assert [row.fixed_expenses for row in forecast(dearer, START, 2)] == [400_000, 320_000]
    assert analyse(dearer, START, 2, STRESS).summary.monthly_fixed_expenses == 320_000


def test_a_change_that_change_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ChangeImpossible) as refused:
        apply_changes(FAMILY, [Change("lose_income", "兼职客服", None, FROM, until_month=FROM - 1)])
    assert (refused.value.field, refused.value.code) == (
        "until_month",
        "change_ends_before_it_begins",
    )


def test_lines_of_one_name_are_lost_together_but_not_changed() -> None:
    twice = replace(FAMILY, incomes=(FAMILY.incomes[0], FAMILY.incomes[0]))
    lost = apply_changes(twice, [Change("lose_income", "先生工资", None, START)])
    assert forecast(lost, START, 1)[0].income == 0
    with pytest.raises(ChangeImpossible) as refused:
        apply_changes(twice, [Change("change_income", "先生工资", 1, START)])
    assert (refused.value.field, refused.value.code) == ("name", "several_lines")


def test_an_added_income_and_expense_carry_their_kind() -> None:
    changed = apply_changes(
        FAMILY,
        [
            Change("add_income", "夜班", 90_000, FROM, category="wage"),
            Change("add_expense", "药", 30_000, FROM, category="health", essential=True),
        ],
    )
    assert _net(changed, FROM) == _net(FAMILY, FROM) + 60_000
    assert (changed.incomes[-1].category, changed.expenses[-1].essential) == ("wage", True)


def test_a_stressed_change_rounds_like_a_line_written_so() -> None:
    plain = Budget(0, incomes=(Income("工资", "salary", 7_05),))
    changed = apply_changes(plain, [Change("change_income", "工资", 5_15, START)])
    written = Budget(0, incomes=(Income("工资", "salary", 5_15),))
    assert [row.income for row in forecast(changed, START, 2, STRESS)] == [
        row.income for row in forecast(written, START, 2, STRESS)
    ]


def test_an_encumbered_asset_brings_what_the_caller_says_is_left() -> None:
    car = Asset("车", "vehicle", 5_000_000, "weeks", encumbered=True)
    budget = replace(FAMILY, assets=(car,))
    silent = apply_changes(budget, [Change("sell_asset", "车", None, FROM)])
    assert _net(silent, FROM) == _net(budget, FROM)
    agreed = apply_changes(budget, [Change("sell_asset", "车", 800_000, FROM)])
    assert _net(agreed, FROM) == _net(budget, FROM) + 800_000


@settings(max_examples=100)
@given(st.integers(0, 10**9), st.integers(0, 11))
def test_losing_an_income_never_raises_what_can_be_paid(amount: int, offset: int) -> None:
    budget = replace(
        FAMILY, incomes=(*FAMILY.incomes, replace(FAMILY.incomes[0], name="x", amount=amount))
    )
    before = analyse(budget, START, 12, STRESS).summary
    changed = apply_changes(budget, [Change("lose_income", "x", None, START + offset)])
    after = analyse(changed, START, 12, STRESS).summary
    assert after.affordable_payment <= before.affordable_payment
    assert after.stressed_affordable_payment <= before.stressed_affordable_payment
    assert apply_changes(budget, []) == budget
