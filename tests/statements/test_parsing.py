"""What holds for a file of any issuer: nothing dropped, nothing guessed, names decide nothing."""

import random  # noqa: TID251 - seeded shuffling
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statements.generic import ColumnMapping
from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown
from app.statements.totals import Totals, totals
from app.statements.transactions import Unparsed
from tests.statements import sample_files as made
from tests.statements import samples


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_newlines_change_nothing(encoding: str, newline: str) -> None:
    rows = tuple(tuple(cell.replace("¥", "￥") for cell in cells) for cells in samples.ALIPAY_ROWS)
    plain = parse(samples.alipay())
    other = parse(samples.alipay(rows=rows, encoding=encoding, newline=newline))
    assert other.transactions == plain.transactions


@given(seed=st.integers(0, 10**6), extra=st.integers(0, 4))
@settings(max_examples=40)
def test_columns_are_found_by_name(seed: int, extra: int) -> None:
    builders: tuple[tuple[Callable[..., bytes], samples.Cells], ...] = (
        (samples.alipay, samples.ALIPAY_HEADER),
        (samples.wechat, samples.WECHAT_HEADER),
    )
    for build, header in builders:
        order = random.Random(seed).sample(range(len(header)), len(header))  # noqa: S311 - no secret
        shuffled = parse(build(order=order, extra=extra))
        assert shuffled.transactions == parse(build()).transactions


BROKEN = (
    ("", "x", "x", "/", "x", "支出", "1.00", "", "交易成功", "B1", "", ""),
    ("soon", "x", "x", "/", "x", "支出", "1.00", "", "交易成功", "B2", "", ""),
    ("2026-03-01 00:00:00", "x", "x", "/", "x", "支出", "", "", "交易成功", "B3", "", ""),
    ("2026-03-01 00:00:00", "x", "x", "/", "x", "支出", "a lot", "", "交易成功", "B4", "", ""),
    ("2026-03-01 00:00:00", "x", "x", "/", "x", "转账", "1.00", "", "交易成功", "B5", "", ""),
    ("2026-03-01 00:00:00", "x", "x", "/", "x", "", "1.00", "", "交易成功", "B6", "", ""),
    ("2026-03-01 00:00:00", "x", "x", "/", "x", "收入", "-1.00", "", "交易成功", "B7", "", ""),
    ("2026-03-01 00:00:00", "x"),
)


def test_what_cannot_be_read_is_named() -> None:
    content = samples.alipay(rows=(*samples.ALIPAY_ROWS, *BROKEN, samples.ALIPAY_HEADER))
    statement = parse(content)
    assert [entry.reason_code for entry in statement.unparsed] == [
        "date_missing",
        "date_unreadable",
        "amount_missing",
        "amount_unreadable",
        "direction_unknown",
        "direction_unknown",
        "sign_contradicts_direction",
        "amount_missing",
    ]
    assert [entry.line for entry in statement.unparsed] == list(range(27, 35))
    assert statement.explained == (Unparsed(35, "header_repeated"),)
    assert statement.rows == 18
    assert "rows_unreadable" in [notice.code for notice in statement.warnings]


CELLS = st.sampled_from(["", "支出", "收入", "/", "1.00", "x", "2026-01-02 03:04:05", "-5", "合计"])


@given(st.lists(st.lists(CELLS, min_size=1, max_size=12), max_size=12))
@settings(max_examples=150)
def test_rows_in_are_rows_counted_or_explained(rows: list[list[str]]) -> None:
    content = samples.alipay(rows=[*samples.ALIPAY_ROWS, *rows])
    statement = parse(content)
    filled = sum(any(row) for row in rows)
    assert statement.rows == len(statement.transactions) + len(statement.unparsed)
    assert statement.rows + len(statement.explained) == len(samples.ALIPAY_ROWS) + filled
    lines = [row.line for row in statement.transactions]
    lines += [entry.line for entry in statement.unparsed]
    assert len(set(lines)) == len(lines)


def test_a_period_that_rows_fall_out_of_is_not_believed() -> None:
    late = ("2026-04-01 00:00:00", *samples.ALIPAY_ROWS[0][1:])
    assert parse(samples.alipay(rows=(*samples.ALIPAY_ROWS, late))).covers is None


def test_mismatches_with_the_files_own_summary_are_warnings() -> None:
    summary = "收入：2笔 200.00元\n支出：3笔 1.00元\n"
    statement = parse(samples.alipay(summary=summary, rows=samples.ALIPAY_ROWS))
    assert [(notice.code, notice.params["direction"]) for notice in statement.warnings] == [
        ("declared_count_mismatch", "income"),
        ("declared_amount_mismatch", "expense"),
    ]


def test_identifiers_shortened_by_a_spreadsheet_are_no_identity() -> None:
    rows = [(*cells[:9], "2.02E+27", "1.5E+20", "") for cells in samples.ALIPAY_ROWS[:2]]
    statement = parse(samples.alipay(rows=rows))
    assert [row.external_id for row in statement.transactions] == ["", ""]
    notices = {notice.code: notice.params for notice in statement.warnings}
    assert notices["identifiers_rounded"] == {"count": "4"}


def test_a_statement_without_payments() -> None:
    statement = parse(samples.alipay(rows=()))
    assert (statement.rows, statement.period_first, statement.period_last) == (0, None, None)
    assert "no_transactions" in [notice.code for notice in statement.warnings]


@pytest.mark.parametrize(
    ("name", "warned"), [(None, False), ("a.csv", False), ("a.xls", True), ("a", False)]
)
def test_file_names_decide_nothing(name: str | None, *, warned: bool) -> None:
    codes = [notice.code for notice in parse(samples.wechat(), name).warnings]
    assert codes == (["extension_differs"] if warned else [])


def test_locked_archive_as_mailed() -> None:
    content = made.locked_archive(samples.alipay(), "123456")
    assert parse(content, password="123456").transactions == parse(samples.alipay()).transactions


def test_a_mapping_given_by_the_caller() -> None:
    text = "when,what,how much\n2026-01-02,lunch,-12.50\n2026-01-03,wage,100\n"
    columns = {"date": "when", "description": "what", "amount": "how much"}
    statement = parse(text.encode(), mapping=ColumnMapping(columns))
    assert (statement.institution, statement.format) == ("generic", "mapped_csv")
    assert totals(statement.transactions) == (Totals("CNY", 10000, 1250, 0),)
    reverse = parse(text.encode(), mapping=ColumnMapping(columns, "reversed"))
    assert totals(reverse.transactions) == (Totals("CNY", 1250, 10000, 0),)


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    mapping = ColumnMapping({"date": "no such column", "amount": "金额(元)"})
    with pytest.raises(StatementFormatUnknown) as error:
        parse(samples.wechat(), mapping=mapping)
    assert error.value.seen.headers != ()
    assert error.value.hint == "mapping_not_found"


BUILDERS: tuple[Callable[[], bytes], ...] = (
    samples.alipay,
    samples.wechat,
    samples.jd,
    samples.alipay_web,
    samples.icbc,
    samples.boc,
)


@pytest.mark.parametrize("build", BUILDERS)
def test_reading_twice_gives_the_same(build: Callable[[], bytes]) -> None:
    assert parse(build()) == parse(build())
