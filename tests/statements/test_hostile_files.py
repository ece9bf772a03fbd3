"""Files made to hurt: each gets a clear code, quickly, and without much memory."""

import random  # noqa: TID251 - seeded noise
import struct
import time
from collections.abc import Iterator

import pytest

from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown, StatementRefused
from tests.statements import sample_files as made
from tests.statements import samples

SECONDS = 2
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NOISE = random.Random(7)  # noqa: S311 - the same noise each time


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


def refused() -> Iterator[tuple[str, bytes, str]]:
    yield "nothing", b"", "statement_empty"
    yield "blanks", b" \n\t\r\n", "statement_empty"
    yield "noise without zeros", bytes(NOISE.choices(range(128, 256), k=9999)), "statement_encoding"
    yield "huge", b"x" * 21_000_000, "statement_too_large"
    yield "rows", b"a,b\n" * 500_000, "statement_too_many_rows"
    yield "columns", b"," * 5_000_000, "statement_too_wide"
    yield "archive of noise", b"PK\x03\x04" + NOISE.randbytes(999), "statement_damaged"
    yield "archive bomb", made.archive(b"0" * 80_000_000), "statement_too_large"
    inner = made.archive(b"a,b")
    yield "archive in archive", made.archive(inner, "a.zip"), "statement_archive_nested"
    members = {f"{number}.note": b"" for number in range(600)}
    yield "members", made.archive(b"a,b", more=members), "statement_too_many_files"
    yield "two", made.archive(b"a", more={"b.csv": b""}), "statement_not_one_file"
    yield "none", made.archive(b"a", "a.pdf"), "statement_not_one_file"
    yield "blank member", made.archive(b" "), "statement_empty"
    yield "locked", made.locked_archive(b"a,b", "1"), "statement_password_needed"
    yield "aes", made.aes_archive(), "statement_encryption_unsupported"
    far = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    yield "far cell", made.workbook(sheet(far)), "statement_too_many_rows"
    wide = '<row r="1"><c r="XFD1"/></row><row r="40000"><c r="A40000"/></row>'
    yield "wide cell", made.workbook(sheet(wide)), "statement_too_wide"
    yield (
        "no references",
        made.workbook(sheet("<row>" + "<c/>" * 300_000 + "</row>")),
        "wide",
    )
    yield (
        "no row numbers",
        made.workbook(sheet("<row/>" * 300_000)),
        "statement_too_many_rows",
    )
    yield "blanks in xml", made.workbook(sheet(" " * 80_000_000)), "statement_too_large"
    yield "long strings", long_strings(), "statement_too_large"
    count = f'<sst xmlns="{SPACE}" count="4000000000" uniqueCount="4000000000"/>'.encode()
    stated = made.workbook(sheet(""), extra={"xl/sharedStrings.xml": count})
    yield "stated count", stated, "statement_damaged"
    doctype = '<!DOCTYPE a [<!ENTITY b "c">]>'
    yield "entities", made.workbook(sheet("", prologue=doctype)), "statement_damaged"
    yield "broken xml", made.workbook("<worksheet>"), "statement_damaged"
    yield "odd reference", made.workbook(sheet('<row r="x"/>')), "statement_damaged"
    yield "xls rows", book_with(far_record(65535, 0)), "statement_too_many_rows"
    yield "xls columns", book_with(far_record(1, 65535)), "statement_too_wide"
    yield "xls strings", book_with(repeated_string()), "statement_too_large"
    noise = made.SIGNATURE + NOISE.randbytes(5000)
    yield "xls noise", noise, "statement_damaged"
    yield (
        "xls cut",
        made.compound_file({"Workbook": b"x" * 5000})[:700],
        "statement_damaged",
    )


HOSTILE = list(refused())


@pytest.mark.parametrize(
    ("content", "code"), [(entry[1], entry[2]) for entry in HOSTILE], ids=[e[0] for e in HOSTILE]
)
def test_refused_with_a_code(content: bytes, code: str) -> None:
    start = time.process_time()
    with pytest.raises(StatementRefused, match=code):
        parse(content, "statement.csv")
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    ("content", "kind", "hint"),
    [
        (b"%PDF-1.7", "pdf", "pdf_not_readable"),
        (b"\xef\xbb\xbf <HTML><table>", "html", "export_as_csv"),
        (b"<?xml version='1.0'?>", "xml", "export_as_csv"),
        (b"Rar!\x1a\x07", "rar", "archive_as_zip"),
        (b"7z\xbc\xaf\x27\x1c", "seven_zip", "archive_as_zip"),
        (b"\x1f\x8b\x08", "gzip", "archive_as_zip"),
        (b"\x89PNG", "png", "export_as_csv"),
        (b"\0\1\2\3" * 99, "binary", "export_as_csv"),
        (b"[" * 1_000_000, "text", "columns_unknown"),
        (b'"' * 1_000_000, "text", "columns_unknown"),
        (b'x,"\n' * 50_000, "csv", "columns_unknown"),
        (
            made.compound_file({"WordDocument": b"x" * 5000}),
            "compound_file",
            "export_as_csv",
        ),
        (
            made.compound_file({"EncryptedPackage": b"x" * 5000}),
            "encrypted_workbook",
            "workbook_locked",
        ),
        (
            made.workbook(
                sheet("<row><c><v>1</v></c></row>", before='<dimension ref="A1:XFD1048576"/>')
            ),
            "xlsx",
            "columns_unknown",
        ),
    ],
)
def test_unknown_kinds_are_named(content: bytes, kind: str, hint: str) -> None:
    start = time.process_time()
    with pytest.raises(StatementFormatUnknown) as error:
        parse(content)
    assert (error.value.seen.type, error.value.hint) == (kind, hint)
    assert error.value.code == "statement_format_unknown"
    assert time.process_time() - start < SECONDS


def test_many_rows_with_one_order_number_stay_quick() -> None:
    rows = samples.ALIPAY_ROWS * 400
    start = time.process_time()
    assert parse(samples.alipay(rows=rows)).rows == 4000
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("at", range(0, 4000, 97))
def test_damaged_workbooks_never_crash(at: int) -> None:
    cells = [("中国建设银行",), samples.CCB_HEADER, *samples.CCB_ROWS]
    for content in (
        made.compound_file({"Workbook": made.biff_book(cells)}),
        made.workbook(made.sheet_xml(cells)),
    ):
        place = at % len(content)
        broken = content[:place] + NOISE.randbytes(9) + content[place + 9 :]
        try:
            parse(broken)
        except StatementRefused as error:
            assert error.code.startswith("statement_")  # noqa: PT017 - reading it may succeed, too
