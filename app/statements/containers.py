"""From the bytes of an upload to its tables: text, workbook, or either inside a ZIP archive."""

from collections.abc import Iterable

from app.statements.archives import is_archive, is_workbook, unpack
from app.statements.compound_files import SIGNATURE
from app.statements.layouts import Limits, Signature
from app.statements.refusals import Seen, StatementFormatUnknown, StatementRefused
from app.statements.tables import Table, text_tables
from app.statements.workbooks import xls_tables, xlsx_tables

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _check(content: bytes, signatures: tuple[Signature, ...]) -> None:
    if not content.strip():
        raise StatementRefused("statement_empty")
    start = content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature in signatures:
        if start.startswith(signature.start):
            raise StatementFormatUnknown(Seen(signature.kind, "binary"), signature.hint)
    special = is_archive(content) or content.startswith(SIGNATURE)
    if b"\0" in content and not special and content[:2] not in _UTF_16:
        raise StatementFormatUnknown(Seen("binary", "binary"), "export_as_csv")


def open_tables(
    content: bytes, password: str | None, limits: Limits, signatures: tuple[Signature, ...]
) -> Iterable[Table]:
    """The tables of a file: one per sheet, or the text by each delimiter that occurs in it.

    The file's name plays no part: statements come as `.xls` that are text, and the reverse.

    Raises:
        StatementRefused: empty, damaged, locked, or beyond a limit.
        StatementFormatUnknown: a kind of file that holds no table.
    """
    if len(content) > limits.file_bytes:
        raise StatementRefused("statement_too_large", limit=limits.file_bytes)
    _check(content, signatures)
    if is_archive(content) and not is_workbook(content):
        content = unpack(content, password, limits)
        _check(content, signatures)
        if is_archive(content) and not is_workbook(content):
            raise StatementRefused("statement_archive_nested")
    if is_archive(content):
        return xlsx_tables(content, limits)
    if content.startswith(SIGNATURE):
        return xls_tables(content, limits)
    return text_tables(content, limits)
