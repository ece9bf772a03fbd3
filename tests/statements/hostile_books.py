"""Workbooks made to hurt, new and old, each with the code of the problem it must get."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.statements import sample_files as made

Hostile = tuple[str, bytes | Callable[[], bytes], str]
"""A name, the bytes, and the code of the problem; `unknown:<hint>` for an unknown format.

What takes long to make is made by the test that needs it.
"""

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = "".join(
    f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' if depth else '<!ENTITY l0 "lol">'
    for depth in range(10)
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
COLUMNS = ("交易日期", "摘要", "收入金额", "支出金额")


def zip_of(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as bundle:
        for name, content in members:
            bundle.writestr(name, content)
    return target.getvalue()


def sheet(cells: str, before: str = "", prologue: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{prologue}<worksheet xmlns="{SPACE}">{before}'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


def far_record(row: int, column: int) -> bytes:
    return made.biff_record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))


def book_with(record: bytes) -> bytes:
    return made.compound_file({"Workbook": made.biff_book([("a",)], more=record)})


def long_strings() -> bytes:
    text = f'<sst xmlns="{SPACE}"><si><t>{"a" * 1_000_000}</t></si></sst>'
    cells = '<row r="1">' + '<c t="s"><v>0</v></c>' * 190 + "</row>"
    return made.workbook(sheet(cells), extra={"xl/sharedStrings.xml": text.encode()})


def repeated_string() -> bytes:
    """One string of 65,535 characters, named by 1,100 cells."""
    strings = struct.pack("<IIHB", 1, 1, 0xFFFF, 0)
    text = b"a" * 0xFFFF
    cells = b"".join(
        made.biff_record(0x00FD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(1100)
    )
    parts = (text[at : at + 8000] for at in range(0, len(text), 8000))
    more = b"".join(made.biff_record(0x003C, b"\0" + part) for part in parts)
    return made.biff_record(0x00FC, strings) + more + cells


def part(name: str, content: str) -> bytes:
    """A workbook with one part replaced."""
    source = zipfile.ZipFile(io.BytesIO(made.workbook(sheet("<row><c><v>1</v></c></row>"))))
    members = {entry: source.read(entry) for entry in source.namelist()}
    members[name] = content.encode()
    return zip_of(*members.items())


def workbooks() -> Iterator[Hostile]:
    laughs = f"<!DOCTYPE a [{LAUGHS}]>"
    cell = '<row><c t="inlineStr"><is><t>&l9;</t></is></c></row>'
    yield "a billion laughs", made.workbook(sheet(cell, prologue=laughs)), "statement_damaged"
    strings = f'<?xml version="1.0"?>{laughs}<sst xmlns="{SPACE}"><si><t>&l9;</t></si></sst>'
    yield "laughing strings", part("xl/sharedStrings.xml", strings), "statement_damaged"
    cell = '<row><c t="inlineStr"><is><t>&x;</t></is></c></row>'
    yield "entity from a file", made.workbook(sheet(cell, prologue=OUTSIDE)), "statement_damaged"
    yield "document type from afar", made.workbook(sheet("", prologue=REMOTE)), "statement_damaged"
    outside = f'<?xml version="1.0"?>{OUTSIDE}<workbook>&x;</workbook>'
    yield "entity in the workbook", part("xl/workbook.xml", outside), "statement_damaged"
    yield "entity in relations", part("_rels/.rels", outside), "statement_damaged"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    target = 'Target="file:///etc/passwd" TargetMode="External"'
    afar = (
        f'<Relationships xmlns="{space}"><Relationship Id="r1" Type="{kind}" {target}/>'
        "</Relationships>"
    )
    yield "sheet elsewhere", part("xl/_rels/workbook.xml.rels", afar), "statement_damaged"
    yield "no sheets", part("xl/workbook.xml", "<workbook/>"), "unknown:columns_unknown"
    yield "workbook is text", part("xl/workbook.xml", "hello"), "statement_damaged"
    deep = "<a>" * 200_000 + "</a>" * 200_000
    yield "deeply nested", made.workbook(sheet(deep)), "unknown:columns_unknown"
    wide = "<row><c " + " ".join(f'a{number}="1"' for number in range(100_000)) + "/></row>"
    yield "many attributes", made.workbook(sheet(wide)), "unknown:columns_unknown"
    comment = f"<!--{'x' * 70_000_000}-->"
    yield "long comment", made.workbook(sheet(comment)), "statement_too_large"
    yield (
        "shared string nowhere",
        made.workbook(sheet('<row><c t="s"><v>99</v></c></row>')),
        "statement_damaged",
    )
    yield (
        "negative shared string",
        made.workbook(sheet('<row><c t="s"><v>-1</v></c></row>')),
        "statement_damaged",
    )
    yield (
        "odd column letters",
        made.workbook(sheet('<row><c r="ZZZZZZZ1"><v>1</v></c></row>')),
        "statement_too_wide",
    )
    yield (
        "row zero",
        made.workbook(sheet('<row r="0"><c r="A0"><v>1</v></c></row>')),
        "statement_damaged",
    )
    yield "row below zero", made.workbook(sheet('<row r="-5"/>')), "statement_damaged"
    formulas = '<row><c r="A1"><f>WEBSERVICE("http://127.0.0.1:9/")</f></c></row>'
    yield "formula without value", made.workbook(sheet(formulas)), "unknown:columns_unknown"
    yield "utf-16 parts", part("xl/styles.xml", "\ufeff<x/>"), "statement_damaged"


def old_books() -> Iterator[Hostile]:
    rows = [COLUMNS, ("20260101", "x", "1", "")]
    good = made.compound_file({"Workbook": made.biff_book(rows)})
    yield "cut in the middle", good[: len(good) // 2], "statement_damaged"
    locked = made.biff_record(0x002F, bytes(54))
    book = made.biff_book(rows)
    yield (
        "locked old book",
        made.compound_file({"Workbook": book[:20] + locked + book[20:]}),
        "unknown:workbook_locked",
    )
    yield "endless chain", good[:76] + b"\0" * 436 + good[512:], "statement_damaged"
    yield "a mail", made.compound_file({"__properties": b"x" * 5000}), "unknown:export_as_csv"
