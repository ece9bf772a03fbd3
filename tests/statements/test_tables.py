from dataclasses import replace

import pytest

from app.statements.layouts import catalogue
from app.statements.refusals import StatementRefused
from app.statements.tables import Row, decode_text, text_tables

LIMITS = catalogue().limits


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("收/支".encode(), "utf-8"),
        ("收/支".encode("utf-8-sig"), "utf-8"),
        ("收/支".encode("gbk"), "gb18030"),
        ("收/支 \u00a5 \U00020bb7".encode("gb18030"), "gb18030"),
        ("收/支".encode("utf-16"), "utf-16"),
    ],
)
def test_encodings(content: bytes, encoding: str) -> None:
    text, found = decode_text(content)
    assert text.startswith("收/支")
    assert found == encoding


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"\xff\xfe\x00"])
def test_unknown_encoding(content: bytes) -> None:
    with pytest.raises(StatementRefused, match="statement_encoding_unknown"):
        decode_text(content)


def test_lines_are_counted_through_blank_ones_and_every_newline() -> None:
    (table,) = text_tables(b"a,b\r\n\r\n\rc,d\n", LIMITS)
    assert table.rows == [Row(1, ["a", "b"]), Row(2, []), Row(3, []), Row(4, ["c", "d"])]


def test_each_delimiter_that_occurs_is_tried() -> None:
    containers = [table.container for table in text_tables(b"a\tb,c;d|e", LIMITS)]
    assert containers == ["csv", "tsv", "csv", "csv"]


def test_no_delimiter_no_table() -> None:
    assert list(text_tables(b"just words", LIMITS)) == []


def test_quoted_cells_keep_commas_and_glued_tabs() -> None:
    (table, _) = text_tables(b'"a,b",c\n"1"\t,"2"\t\n', LIMITS)
    assert table.rows[0].cells == ["a,b", "c"]
    assert table.rows[1].cells == ["1\t", "2\t"]


def test_quoted_cells_may_run_over_lines() -> None:
    text = '"first\nsecond",x\n2026-01-01,"note\nend",y\n2026-01-02,z\n'
    (table,) = text_tables(text.encode(), LIMITS)
    assert table.rows == [
        Row(1, ["first\nsecond", "x"]),
        Row(3, ["2026-01-01", "note\nend", "y"]),
        Row(5, ["2026-01-02", "z"]),
    ]


def test_a_quote_left_open_does_not_swallow_the_next_rows() -> None:
    text = '2026-01-01,"broken,1\n2026-01-02,b,2\n7,2026-01-03,"c,3\n\n4,2026-01-04,d\n'
    (table,) = text_tables(text.encode(), LIMITS)
    assert [(row.line, row.cells[:2]) for row in table.rows] == [
        (1, ["2026-01-01", "broken,1"]),
        (2, ["2026-01-02", "b"]),
        (3, ["7", "2026-01-03"]),
        (4, []),
        (5, ["4", "2026-01-04"]),
    ]


def test_a_single_quote_inside_a_cell_is_text() -> None:
    text = '2026-01-01,5" screen\nfooter, words\n'
    (table,) = text_tables(text.encode(), LIMITS)
    assert [row.cells for row in table.rows] == [["2026-01-01", '5" screen'], ["footer", " words"]]
    assert [row.line for row in table.rows] == [1, 2]


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"a,b\n" * 30, replace(LIMITS, rows=10, header_rows=5), "statement_too_many_rows"),
        (b"," * 20, replace(LIMITS, columns=10), "statement_too_wide"),
        (b'"' + b"a" * 200_000 + b'",b', LIMITS, "statement_damaged"),
    ],
)
def test_caps(content: bytes, limits: object, code: str) -> None:
    with pytest.raises(StatementRefused, match=code):
        list(text_tables(content, limits))  # type: ignore[arg-type]  # a Limits


def test_a_quote_that_opens_in_the_middle_of_a_balanced_line_swallows_nothing() -> None:
    text = '2026-01-01,a","b\n2026-01-02,c\n2026-01-03,d\n'
    (table,) = text_tables(text.encode(), LIMITS)
    assert [(row.line, row.cells[0]) for row in table.rows] == [
        (1, "2026-01-01"),
        (2, "2026-01-02"),
        (3, "2026-01-03"),
    ]
