"""Which institution's file it is, found by header names and issuer marks, never by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.statements.archives import is_archive
from app.statements.cells import clean
from app.statements.containers import open_tables
from app.statements.generic import (
    ColumnMapping,
    generic_layout,
    lacks_direction,
    mapped_layout,
    renamed_layout,
)
from app.statements.layouts import Catalogue, Layout, Limits, catalogue, fold_name
from app.statements.refusals import Seen, StatementFormatUnknown
from app.statements.tables import Table, decode_text


@dataclass(frozen=True, slots=True)
class Detected:
    """A recognised file: its layout, its table, and the index of the header row in it."""

    institution: str
    format: str
    layout: Layout
    table: Table
    header: int


def _headers(table: Table, limits: Limits) -> Iterator[tuple[int, list[str], str]]:
    """Rows that may be a header: index, folded names, and the folded text above."""
    above, left = "", limits.header_characters
    for index, row in enumerate(table.rows[: limits.header_rows]):
        left -= sum(map(len, row.cells))
        if left < 0:
            return
        names = [fold_name(cell) for cell in row.cells]
        if sum(bool(name) for name in names) > 1:
            yield index, names, above
        above += "".join(names)


def _fitting(names: Sequence[str], above: str, layouts: Sequence[Layout]) -> Layout | None:
    present = frozenset(names)
    fitting = [layout for layout in layouts if layout.fits(present)]
    return max(
        fitting,
        key=lambda layout: (any(mark in above for mark in layout.marks), len(layout.required)),
        default=None,
    )


def _described(table: Table, layouts: Sequence[Layout], known: Catalogue) -> Detected | None:
    for index, names, above in _headers(table, known.limits):
        for entry in known.rejected:
            if entry.headers <= frozenset(names):
                raise StatementFormatUnknown(_seen(table, known), entry.hint)
        layout = _fitting(names, above, layouts)
        if layout is not None:
            name = f"{layout.format}_{table.container}"
            return Detected(layout.institution, name, layout, table, index)
    return None


def _renamed(table: Table, known: Catalogue) -> Detected | None:
    """A described layout whose issuer is named above, with other names for its columns."""
    for index, names, above in _headers(table, known.limits):
        for described in known.layouts:
            if any(mark in above for mark in described.marks):
                layout = renamed_layout(described, names, above, known)
                if layout is not None:
                    name = f"{layout.format}_{table.container}"
                    return Detected(layout.institution, name, layout, table, index)
    return None


def _undescribed(table: Table, known: Catalogue) -> Detected | None:
    for index, names, above in _headers(table, known.limits):
        layout = generic_layout(names, table.rows[index + 1 :], above, known)
        if layout is not None:
            name = f"generic_{table.container}"
            return Detected(layout.institution, name, layout, table, index)
    return None


def _seen(table: Table, known: Catalogue) -> Seen:
    """Only names the catalogue knows are repeated: any other cell may be somebody's secret."""
    best: tuple[str, ...] = ()
    for index, _, _ in _headers(table, known.limits):
        cells = table.rows[index].cells
        found = tuple(clean(cell) for cell in cells if fold_name(cell) in known.known_headers)
        best = max(best, found, key=len)
    return Seen(table.container, table.encoding, best)


def _seen_nothing(content: bytes) -> Seen:
    """A file that holds no table at all: text without columns, or a container of none."""
    if is_archive(content):
        return Seen("archive", "binary")
    return Seen("text", decode_text(content)[1])


def _hint(table: Table, known: Catalogue, mapping: ColumnMapping | None = None) -> str:
    if mapping is not None:
        return "mapping_not_found"
    for _, names, above in _headers(table, known.limits):
        wallets = (layout for layout in known.layouts if layout.family == "wallet")
        if any(mark in above for layout in wallets for mark in layout.marks):
            return "columns_missing"
        if lacks_direction(names, known):
            return "direction_missing"
    return "columns_unknown"


def detect(
    content: bytes,
    *,
    password: str | None = None,
    mapping: ColumnMapping | None = None,
    limits: Limits | None = None,
) -> Detected:
    """Recognises a statement.

    The file's name decides nothing. `mapping` names the columns of a file nobody described.

    Raises:
        StatementFormatUnknown: no layout fits; says what was seen and what to try.
        StatementRefused: empty, damaged, locked, or beyond a limit.
    """
    known = catalogue()
    known = replace(known, limits=limits or known.limits)
    layouts = (mapped_layout(mapping),) if mapping else known.layouts
    tables = []
    for table in open_tables(content, password, known.limits, known.signatures):
        found = _described(table, layouts, known)
        if found is not None:
            return found
        tables.append(table)
    for table in tables if mapping is None else ():
        found = _renamed(table, known)
        if found is None and _hint(table, known) != "columns_missing":
            found = _undescribed(table, known)
        if found is not None:
            return found
    if not tables:
        raise StatementFormatUnknown(_seen_nothing(content), "columns_unknown")
    best = max(tables, key=lambda table: len(_seen(table, known).headers))
    raise StatementFormatUnknown(_seen(best, known), _hint(best, known, mapping))
