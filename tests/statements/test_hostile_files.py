"""Files made to hurt: each gets a clear code, quickly, and without much memory."""

import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from app.statements.classify import classify
from app.statements.matching import fingerprints
from app.statements.parsing import parse
from app.statements.refusals import StatementFormatUnknown, StatementRefused
from tests.client import ApiClient
from tests.statements import sample_files as made
from tests.statements import samples
from tests.statements.hostile_books import Hostile, sheet
from tests.statements.hostile_files import NOISE, content_of, hostile, readable

SECONDS = 2
MEMORY = 150 * 1024 * 1024
ROOT = Path(__file__).parents[2]
HOSTILE = list(hostile())
READABLE = list(readable())


def test_there_are_enough_of_them() -> None:
    assert len({name for name, _, _ in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("entry", HOSTILE, ids=[e[0] for e in HOSTILE])
def test_refused_with_a_code(entry: Hostile) -> None:
    content, code = content_of(entry), entry[2]
    start = time.process_time()
    with pytest.raises(StatementRefused) as error:
        parse(content, "statement.csv")
    spent = time.process_time() - start
    found = error.value
    told = f"unknown:{found.hint}" if isinstance(found, StatementFormatUnknown) else found.code
    assert told == code
    assert spent < SECONDS


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


@pytest.mark.no_cover  # what counts lines would be measured as well
@pytest.mark.parametrize("content", [entry[1] for entry in READABLE], ids=[e[0] for e in READABLE])
def test_statements_made_to_hurt_are_read_quickly(content: bytes) -> None:
    start = time.process_time()
    statement = parse(content)
    rows = classify(statement.transactions, statement.family)
    assert len(fingerprints(statement.transactions, "alipay")) == len(rows)
    assert statement.rows > 0
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


READ_EACH = """
import pathlib, re, sys
from app.statements.classify import classify
from app.statements.matching import fingerprints
from app.statements.parsing import parse
from app.statements.refusals import StatementRefused
def peak():
    # Its own: what getrusage says begins with the size of the process that started this one.
    status = pathlib.Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
before = peak()
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        read = parse(path.read_bytes(), "statement.csv")
    except StatementRefused:
        continue
    classify(read.transactions, read.family)
    fingerprints(read.transactions, read.institution)
print((peak() - before) * 1024)
"""


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_none_of_them_needs_much_memory(tmp_path: Path) -> None:
    files = [*map(content_of, HOSTILE), *(content for _, content in READABLE)]
    for number, content in enumerate(files):
        (tmp_path / str(number)).write_bytes(content)
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", READ_EACH, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert int(done.stdout) < MEMORY


def test_none_of_them_leaves_anything(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"
    small = [
        (name, content, code)
        for name, content, code in HOSTILE
        if isinstance(content, bytes) and len(content) < 1_000_000
    ]
    assert len(small) >= 60
    for name, content, code in small:
        answer = client.post(path, files={"file": ("statement.csv", content)})
        assert answer.status_code == 422, name
        found = answer.json()
        is_unknown = code.startswith("unknown:")
        # A file for the worker may have more rows, so the request says what else it lacks.
        is_unknown |= code == "statement_too_many_rows" and content.count(b"\r") > 50_000
        assert found["code"] == ("statement_format_unknown" if is_unknown else code), name
        assert found["title"], name
        assert found["detail"], name
    assert client.get(path).json()["items"] == []
