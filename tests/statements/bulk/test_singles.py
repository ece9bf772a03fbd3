from app.statements.bulk.grid import lay_out
from app.statements.bulk.singles import open_records, read_singly
from app.statements.layouts import catalogue
from app.statements.rows import RowReader
from app.statements.transactions import Unparsed

KNOWN = catalogue()
LAYOUT = next(layout for layout in KNOWN.layouts if layout.format == "alipay_app")
NAMES = ["交易时间", "交易对方", "收/支", "金额", "交易状态"]


def reader() -> RowReader:
    return RowReader(LAYOUT, NAMES, KNOWN.vocabulary)


def test_balanced_lines_are_records_by_themselves() -> None:
    grid = lay_out(b'a,"b"\nc,d\n', b",")
    assert open_records(grid, "utf-8", is_last=False) == ([], 2)


def test_a_quoted_record_spans_its_lines() -> None:
    grid = lay_out(b'a,"b\nmore\nend",c\nx,y\n', b",")
    assert open_records(grid, "utf-8", is_last=False) == ([(0, 3)], 4)


def test_a_record_that_the_chunk_cuts_is_left_for_the_next() -> None:
    grid = lay_out(b'x,y\na,"b\nmore\n', b",")
    assert open_records(grid, "utf-8", is_last=False) == ([], 1)
    assert open_records(grid, "utf-8", is_last=True) == ([(1, 3)], 3)


def test_an_open_quote_ends_before_the_next_date() -> None:
    grid = lay_out(b'2026-01-01,"b\n2026-01-02,c\n', b",")
    assert open_records(grid, "utf-8", is_last=False) == ([(0, 1)], 2)


def test_rows_come_with_their_lines_and_reasons() -> None:
    chunk = (
        "2026-03-01 10:00:00,小店,支出,131.77(已退款89.84),交易成功\n"
        "\n"
        "2026-03-02 10:00:00,小店,支出,很多,交易成功\n"
        "共2笔记录,,,,\n"
        "交易时间,交易对方,收/支,金额,交易状态\n"
    )
    grid = lay_out(chunk.encode("gb18030"), b",")
    spans = [(line, line + 1) for line in range(5)]
    found = read_singly(grid, spans, 11, reader(), ",", "gb18030")
    assert [(row.line, row.amount, row.refunded) for row in found.transactions] == [
        (11, 13177, 8984)
    ]
    assert found.unparsed == [Unparsed(13, "amount_unreadable")]
    assert found.explained == [Unparsed(14, "footer"), Unparsed(15, "header_repeated")]
    assert found.footers[0].startswith("共2笔记录")
