"""Spreadsheets (XLSX, XLS) as tables, opened only after their true size is known."""

import io
import re
import zipfile
from collections.abc import Iterator

from app.statements.archives import member_bytes
from app.statements.cells import spreadsheet_text
from app.statements.compound_files import CompoundFile
from app.statements.layouts import Limits
from app.statements.old_workbooks import old_sheets
from app.statements.refusals import Seen, StatementFormatUnknown, StatementRefused
from app.statements.tables import Row, Table
from app.statements.workbook_sizes import WorkbookSize

_PARTS = re.compile(r"(\[Content_Types\]\.xml|_rels/.*|xl/(_rels/.*|[^/]+\.xml|worksheets/.*))$")


def _repacked(content: bytes, limits: Limits) -> bytes:
    """The workbook's own parts written anew, so that the sizes its directory states are true."""
    target = io.BytesIO()
    left = limits.unpacked_bytes
    size = WorkbookSize(limits)
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w") as copy,
    ):
        for member in source.infolist():
            if _PARTS.match(member.filename):
                part = member_bytes(source, member, left, None)
                left -= len(part)
                size.scan(part)
                copy.writestr(member.filename, part)
    size.check_text()
    return target.getvalue()


def _sheets(content: bytes) -> Iterator[Table]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - loaded only for workbooks

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for name in workbook.sheet_names:
            values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = [
                Row(line, [spreadsheet_text(value) for value in cells])
                for line, cells in enumerate(values, 1)
            ]
            yield Table("xlsx", "workbook", rows)


def _read(content: bytes) -> list[Table]:
    try:
        return list(_sheets(content))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader's panics are no Exception
        raise StatementRefused("statement_damaged") from error


def xlsx_tables(content: bytes, limits: Limits) -> list[Table]:
    """The sheets of an XLSX workbook.

    Raises:
        StatementRefused: beyond a limit, or damaged.
    """
    return _read(_repacked(content, limits))


def xls_tables(content: bytes, limits: Limits) -> list[Table]:
    """The sheets of an old XLS workbook (BIFF in a compound file).

    Raises:
        StatementFormatUnknown: if the compound file is another thing, too old, or locked.
        StatementRefused: beyond a limit, or damaged.
    """
    compound = CompoundFile(content)
    if "EncryptedPackage" in compound.names:
        raise StatementFormatUnknown(Seen("encrypted_workbook", "binary"), "workbook_locked")
    if "Workbook" not in compound.names:
        raise StatementFormatUnknown(Seen("compound_file", "binary"), "export_as_csv")
    sheets = old_sheets(compound.stream("Workbook"), limits)
    return [Table("xls", "workbook", rows) for rows in sheets]
