from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.rules import rule_book
from app.law.creditors.search import TABLE, find_creditors, names_of

ROWS: list[dict[str, Any]] = rule_book().table(TABLE)["creditors"]


def codes(wanted: str) -> list[str]:
    return [row["code"] for row in find_creditors(ROWS, wanted)]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("花呗", "huabei"),
        ("蚂蚁花呗", "huabei"),
        ("ＨＵＡＢＥＩ", "huabei"),
        (" 京东 白条 ", "jd_baitiao"),
        ("白条", "jd_baitiao"),
        ("重庆蚂蚁消费金融有限公司", "ant_consumer_finance"),
        ("我在招联借的", "zhaolian"),
        ("某银行信用卡中心", "bank_credit_card"),
        ("某某消费金融有限公司", "consumer_finance_companies"),
        ("360借条", "platform_loans"),
    ],
)
def test_names_as_people_use_them(wanted: str, first: str) -> None:
    assert first in codes(wanted)[:2]


def test_the_same_name_comes_before_names_that_contain_it() -> None:
    assert codes("花呗")[0] == "huabei"
    assert set(codes("花呗")) >= {"huabei", "xinyonggou"}


@pytest.mark.parametrize("wanted", ["不存在的公司", "　", "zzz", "、"])
def test_nothing_is_guessed(wanted: str) -> None:
    assert codes(wanted) == []


def test_every_row_is_found_by_each_of_its_names() -> None:
    for row in ROWS:
        for _, name in names_of(row):
            assert row["code"] in codes(name), name


@given(st.text(max_size=60))
def test_any_text_is_answered(wanted: str) -> None:
    found = [row["code"] for row in find_creditors(ROWS, wanted)]
    assert len(found) == len(set(found)) <= len(ROWS)
    assert found == codes(f" {wanted} ")
