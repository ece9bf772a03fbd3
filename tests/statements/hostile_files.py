"""Files made to hurt, each with the code of the problem it must get."""

import bz2
import io
import lzma
import random  # noqa: TID251 - seeded noise
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial

from tests.statements import hostile_books, samples
from tests.statements import sample_files as made
from tests.statements.hostile_books import SPACE, Hostile, sheet, zip_of

LONG_LETTER = "\ufdfa"
"""One letter that stands for eighteen."""
NOISE = random.Random(7)  # noqa: S311 - the same noise each time


def refused() -> Iterator[Hostile]:
    yield "nothing", b"", "statement_empty"
    yield "blanks", b" \n\t\r\n", "statement_empty"
    yield (
        "noise without zeros",
        bytes(NOISE.choices(range(128, 256), k=9999)),
        "statement_encoding_unknown",
    )
    yield "huge", b"x" * 21_000_000, "statement_too_large"
    yield "rows", b"a,b\n" * 500_000, "statement_too_many_rows"
    yield "columns", b"," * 5_000_000, "statement_too_wide"
    yield "archive of noise", b"PK\x03\x04" + NOISE.randbytes(999), "statement_damaged"
    yield "archive bomb", lambda: made.archive(b"0" * 80_000_000), "statement_too_large"
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
        "statement_too_wide",
    )
    yield (
        "no row numbers",
        made.workbook(sheet("<row/>" * 300_000)),
        "statement_too_many_rows",
    )
    yield "blanks in xml", lambda: made.workbook(sheet(" " * 80_000_000)), "statement_too_large"
    yield "long strings", hostile_books.long_strings, "statement_too_large"
    count = f'<sst xmlns="{SPACE}" count="4000000000" uniqueCount="4000000000"/>'.encode()
    stated = made.workbook(sheet(""), extra={"xl/sharedStrings.xml": count})
    yield "stated count", stated, "statement_damaged"
    doctype = '<!DOCTYPE a [<!ENTITY b "c">]>'
    yield "entities", made.workbook(sheet("", prologue=doctype)), "statement_damaged"
    yield "broken xml", made.workbook("<worksheet>"), "statement_damaged"
    yield "odd reference", made.workbook(sheet('<row r="x"/>')), "statement_damaged"
    yield (
        "xls rows",
        hostile_books.book_with(hostile_books.far_record(65535, 0)),
        "statement_too_many_rows",
    )
    yield (
        "xls columns",
        hostile_books.book_with(hostile_books.far_record(1, 65535)),
        "statement_too_wide",
    )
    yield (
        "xls strings",
        hostile_books.book_with(hostile_books.repeated_string()),
        "statement_too_large",
    )
    noise = made.SIGNATURE + NOISE.randbytes(5000)
    yield "xls noise", noise, "statement_damaged"
    yield (
        "xls cut",
        made.compound_file({"Workbook": b"x" * 5000})[:700],
        "statement_damaged",
    )


def packed_zeros(method: int) -> bytes:
    return zip_of(("a.csv", b"0" * 70_000_000), method=method)


def lying_sizes() -> bytes:
    """A directory that states one byte for a member of eighty million."""
    content = made.archive(b"0" * 80_000_000)
    size = struct.pack("<I", 80_000_000)
    return content.replace(size, struct.pack("<I", 1))


def archives() -> Iterator[Hostile]:
    packed = partial(packed_zeros, zipfile.ZIP_BZIP2)
    yield "bzip2 bomb", packed, "statement_too_large"
    packed = partial(packed_zeros, zipfile.ZIP_LZMA)
    yield "lzma bomb", packed, "statement_too_large"
    yield "lying sizes", lying_sizes, "statement_damaged"
    yield "empty archive", zip_of(), "statement_not_one_file"
    yield "end record only", b"PK\x05\x06" + bytes(18), "statement_not_one_file"
    yield "folder named like a file", zip_of(("a.csv/", b"")), "statement_not_one_file"
    yield "cut archive", made.archive(samples.wechat())[:200], "statement_damaged"
    inner = zip_of(("b.zip", zip_of(("c.zip", zip_of(("d.csv", b"a,b"))))))
    yield "archives all the way down", zip_of(("a.zip", inner)), "statement_archive_nested"
    book = made.workbook(sheet("<row/>"))
    yield "workbook and text", zip_of(("a.xlsx", book), ("b.csv", b"x")), "statement_not_one_file"
    yield "path upwards", zip_of(("../../etc/passwd.csv", b"root:x:0:0")), "unknown:columns_unknown"
    twice = zip_of(("a.csv", b"x"), ("A.CSV", b"x"))
    yield "one name twice", twice, "statement_not_one_file"
    damaged = bytearray(made.archive(samples.alipay()))
    damaged[80:120] = bytes(40)
    yield "broken stream", bytes(damaged), "statement_damaged"
    locked = partial(made.locked_archive, b"\0" * 3_000_000, "1")
    yield "large and locked", locked, "statement_password_needed"
    many = zip_of(*((f"{number}.csv", b"") for number in range(600)))
    yield "many statements", many, "statement_too_many_files"
    yield "archive of a picture", zip_of(("a.csv", b"\x89PNG\r\n")), "unknown:export_as_csv"


def texts() -> Iterator[Hostile]:
    yield "mark only", b"\xef\xbb\xbf", "unknown:columns_unknown"
    yield "utf-16 of odd length", b"\xff\xfea", "statement_encoding_unknown"
    yield "one endless line", b"a" * 19_000_000, "unknown:columns_unknown"
    yield "one endless cell", b"a,b\n" + b"c" * 1_000_000 + b",d", "statement_damaged"
    yield "open quote", b'a,b\n"' + b"x,y\n" * 20_000, "unknown:columns_unknown"
    yield "carriage returns", b"a,b\r" * 200_000, "statement_too_many_rows"
    yield "zeros inside", b"a,b\n1,\0\n", "unknown:export_as_csv"
    header = ",".join(samples.WECHAT_HEADER)
    yield "no direction", "日期,金额\n2026-01-01,5\n".encode(), "unknown:direction_missing"
    yield "right to left", f"\u202e{header[::-1]}\n".encode(), "unknown:columns_unknown"
    yield "json", b'{"amount": [1, 2], "date": "2026-01-01"}', "unknown:columns_unknown"
    yield "mail", b"From: a\nSubject: b\n\nhello, world", "unknown:columns_unknown"
    yield "script", b"#!/bin/sh\nrm -rf /\n", "unknown:columns_unknown"
    own = "记录时间,分类,收支类型,金额\n2026-01-01,餐饮,支出,5\n"
    yield "bookkeeping of one's own", own.encode("gbk"), "unknown:account_book_export"
    yield "svg", b"<?xml version='1.0'?><svg/>", "unknown:export_as_csv"
    yield "web page", b"<!DOCTYPE html><table><tr><td>1", "unknown:export_as_csv"


def unending() -> Iterator[Hostile]:
    """Texts whose cost would grow with the square of their length, or by what they unfold to."""
    summary = "收入1笔(" * 16_000
    names = f"{LONG_LETTER * 60_000},{LONG_LETTER * 60_000}\n" * 50
    yield "summary without end", f"{summary},\n{summary},\n".encode(), "unknown:columns_unknown"
    yield "letters that unfold", names.encode(), "unknown:columns_unknown"


def binaries() -> Iterator[Hostile]:
    yield "program", b"\x7fELF\x02\x01\x01" + bytes(99), "unknown:export_as_csv"
    yield "database", b"SQLite format 3\0" + bytes(99), "unknown:export_as_csv"
    yield "pickle", b"\x80\x04\x95\x10\0\0\0\0\0\0\0.", "unknown:export_as_csv"
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as bundle:
        bundle.addfile(tarfile.TarInfo("a.csv"))
    yield "tar", target.getvalue(), "unknown:export_as_csv"
    yield "bzip2", bz2.compress(b"a,b" * 99), "unknown:export_as_csv"
    yield "xz", lzma.compress(b"a,b" * 99), "unknown:export_as_csv"
    yield "rar", b"Rar!\x1a\x07\0", "unknown:archive_as_zip"
    yield "pdf", b"%PDF-1.7\n", "unknown:pdf_not_readable"
    yield "picture", b"\xff\xd8\xff\xe0", "unknown:export_as_csv"


def hostile() -> Iterator[Hostile]:
    """All of them."""
    for several in (
        refused,
        archives,
        hostile_books.workbooks,
        hostile_books.old_books,
        texts,
        unending,
        binaries,
    ):
        yield from several()


def content_of(entry: Hostile) -> bytes:
    return entry[1] if isinstance(entry[1], bytes) else entry[1]()


def refund(number: str, amount: str = "5.00") -> tuple[str, ...]:
    at, side = "2026-03-31 20:01:02", "不计收支"
    return (at, "退款", "x", "/", "退款", side, amount, "", "退款成功", number, "M1", "")


def readable() -> Iterator[tuple[str, bytes]]:
    """Files made to hurt that are statements all the same: a name and the bytes."""
    yield "order number of suffixes", samples.alipay(rows=[refund("_" * 60_000)])
    unfold = [refund(f"A{row}", LONG_LETTER * 1000) for row in range(3000)]
    yield "amounts that unfold", samples.alipay(rows=unfold, encoding="utf-8")
    footers = [("合计" + "支出1笔(" * 16_000,)] * 20
    yield "footer without end", samples.alipay(rows=[*samples.ALIPAY_ROWS, *footers])
    yield "one order number", samples.alipay(rows=[refund("A1_1")] * 10_000)
