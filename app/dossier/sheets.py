"""Tables for spreadsheets, as files."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table for spreadsheets: UTF-8 with its mark, no cell of which can act as a formula."""
    written = io.StringIO(newline="")
    sheet = csv.writer(written)
    sheet.writerow(heads)
    sheet.writerows([[_inert(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
