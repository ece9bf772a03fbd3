import pytest

from app.statements.generic import (
    ColumnMapping,
    generic_layout,
    lacks_direction,
    mapped_layout,
    renamed_layout,
)
from app.statements.layouts import Layout, Sign, catalogue
from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown
from app.statements.tables import Row
from app.statements.totals import Totals, totals
from app.statements.transactions import Direction
from tests.statements import samples


def layout(header: str, *rows: str, preamble: str = "") -> Layout | None:
    names = header.split(",")
    lines = [Row(number, text.split(",")) for number, text in enumerate(rows)]
    return generic_layout(names, lines, preamble, catalogue())


def test_two_columns_of_an_unknown_bank() -> None:
    statement = parse(samples.plain(samples.GENERIC_HEADER, samples.GENERIC_ROWS))
    assert (statement.institution, statement.sign) == ("generic", "two_columns")
    assert totals(statement.transactions) == (Totals("CNY", 500000, 3050, 0),)
    assert [notice.code for notice in statement.warnings] == ["layout_generic"]
    first = statement.transactions[0]
    assert (first.counterparty, first.description, first.balance) == ("北山科技", "工资", 500000)


def test_roles_by_usual_names() -> None:
    found = layout("交易日期,交易时间,交易金额,借贷标志,对方户名", "2026-01-01,10:00,5,借,x")
    assert found is not None
    assert found.sign == "direction"
    assert found.columns["date"][0] == "交易日期"
    assert found.columns["time"] == ("交易时间",)


def test_one_column_is_never_both_date_and_time() -> None:
    found = layout("交易时间,金额,收/支", "2026-01-01 10:00,5,支出")
    assert found is not None
    assert "time" not in found.columns


def test_a_direction_column_must_hold_directions() -> None:
    assert layout("日期,金额,类型", "2026-01-01,5,餐饮") is None
    found = layout("日期,金额,类型", "2026-01-01,-5,餐饮", "2026-01-02")
    assert found is not None
    assert (found.sign, "direction" in found.columns) == ("signed", False)


@pytest.mark.parametrize(
    ("preamble", "amounts", "family", "sign"),
    [
        ("", ["-5", "-6", "7"], "debit", "signed"),
        ("", ["5", "6", "-7"], "debit", "signed"),
        ("某银行信用卡账单", ["5", "6", "-7"], "card", "reversed"),
        ("某银行信用卡账单", ["-5", "-6", "7", "x"], "card", "signed"),
    ],
)
def test_the_commoner_sign_on_a_card_is_spending(
    preamble: str, amounts: list[str], family: str, sign: str
) -> None:
    found = layout("日期,金额", *(f"2026-01-01,{text}" for text in amounts), preamble=preamble)
    assert found is not None
    assert (found.family, found.sign) == (family, sign)


@pytest.mark.parametrize("header", ["金额,余额", "日期,余额", "日期,摘要"])
def test_without_date_or_amount_nothing_is_made_up(header: str) -> None:
    assert layout(header, "2026-01-01,5") is None


def test_what_is_missing() -> None:
    known = catalogue()
    assert lacks_direction(["日期", "金额"], known)
    assert not lacks_direction(["日期", "余额"], known)
    assert not lacks_direction(["余额", "金额"], known)


@pytest.mark.parametrize(
    ("columns", "told", "sign"),
    [
        ({"date": "D", "amount": "A", "direction": "W"}, None, "direction"),
        ({"date": "D", "income": "I", "expense": "E"}, None, "two_columns"),
        ({"date": "D", "amount": "A"}, None, "signed"),
        ({"date": "D", "amount": "A"}, "reversed", "reversed"),
    ],
)
def test_mappings(columns: dict[str, str], told: Sign | None, sign: str) -> None:
    found = mapped_layout(ColumnMapping(columns, told))
    assert found.sign == sign
    assert found.required == {name.lower() for name in columns.values()}


def test_a_mapping_reads_what_would_be_asked_about() -> None:
    content = "日期,金额,方向词\n2026-01-01,5,花\n2026-01-02,7,挣\n".encode()
    with pytest.raises(StatementFormatUnknown, match="statement_format_unknown"):
        parse(content)
    columns = {"date": "日期", "amount": "金额", "direction": "方向词"}
    words: dict[str, Direction] = {"花": "expense", "挣": "income"}
    statement = parse(content, mapping=ColumnMapping(columns, words=words))
    assert totals(statement.transactions) == (Totals("CNY", 700, 500, 0),)


def test_a_renamed_layout_needs_every_column_under_some_name() -> None:
    known = catalogue()
    wechat = next(layout for layout in known.layouts if layout.format == "wechat")
    names = ["时间", "交易类型", "收支类型", "金额", "状态"]
    found = renamed_layout(wechat, names, "微信支付账单", known)
    assert found is not None
    assert (found.columns["date"], found.columns["direction"]) == (("时间",), ("收支类型",))
    assert "time" not in found.columns
    assert renamed_layout(wechat, names[:-1], "微信支付账单", known) is None


def test_a_card_is_never_read_as_an_account_by_renaming() -> None:
    known = catalogue()
    names = ["日期", "说明", "交易金额"]
    bill = next(layout for layout in known.layouts if layout.format == "bocom_credit")
    assert renamed_layout(bill, names, "交通银行信用卡账单", known) is not None
    assert renamed_layout(bill, names, "交通银行账单", known) is None
    assert renamed_layout(bill, ["日期", "说明"], "交通银行信用卡账单", known) is None


def test_signs_told_in_the_cells_themselves() -> None:
    found = layout("日期,金额,卡号后四位", "2026-01-01,5/RMB(支出),1")
    assert found is not None
    assert (found.family, found.sign) == ("card", "signed")
