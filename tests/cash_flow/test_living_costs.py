from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.calc.money import parse_fen
from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, Expense
from app.cash_flow.living_costs import (
    LivingCosts,
    ReferenceAmount,
    ReferenceKind,
    compare_living_costs,
    living_cost_findings,
    region_chain,
    table_of,
)
from app.cash_flow.parameters import current_parameters, shipped_parameters
from tests.cash_flow.family import FAMILY, START

TABLE = current_parameters().living_costs


def _row(
    region: str = "310000",
    amount: int = 150_000,
    valid_from: date = date(2026, 7, 1),
    kind: ReferenceKind = "subsistence",
) -> ReferenceAmount:
    return ReferenceAmount(kind, region, amount, valid_from, "https://example.gov.cn/a")


def _costs(budget: Budget = FAMILY, persons: int = 3, *rows: ReferenceAmount) -> LivingCosts:
    return compare_living_costs(budget, persons, START, rows, TABLE)


def test_the_groups_of_each_average_add_up_to_it() -> None:
    for average in TABLE.averages:
        if average.groups:
            assert sum(average.groups.values()) == average.per_person
            assert average.groups.keys() == TABLE.groups.keys()


def test_every_average_says_where_it_was_read_and_how_far() -> None:
    for average in TABLE.averages:
        assert average.source
        assert average.verification != "primary_text"
        assert parse_month(average.last_month)


def test_categories_of_the_groups_exist_and_are_in_one_group_only() -> None:
    named = [code for codes in TABLE.groups.values() for code in codes]
    assert len(named) == len(set(named))


def test_spending_stands_beside_the_newest_average_for_as_many_persons() -> None:
    found = _costs()
    assert found.total is not None
    assert found.total_average is not None
    assert found.total_average.id == "nbs_2025"
    assert found.total.average == 736_900  # 29,476.00 × 3 / 12
    assert found.total.spending == sum(line.monthly for line in FAMILY.expenses)
    assert found.total.position == "within"
    food = next(row for row in found.groups if row.group == "food")
    assert food.average == parse_fen("2119.67")  # 6,359.00 × 3 / 9, to even
    assert found.group_average is not None
    assert found.group_average.id == "nbs_2025_q1_q3"


def test_no_average_is_newer_than_the_months_looked_at() -> None:
    early = compare_living_costs(FAMILY, 1, parse_month("2025-10"), (), TABLE)
    assert early.total_average is not None
    assert early.total_average.id == "nbs_2025_q1_q3"
    none = compare_living_costs(FAMILY, 1, parse_month("2025-01"), (), TABLE)
    assert (none.total, none.groups, none.total_average) == (None, (), None)


@pytest.mark.parametrize(
    ("amount", "position", "code"),
    [
        (90_000, "below", "living_costs_low"),
        (98_400, "within", None),
        (491_200, "within", None),
        (491_266, "within", None),  # 200 % of 2,456.33
        (491_267, "above", "living_costs_high"),
        (491_400, "above", "living_costs_high"),
    ],
)
def test_outside_the_band_is_a_question(amount: int, position: str, code: str | None) -> None:
    budget = Budget(0, expenses=(Expense("全部", "food", "flexible", True, amount),))
    found = _costs(budget, 1)
    assert found.total is not None
    assert found.total.position == position
    codes = [finding.code for finding in living_cost_findings(found, 10**9)]
    assert codes == ([code] if code else [])


def test_a_group_in_which_nothing_is_spent_has_no_spending() -> None:
    food = _costs(Budget(0, expenses=(Expense("x", "food", "flexible", True, 70_000),)), 1)
    spent = {row.group: row.spending for row in food.groups}
    assert max(spent.values()) == spent["food"] == 70_000
    assert sum(spent.values()) == 70_000


def test_a_low_minimum_wage_is_no_subsistence() -> None:
    found = _costs(FAMILY, 3, _row(kind="minimum_wage"))
    assert not [one for one in living_cost_findings(found, 0) if "subsistence" in one.code]


def test_an_empty_budget_is_no_low_one() -> None:
    assert not list(living_cost_findings(_costs(Budget(0)), 0))


def test_what_nobody_entered_is_said_to_be_missing() -> None:
    assert _costs().missing == ("minimum_wage", "subsistence")
    found = _costs(FAMILY, 3, _row())
    assert found.missing == ("minimum_wage",)
    assert [row.amount for row in found.references] == [150_000]


def test_the_most_local_row_in_force_counts_the_newest_of_them() -> None:
    rows = (
        _row("310000", 1, date(2026, 11, 1)),
        _row("310115", 2, date(2025, 7, 1)),
        _row("310115", 3, date(2026, 7, 1)),
        _row("310115", 4, date(2027, 1, 1)),
    )
    assert [row.amount for row in _costs(FAMILY, 1, *rows).references] == [3]


def test_income_below_subsistence_is_a_hint_to_ask() -> None:
    found = _costs(FAMILY, 3, _row(), _row(kind="minimum_wage"))
    [finding] = [f for f in living_cost_findings(found, 300_000) if "subsistence" in f.code]
    assert finding.params == {
        "per_person": "1000.00",
        "amount": "1500.00",
        "valid_from": "2026-07-01",
    }
    codes = [finding.code for finding in living_cost_findings(found, 450_000)]
    assert "income_below_subsistence" not in codes


def test_a_region_lies_in_its_city_and_province() -> None:
    assert region_chain("310115") == ("310115", "310100", "310000")
    assert region_chain("310000") == ("310000",)


def test_parameters_are_plain_and_whole() -> None:
    plain = shipped_parameters()
    assert table_of(plain["living_costs"]) == TABLE
    stress = current_parameters().stress
    assert stress.income_drop_percent == Decimal(plain["stress"]["income_drop_percent"])
    assert replace(stress) == stress
