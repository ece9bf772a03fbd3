import pytest

from app.statements.generic import generic_layout, lacks_direction, mapped_layout
from app.statements.layouts import Layout, catalogue
from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown
from app.statements.tables import Row
from app.statements.totals import Totals, totals
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
    ("mapping", "sign"),
    [
        ({"date": "D", "amount": "A", "direction": "W"}, "direction"),
        ({"date": "D", "income": "I", "expense": "E"}, "two_columns"),
        ({"date": "D", "amount": "A"}, "signed"),
        ({"date": "D", "amount": "A", "sign": "reversed"}, "reversed"),
        ({"date": "D", "amount": "A", "sign": "no such"}, "signed"),
    ],
)
def test_mappings(mapping: dict[str, str], sign: str) -> None:
    found = mapped_layout(mapping)
    assert found.sign == sign
    assert found.required == {name.lower() for role, name in mapping.items() if role != "sign"}


def test_a_mapping_reads_what_would_be_asked_about() -> None:
    content = "日期,金额,方向词\n2026-01-01,5,支出\n".encode()
    with pytest.raises(StatementFormatUnknown, match="statement_format_unknown"):
        parse(content)
    statement = parse(content, mapping={"date": "日期", "amount": "金额", "direction": "方向词"})
    assert totals(statement.transactions) == (Totals("CNY", 0, 500, 0),)
