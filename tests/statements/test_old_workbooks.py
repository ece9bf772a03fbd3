import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statements.layouts import catalogue
from app.statements.old_workbooks import old_sheets
from app.statements.refusals import StatementFormatUnknown, StatementRefused
from app.statements.tables import Row
from tests.statements import sample_files as made

LIMITS = catalogue().limits
BEGIN, END = 0x0809, 0x000A


def begin(kind: int, version: int = 0x0600) -> bytes:
    return made.biff_record(BEGIN, struct.pack("<HH", version, kind))


def book(*cells: bytes, before: bytes = b"") -> bytes:
    """Globals with `before`, then one sheet of cells."""
    end = made.biff_record(END, b"")
    return begin(5) + before + end + begin(0x10) + b"".join(cells) + end


def only(*cells: bytes, before: bytes = b"") -> list[list[str]]:
    (rows,) = old_sheets(book(*cells, before=before), LIMITS)
    return [row.cells for row in rows]


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return made.biff_record(0x0203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: str) -> bytes:
    return made.biff_record(0x0204, struct.pack("<HHH", row, column, 0) + made.biff_text(text))


def test_rows_keep_their_lines_and_gaps_are_blank() -> None:
    content = book(label(4, 2, "汉字"), number(1, 0, 66.4), label(1, 1, "abc"))
    assert old_sheets(content, LIMITS) == [[Row(2, ["66.4", "abc"]), Row(5, ["", "", "汉字"])]]


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        ((7 << 2) | 2, "7"),
        ((12345 << 2) | 3, "123.45"),
        (((-5 & 0x3FFFFFFF) << 2) | 2, "-5"),
        (struct.unpack("<Q", struct.pack("<d", 1.5))[0] >> 32, "1.5"),
        ((struct.unpack("<Q", struct.pack("<d", 150.0))[0] >> 32) | 1, "1.5"),
    ],
)
def test_short_numbers(packed: int, text: str) -> None:
    single = made.biff_record(0x027E, struct.pack("<HHHI", 0, 0, 0, packed))
    several = struct.pack("<HHHIHIH", 1, 1, 0, packed, 0, packed, 2)
    assert only(single, made.biff_record(0x00BD, several)) == [[text], ["", text, text]]


def test_shared_strings_and_their_continuations() -> None:
    table = struct.pack("<II", 2, 2) + made.biff_text("abc")
    more = made.biff_text("汉字")
    before = made.biff_record(0x00FC, table) + made.biff_record(0x003C, more)
    cells = [
        made.biff_record(0x00FD, struct.pack("<HHHI", 0, place, 0, string))
        for place, string in enumerate((1, 0, 99))
    ]
    assert only(*cells, before=before) == [["汉字", "abc"]]


def test_results_of_formulas() -> None:
    value = struct.pack("<HHHd", 0, 0, 0, 2.5) + bytes(6)
    text = struct.pack("<HHHQ", 0, 1, 0, 0xFFFF << 48) + bytes(6)
    cells = made.biff_record(0x0006, value) + made.biff_record(0x0006, text)
    assert only(cells, made.biff_record(0x0207, made.biff_text("sum"))) == [["2.5", "sum"]]


def styles(*formats: int) -> bytes:
    return b"".join(made.biff_record(0x00E0, struct.pack("<HH", 0, code)) for code in formats)


def custom(code: int, text: str) -> bytes:
    return made.biff_record(0x041E, struct.pack("<H", code) + made.biff_text(text))


@pytest.mark.parametrize(
    ("format_code", "pattern", "serial", "text"),
    [
        (14, "", 46023.0, "2026-01-01 00:00:00"),
        (22, "", 46023.5, "2026-01-01 12:00:00"),
        (0, "", 46023.0, "46023"),
        (2, "", 46023.25, "46023.25"),
        (165, "yyyy-mm-dd", 46023.75, "2026-01-01 18:00:00"),
        (165, 'yyyy"年"m"月"', 46023.0, "2026-01-01 00:00:00"),
        (165, '"days" 0.00', 46023.0, "46023"),
        (165, "[Red]0.00", 5.5, "5.5"),
        (14, "", -1.0, "-1"),
        (14, "", 9e9, "9000000000"),
    ],
)
def test_dates_by_their_format(format_code: int, pattern: str, serial: float, text: str) -> None:
    before = (custom(165, pattern) if pattern else b"") + styles(0, format_code)
    assert only(number(0, 0, serial, style=1), before=before) == [[text]]


@pytest.mark.parametrize(("mode", "text"), [(0, "2026-01-01"), (1, "2030-01-02")])
def test_both_epochs(mode: int, text: str) -> None:
    before = made.biff_record(0x0022, struct.pack("<H", mode)) + styles(14)
    assert only(number(0, 0, 46023.0), before=before) == [[f"{text} 00:00:00"]]


def test_charts_and_globals_have_no_cells() -> None:
    chart = begin(0x20) + number(0, 0, 9.0) + made.biff_record(END, b"")
    assert only(number(0, 0, 1.0), chart, before=number(0, 0, 8.0)) == [["1"]]
    assert old_sheets(chart + number(0, 0, 7.0) + made.biff_record(END, b"") * 3, LIMITS) == []


def test_versions_before_1997_are_named() -> None:
    with pytest.raises(StatementFormatUnknown) as error:
        old_sheets(begin(5, version=0x0500), LIMITS)
    assert (error.value.seen.type, error.value.hint) == ("old_workbook", "export_as_csv")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (number(65535, 0, 1.0), "statement_too_many_rows"),
        (number(0, 65535, 1.0), "statement_too_wide"),
        (label(0, 0, "a" * 60) + label(1, 0, "b" * 60), "statement_too_large"),
        (made.biff_record(0x0203, b"\0\0"), "statement_damaged"),
    ],
)
def test_caps(cells: bytes, code: str) -> None:
    with pytest.raises(StatementRefused, match=code):
        old_sheets(book(cells), replace(LIMITS, unpacked_bytes=100))


KINDS = st.sampled_from(
    [BEGIN, END, 0x22, 0x41E, 0xE0, 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0x6, 0x207, 0xFC, 0x3C, 0x200]
)


@given(st.lists(st.tuples(KINDS, st.binary(max_size=24)), max_size=12), st.binary(max_size=5))
@settings(max_examples=200)
def test_noise_is_read_or_refused(records: list[tuple[int, bytes]], rest: bytes) -> None:
    content = book(*(made.biff_record(kind, body) for kind, body in records)) + rest
    try:
        sheets = old_sheets(content, LIMITS)
    except StatementRefused as error:
        assert error.code.startswith("statement_")  # noqa: PT017 - reading it may succeed, too
    else:
        assert all(row.cells for rows in sheets for row in rows)
