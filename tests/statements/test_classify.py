import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.statements.classify import Classified, classify
from app.statements.parsing import parse
from tests.statements import samples
from tests.statements.rows import transaction

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "statements_movements.toml").read_text("utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_a_row_is(case: dict[str, Any]) -> None:
    (row,) = classify([transaction(**case["row"])], case.get("family", "wallet"), ("张三", ""))
    assert row.kind == case["kind"]
    assert row.counted == case.get("counted", 10000)
    assert row.on_credit == case.get("on_credit", False)
    assert row.credit_product == case.get("credit_product", "")
    if "category" in case:
        assert row.category == case["category"]


def test_a_nameless_row_is_nobodys_own() -> None:
    (row,) = classify([transaction(counterparty="")], "debit", ("",))
    assert row.kind == "expense"


def kinds(rows: tuple[Classified, ...]) -> dict[str, tuple[str, int]]:
    return {row.transaction.external_id: (row.kind, row.counted) for row in rows}


def test_alipay_rows() -> None:
    found = kinds(classify(parse(samples.alipay()).transactions, "wallet"))
    assert found == {
        "A1": ("expense", 3650),
        "A2": ("debt_service", 80000),
        "A4_77": ("refund", 0),
        "A4": ("closed", 0),
        "A5": ("expense", 102000),
        "A6_1": ("refund", 1230),
        "A7": ("income", 20000),
        "A8": ("transfer", 50000),
        "A9": ("neutral_other", 300000),
        "A10": ("closed", 0),
    }


def test_wechat_rows() -> None:
    found = kinds(classify(parse(samples.wechat()).transactions, "wallet"))
    assert found["W2"] == ("expense", 7000)
    assert found["W3"] == ("refund", 0)
    assert found["W4"] == ("closed", 0)
    assert found["W5"] == ("refund", 0)
    assert found["W6"] == ("debt_service", 150000)
    assert found["W7"] == ("transfer", 30000)


def test_order_is_kept() -> None:
    rows = parse(samples.jd()).transactions
    assert tuple(row.transaction for row in classify(rows, "wallet")) == rows
