import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest

from app.statements.categories import OTHER, categories, category_of, essential_codes
from app.statements.layouts import catalogue, fold_name
from app.statements.movements import movements
from app.statements.recurrence import recurrence
from app.statements.transactions import Direction
from tests.statements.rows import transaction


@pytest.mark.parametrize(
    ("fields", "direction", "code"),
    [
        ({"category_text": "餐饮美食"}, "expense", "food"),
        ({"category_text": "食品酒饮 服饰内衣"}, "expense", "food"),
        ({"category_text": "日用百货", "counterparty": "某医院"}, "expense", "household"),
        ({"category_text": "转账", "counterparty": "房东"}, "expense", "housing"),
        ({"category_text": "转账", "counterparty": "王小明"}, "expense", "person_transfer"),
        ({"category_text": "商户消费", "counterparty": "xyz"}, "expense", "shopping"),
        ({"counterparty": "国网电力有限公司"}, "expense", "utilities"),
        ({"description": "Steam wallet"}, "expense", "leisure"),
        ({"description": "中国移动话费"}, "expense", "communication"),
        ({"description": "???"}, "expense", OTHER),
        ({"description": "三月工资"}, "income", "wage"),
        ({"category_text": "代发住房公积金"}, "income", "housing_fund"),
        ({"category_text": "微信红包"}, "income", "person_transfer"),
        ({"description": "???"}, "income", OTHER),
    ],
)
def test_categories(fields: dict[str, str], direction: Direction, code: str) -> None:
    assert category_of(transaction(**fields), direction) == code  # type: ignore[arg-type]  # by name


def test_living_costs_are_essential() -> None:
    assert {"housing", "utilities", "food", "health"} <= essential_codes()
    assert not {"leisure", "electronics", "shopping", OTHER} & essential_codes()


def test_codes_are_unique() -> None:
    for side in categories().values():
        codes = [entry.code for entry in side]
        assert len(set(codes)) == len(codes)


def test_the_last_rules_leave_no_row_without_a_kind() -> None:
    open_rules = [rule for rule in movements().rules if not rule.fields and not rule.own_name]
    covered = {word for rule in open_rules for word in rule.directions if "wallet" in rule.families}
    assert covered == {"income", "expense", "neutral"}


def test_words_of_directions_do_not_contradict() -> None:
    source = files("app.data").joinpath("categories", "statement_layouts.toml")
    words = tomllib.loads(source.read_text(encoding="utf-8"))["vocabulary"]
    folded = [fold_name(word) for kind in ("income", "expense", "neutral") for word in words[kind]]
    assert len(set(folded)) == len(folded)


def test_layouts_need_a_date_and_what_tells_their_amounts() -> None:
    for layout in catalogue().layouts:
        assert "date" in layout.columns
        needed = {"income", "expense"} if layout.sign == "two_columns" else {"amount"}
        if layout.sign == "direction":
            needed.add("direction")
        for role in needed:
            assert layout.required.intersection(layout.columns[role]), (layout.format, role)


def test_intervals_do_not_overlap_but_for_four_weeks() -> None:
    spans = [
        (entry.shortest, entry.longest)
        for entry in recurrence().intervals
        if entry.code != "every_four_weeks"
    ]
    assert spans == sorted(spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert all(entry.step_days or entry.step_months for entry in recurrence().intervals)


def texts(language: str) -> dict[str, dict[str, object]]:
    source = files("app.data").joinpath("texts", language, "statements.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))["statements"]  # type: ignore[no-any-return]  # a table


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_code_has_a_text(language: str) -> None:
    known = texts(language)
    codes = {entry.code for side in categories().values() for entry in side} | {OTHER}
    codes |= {rule.category for rule in movements().rules if rule.category}
    codes |= {"closed_order", "refunded_in_full"}
    assert codes == set(known["categories"])
    assert set(movements().products) | {"other_credit"} == set(known["credit_products"])
    hints = {entry.hint for entry in catalogue().signatures}
    hints |= {entry.hint for entry in catalogue().rejected}
    assert hints <= set(known["hints"])
    assert {table: set(words) for table, words in known.items()} == {
        table: set(words) for table, words in texts("en").items()
    }
