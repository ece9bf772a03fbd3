from dataclasses import replace

import numpy as np
import pytest

from app.statements.bulk import classes, figures, opening, pairing
from app.statements.bulk.chunks import pieces_of
from app.statements.bulk.opening import LargeFile, open_large
from app.statements.bulk.plan import plan_of
from app.statements.bulk.statement import summarise
from app.statements.layouts import Limits, catalogue
from app.statements.refusals import StatementRefused
from benchmarks.made_statements import alipay_file
from tests.statements import samples
from tests.statements.bulk.both_ways import LIMITS, in_bulk, row_by_row

MADE = alipay_file(3000, seed=7)


def opened(content: bytes, limits: Limits = LIMITS, chunk_bytes: int = 1 << 20) -> LargeFile:
    return open_large(lambda: pieces_of(content, 1000), limits, chunk_bytes=chunk_bytes)


def test_a_household_of_rows_is_read_alike_and_by_columns() -> None:
    assert in_bulk(MADE) == row_by_row(MADE)
    file = opened(MADE)
    (batch,) = file.batches(file.reader())
    assert len(batch.columns.lines) == 3000
    assert not batch.singles.transactions


@pytest.mark.parametrize("odd", ["2026-3-1 8:15", "2026/3/1 08:15:00", "2026-03-01 8:15:00"])
def test_a_row_whose_moment_is_written_otherwise_is_read_like_its_fellows(odd: str) -> None:
    usual = samples.ALIPAY_ROWS[0]
    content = samples.alipay(rows=[usual, (odd, *usual[1:]), usual])
    assert in_bulk(content) == row_by_row(content)


def test_refunds_of_a_household_are_paired() -> None:
    found = summarise(opened(MADE))
    assert found.weights
    assert set(found.weights.values()) == {0}


@pytest.mark.parametrize(
    ("cap", "value"), [("_MOST_CODES", 3), ("_MOST_CODES", 0), ("_MOST_CLASSES", 5)]
)
def test_beyond_a_cap_rows_are_read_one_by_one(
    cap: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = row_by_row(MADE)
    monkeypatch.setattr(classes, cap, value)
    assert in_bulk(MADE, 50_000) == expected


def test_a_class_whose_figures_are_not_those_of_the_columns_is_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = row_by_row(samples.alipay())
    asked: list[int] = []

    def wrong(digits: figures.Eights) -> figures.Eights:
        asked.append(len(digits))
        return digits * np.uint64(2)

    monkeypatch.setattr(figures, "_value", lambda digits: wrong(digits).view(np.int64))
    assert in_bulk(samples.alipay()) == expected
    assert asked


def test_more_refunds_than_can_be_paired_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "MOST_HELD", 10)
    with pytest.raises(StatementRefused, match="statement_too_many_refunds"):
        summarise(opened(MADE))
    in_cells = samples.alipay(
        rows=[[*row[:7], "10.00(已退款1.00)", *row[8:]] for row in samples.ALIPAY_ROWS * 3]
    )
    with pytest.raises(StatementRefused, match="statement_too_many_refunds"):
        summarise(opened(in_cells))


@pytest.mark.parametrize(
    ("content", "caps", "code"),
    [
        (MADE, {"rows": 1000}, "statement_too_many_rows"),
        (MADE + b"," * 300 + b"\n", {}, "statement_too_wide"),
        (MADE + b'2026-01-01,"' + b"a" * 200_000 + b'"\n', {}, "statement_damaged"),
        (MADE + b"\x81\n", {}, "statement_encoding_unknown"),
        (MADE.replace(b"138*", b"\xa1\xff*"), {}, "statement_encoding_unknown"),
    ],
)
def test_refusals(content: bytes, caps: dict[str, int], code: str) -> None:
    with pytest.raises(StatementRefused, match=code):
        summarise(opened(content, replace(LIMITS, **caps), 20_000))


def test_a_record_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LONGEST_RECORD", 5000)
    endless = MADE + b'2026-01-01,"open\n' + b"more\n" * 20_000
    with pytest.raises(StatementRefused, match="statement_damaged"):
        summarise(opened(endless, chunk_bytes=3000))


def test_layouts_that_need_the_row_reader_have_no_plan() -> None:
    layouts = {layout.format: layout for layout in catalogue().layouts}
    header = [name for names in layouts["alipay_app"].columns.values() for name in names]
    assert plan_of(layouts["alipay_app"], header) is not None
    assert plan_of(replace(layouts["alipay_app"], sign="card_words"), header) is None
    assert plan_of(replace(layouts["alipay_app"], columns={"date": ("交易时间",)}), header) is None
    two = {**layouts["alipay_app"].columns, "income": ("金额",)}
    assert plan_of(replace(layouts["alipay_app"], columns=two), header) is None
    same = {**layouts["alipay_app"].columns, "amount": ("交易时间",)}
    assert plan_of(replace(layouts["alipay_app"], columns=same), header) is None
    also = {**layouts["alipay_app"].columns, "status": ("金额",)}
    assert plan_of(replace(layouts["alipay_app"], columns=also), header) is None


def test_rows_of_a_class_that_cannot_be_read_are_each_told() -> None:
    content = MADE.replace("收入".encode("gb18030"), "怪入".encode("gb18030"))
    outcome = in_bulk(content, 50_000)
    assert outcome == row_by_row(content)
    assert {row.reason_code for row in outcome["unparsed"]} == {"direction_unknown"}
    (batch,) = opened(content).batches(reader := opened(content).reader())
    assert len(batch.unreadable) == len(outcome["unparsed"])
    assert any(entry.reason for entry in reader.book.known)


def test_a_layout_without_words_for_directions() -> None:
    rows = [f"2026-03-{1 + n % 28:02d},-{n}.50,商户{n % 7}" for n in range(200)]
    content = "\n".join(["交易日期,交易金额,对方户名", *rows, ""]).encode()
    assert in_bulk(content) == row_by_row(content)
    (batch,) = opened(content).batches(opened(content).reader())
    assert len(batch.columns.lines) == 200


def test_a_refund_finds_the_purchase_of_its_merchant_that_took_it_off() -> None:
    bought = "2026-03-01 10:00:00,日用百货,文具店,/,本子,支出,30.00(已退款10.00),余额,交易成功,1,,,"
    back = "2026-03-02 10:00:00,退款,文具店,/,退款,不计收支,10.00,余额,退款成功,99,,,"
    for lines in ((bought, back), (back, bought)):
        header = ",".join(samples.ALIPAY_HEADER) + ","
        content = "\n".join([header, *lines, ""]).encode("gb18030")
        outcome = in_bulk(content)
        assert outcome == row_by_row(content)
        assert [row.counted for row in outcome["rows"] if row.kind == "refund"] == [0]


_HEADER = ",".join(samples.ALIPAY_HEADER) + ","
_BACK = (
    "2026-03-0{day} 10:00:00,退款,{shop},/,退款,不计收支,{yuan},余额,退款成功,{number},{order},,"
)
_CLOSED = (
    "2026-03-01 10:00:00,日用百货,{shop},/,本子,不计收支,30.00,余额,交易关闭,{number},{order},,"
)


@pytest.mark.parametrize(
    ("closed", "back", "is_paired"),
    [
        ({"number": "20260301000001"}, {"number": "20260301000001_2_x"}, True),
        ({"number": "20260301000001\t"}, {"number": " 20260301000001_9"}, True),
        ({"number": "号码 一"}, {"number": "号码  一_2"}, True),
        ({"number": "20260301000001"}, {"number": "20260301000002"}, False),
        ({"number": "", "order": "T200P0001"}, {"number": "1", "order": "T200P0001\t"}, True),
        ({"number": "/", "order": "-"}, {"number": "/", "order": "-"}, False),
        ({"number": "none", "order": "NULL"}, {"number": "none_1", "order": "null"}, False),
    ],
)
def test_which_numbers_pair_a_refund_with_a_closed_order(
    closed: dict[str, str], back: dict[str, str], *, is_paired: bool
) -> None:
    defaults = {"shop": "文具店", "order": "", "day": "2", "yuan": "30.00"}
    lines = [_BACK.format(**{**defaults, **back}), _CLOSED.format(**{**defaults, **closed})]
    content = "\n".join([_HEADER, *lines, ""]).encode("gb18030")
    outcome = in_bulk(content)
    assert outcome == row_by_row(content)
    weights = [row.counted for row in outcome["rows"] if row.kind == "refund"]
    assert weights == [0 if is_paired else 3000]


def test_two_refunds_of_one_order_use_it_up_in_the_order_of_time() -> None:
    order = {"shop": "文具店", "number": "20260301000001", "order": ""}
    lines = [
        _BACK.format(**{**order, "number": "20260301000001_2"}, day="3", yuan="20.00"),
        _BACK.format(**{**order, "number": "20260301000001_1"}, day="2", yuan="20.00"),
        _CLOSED.format(**order),
    ]
    content = "\n".join([_HEADER, *lines, ""]).encode("gb18030")
    outcome = in_bulk(content, 100)
    assert outcome == row_by_row(content)
    assert [row.counted for row in outcome["rows"] if row.kind == "refund"] == [1000, 0]
