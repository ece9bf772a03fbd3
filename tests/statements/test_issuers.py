"""Files of every wallet and bank as they are exported, read whole."""

from datetime import date, datetime

import pytest

from app.statements.parsing import parse
from app.statements.totals import Totals, totals
from app.statements.transactions import SHANGHAI, DeclaredSum, Transaction, Unparsed
from tests.statements import sample_files as made
from tests.statements import samples

ISSUERS = ("支付宝（中国）网络技术有限公司", "支付宝支付科技有限公司")


def by_id(rows: tuple[Transaction, ...]) -> dict[str, Transaction]:
    return {row.external_id: row for row in rows}


@pytest.mark.parametrize("issuer", ISSUERS)
def test_alipay_app_export(issuer: str) -> None:
    statement = parse(samples.alipay(issuer), "alipay.csv")
    assert (statement.institution, statement.format) == ("alipay", "alipay_app_csv")
    assert (statement.encoding, statement.family, statement.sign) == (
        "gb18030",
        "wallet",
        "direction",
    )
    assert statement.rows == len(statement.transactions) == 10
    assert totals(statement.transactions) == (Totals("CNY", 20000, 111550, 444130),)
    assert statement.warnings == ()
    assert statement.holder == "张三"
    assert statement.covers == (date(2026, 3, 1), date(2026, 3, 31))
    assert (statement.period_first, statement.period_last) == (date(2026, 3, 23), date(2026, 3, 31))
    assert statement.declared_totals is not None
    assert statement.declared_totals.records == 10
    assert statement.declared_totals.neutral == DeclaredSum(6, 444130)


def test_every_field_of_a_row() -> None:
    row = by_id(parse(samples.alipay()).transactions)["A1"]
    assert row == Transaction(
        line=17,
        occurred_at=datetime(2026, 3, 31, 20, 1, 2, tzinfo=SHANGHAI),
        date_only=False,
        direction="expense",
        amount=3650,
        currency="CNY",
        counterparty="青禾面馆",
        description="晚餐",
        category_text="餐饮美食",
        payment_method="花呗",
        status="交易成功",
        external_id="A1",
        merchant_order_id="M1",
    )
    assert row.day == date(2026, 3, 31)


def test_wechat_export() -> None:
    statement = parse(samples.wechat(encoding="utf-8-sig", newline="\r\n"))
    assert (statement.institution, statement.format) == ("wechat", "wechat_csv")
    assert statement.rows == len(statement.transactions) == 10
    assert totals(statement.transactions) == (Totals("CNY", 8166, 202300, 180000),)
    assert statement.warnings == ()
    rows = by_id(statement.transactions)
    assert rows["W1"].description == "午餐,大份"
    assert rows["W2"].refunded == 3000
    assert rows["W3"].refunded == 0
    assert rows["W4"].refunded == rows["W4"].amount
    assert rows["W5"].refunded == 0
    assert rows["W6"].direction == "neutral"
    assert rows["W6"].merchant_order_id == ""
    assert rows["W10"].amount == 5000


def test_wechat_workbook() -> None:
    sheet = made.sheet_xml([("微信支付账单明细",), (), samples.WECHAT_HEADER, *samples.WECHAT_ROWS])
    statement = parse(made.workbook(made.sheet_xml([("note",)]), sheet), "bill.csv")
    assert statement.format == "wechat_xlsx"
    assert [notice.code for notice in statement.warnings] == ["extension_differs"]
    read = [(row.external_id, row.amount, row.occurred_at) for row in statement.transactions]
    plain = parse(samples.wechat()).transactions
    assert read == [(row.external_id, row.amount, row.occurred_at) for row in plain]


def test_jd_nets_refunds_in_the_amount() -> None:
    statement = parse(samples.jd())
    assert (statement.institution, statement.rows) == ("jd", 6)
    assert totals(statement.transactions) == (Totals("CNY", 0, 9990, 71500),)
    assert [row.refunded for row in statement.transactions] == [0, 4000, 0, 7000, 0, 0]
    assert statement.warnings == ()


def test_alipay_web_export_with_its_footer() -> None:
    statement = parse(samples.alipay_web())
    assert (statement.institution, statement.format) == ("alipay", "alipay_web_csv")
    assert totals(statement.transactions) == (Totals("CNY", 1200, 2500, 10000),)
    assert statement.transactions[0].refunded == 500
    assert {entry.reason_code for entry in statement.explained} == {"footer"}
    assert statement.declared_totals is not None
    assert statement.declared_totals.income == DeclaredSum(1, 1200)
    assert statement.warnings == ()


@pytest.mark.parametrize(
    ("content", "institution", "family", "sign", "sums"),
    [
        (
            samples.plain(samples.CMB_HEADER, samples.CMB_ROWS),
            "cmb",
            "debit",
            "signed",
            [("CNY", 800000, 152800, 0)],
        ),
        (samples.icbc(), "icbc", "debit", "two_columns", [("CNY", 500140, 1340, 0)]),
        (
            samples.boc(),
            "boc",
            "card",
            "two_columns",
            [("CNY", 53088, 13000, 0), ("USD", 0, 350, 0)],
        ),
        (
            samples.plain(samples.ABC_HEADER, samples.ABC_ROWS),
            "abc",
            "debit",
            "signed",
            [("CNY", 100000, 34560, 0)],
        ),
        (
            samples.plain(samples.BOCOM_HEADER, samples.BOCOM_ROWS),
            "bocom",
            "debit",
            "direction",
            [("CNY", 123, 8800, 0)],
        ),
    ],
)
def test_banks(
    content: bytes, institution: str, family: str, sign: str, sums: list[tuple[str, int, int, int]]
) -> None:
    statement = parse(content)
    assert (statement.institution, statement.family, statement.sign) == (institution, family, sign)
    assert statement.unparsed == ()
    assert totals(statement.transactions) == tuple(Totals(*entry) for entry in sums)


def test_rows_shorter_than_the_header_and_day_only_dates() -> None:
    rows = parse("\n".join(
        (",".join(samples.ABC_HEADER), *(",".join(cells) for cells in samples.ABC_ROWS))
    ).encode()).transactions  # fmt: skip
    assert [row.date_only for row in rows] == [False, True, True]
    assert rows[1].counterparty == "12341234"
    assert rows[2].counterparty == ""
    assert rows[0].balance == 110000


def test_masked_balances_are_no_balances() -> None:
    statement = parse(samples.icbc())
    assert {row.balance for row in statement.transactions} == {None}
    assert statement.explained == (Unparsed(10, "footer"),)


def test_old_workbook() -> None:
    cells = [
        [float(cell) if place in (3, 4, 5) else cell for place, cell in enumerate(row)]
        for row in samples.CCB_ROWS
    ]
    book = made.biff_book([("中国建设银行",), samples.CCB_HEADER, *cells, ("以上数据仅供参考",)])
    statement = parse(made.compound_file({"Workbook": book}), "statement.xls")
    assert (statement.institution, statement.format) == ("ccb", "ccb_debit_xls")
    assert totals(statement.transactions) == (Totals("CNY", 2000, 6750, 0),)
    assert statement.transactions[0].balance == 217691
    assert statement.explained == (Unparsed(5, "footer"),)
    assert statement.warnings == ()
