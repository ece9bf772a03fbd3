from collections.abc import Iterator

import pytest

from app.statements.bulk.chunks import pieces_of
from app.statements.bulk.opening import LargeFile, open_large
from app.statements.refusals import StatementFormatUnknown
from tests.statements import samples
from tests.statements.bulk.both_ways import LIMITS

ROWS = [*samples.ALIPAY_ROWS] * 40


def opened(content: bytes, chunk_bytes: int = 1 << 20) -> LargeFile:
    return open_large(lambda: pieces_of(content, 777), LIMITS, chunk_bytes=chunk_bytes)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("chunk_bytes", [100, 5000, 1 << 20])
def test_rows_start_below_the_header(newline: str, encoding: str, chunk_bytes: int) -> None:
    content = samples.alipay(rows=ROWS, newline=newline, encoding=encoding)
    file = opened(content, chunk_bytes)
    assert (file.encoding, file.delimiter, file.holder) == (encoding, ",", "张三")
    lines = [
        line
        for batch in file.batches(file.reader())
        for line in (batch.columns.lines + batch.first_line).tolist()
        + [row.line for row in batch.singles.transactions]
    ]
    assert min(lines) == file.first_line
    assert len(lines) == len(ROWS)
    assert max(lines) == file.first_line + len(ROWS) - 1


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_that_of_the_header(delimiter: str) -> None:
    content = samples.plain(samples.GENERIC_HEADER, samples.GENERIC_ROWS, delimiter=delimiter)
    assert opened(content).delimiter == delimiter


def test_only_the_head_is_needed_to_recognise_a_file() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        yield samples.alipay()
        for _ in range(2000):
            taken += 1
            yield "2026-03-01 10:00:00,x\n".encode("gb18030") * 100

    open_large(pieces, LIMITS)
    assert taken < 2000


def test_an_unknown_file_is_refused_as_row_by_row() -> None:
    with pytest.raises(StatementFormatUnknown) as refused:
        opened(b"a,b\n1,2\n" * 500)
    assert refused.value.hint == "columns_unknown"
    with pytest.raises(StatementFormatUnknown) as refused:
        opened("记录时间,分类,收支类型\n".encode("gb18030") * 3)
    assert refused.value.hint == "account_book_export"


def test_a_pdf_is_named() -> None:
    with pytest.raises(StatementFormatUnknown) as refused:
        opened(b"%PDF-1.7\n" * 1000)
    assert refused.value.hint == "pdf_not_readable"
