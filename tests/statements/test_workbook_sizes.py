from dataclasses import replace

import pytest

from app.statements.layouts import catalogue
from app.statements.refusals import StatementRefused
from app.statements.workbook_sizes import WorkbookSize, check_area

LIMITS = replace(
    catalogue().limits, rows=90, header_rows=10, columns=20, cells=1000, unpacked_bytes=100
)


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        (100, 10, None),
        (101, 1, "statement_too_many_rows"),
        (1, 21, "statement_too_wide"),
        (100, 11, "statement_too_wide"),
    ],
)
def test_area(rows: int, columns: int, code: str | None) -> None:
    if code is None:
        check_area(rows, columns, LIMITS)
        return
    with pytest.raises(StatementRefused, match=code):
        check_area(rows, columns, LIMITS)


def scan(*parts: str) -> None:
    size = WorkbookSize(LIMITS)
    for part in parts:
        size.scan(part.encode())
    size.check_text()


@pytest.mark.parametrize(
    "sheet",
    [
        "<s><row r='100'><c r='A100'/></row></s>",
        "<s><row><c/><c r='T1'/></row></s>",
        "<x:s xmlns:x='y'><x:row r='3'/><x:row/></x:s>",
        "<s><!-- <row r='9999'/> --></s>",
    ],
)
def test_sheets_within_the_caps(sheet: str) -> None:
    scan(sheet)


@pytest.mark.parametrize(
    "sheet",
    [
        "<s><row r='101'/></s>",
        "<s><row><c r='A101'/></row></s>",
        "<s><row><c r='U1'/></row></s>",
        "<s><row><c r='T1'/><c/></row></s>",
        "<s><row r='100'/><row/></s>",
        "<x:s xmlns:x='y'><x:row r='101'/></x:s>",
    ],
)
def test_sheets_beyond_the_caps(sheet: str) -> None:
    with pytest.raises(StatementRefused, match="statement_too_"):
        scan(sheet)


@pytest.mark.parametrize("stated", ["4000000000", "1001", "-1", "many", ""])
@pytest.mark.parametrize("name", ["count", "uniqueCount"])
def test_stated_counts_are_checked_before_anyone_reserves_them(name: str, stated: str) -> None:
    scan(f"<sst {name}='1000'/>")
    with pytest.raises(StatementRefused, match="statement_damaged"):
        scan(f"<sst {name}='{stated}'/>")


def test_shared_strings_count_once_for_each_use() -> None:
    strings = "<sst><si><t>0123456789</t></si><si><r><t>x</t></r></si></sst>"
    use = "<s><row>" + "<c t='s'><v>0</v></c>" * 10 + "<c><v>7</v></c><c><v>1.5</v></c></row></s>"
    scan(use, strings)
    one_more = use.replace("<row>", "<row><c t='s'><v>0</v></c>")
    with pytest.raises(StatementRefused, match="statement_too_large"):
        scan(strings, one_more)
