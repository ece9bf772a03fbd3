from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import format_month
from app.cash_flow.affordability import analyse
from app.cash_flow.analyses.scenarios import Change, ChangeImpossible, apply_changes, changes_of
from app.cash_flow.forecast import forecast
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


@pytest.mark.parametrize("kind", ["lose_income", "change_income", "remove_expense", "sell_asset"])
def test_an_unknown_name_is_refused_with_its_place(kind: str) -> None:
    known = Change("add_expense", "药费", 1, START)
    unknown = Change(kind, "没有", 1, START)  # type: ignore[arg-type]  # one of the kinds
    with pytest.raises(ChangeImpossible) as refused:
        apply_changes(FAMILY, [known, unknown])
    assert (refused.value.index, refused.value.field) == (1, "name")
    assert refused.value.code == "unknown_line"


@pytest.mark.parametrize("kind", ["change_income", "add_expense", "add_planned_cost"])
def test_an_amount_is_asked_for_where_it_is_needed(kind: str) -> None:
    with pytest.raises(ChangeImpossible) as refused:
        apply_changes(FAMILY, [Change(kind, "先生工资", None, START)])  # type: ignore[arg-type]  # one of the kinds
    assert (refused.value.field, refused.value.code) == ("amount", "required")


def test_changes_begin_no_earlier_than_the_forecast() -> None:
    early, late = (
        SimpleNamespace(kind="lose_income", name="x", amount=None, from_month=month)
        for month in ("2020-01", format_month(FROM))
    )
    always = SimpleNamespace(kind="lose_income", name="x", amount=None, from_month=None)
    changes = changes_of(SimpleNamespace(changes=[early, late, always]), START)
    assert [change.from_month for change in changes] == [START, FROM, START]


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
