"""Reads old records from a table (CSV) or a list (JSON) into bodies of contacts.

A table may have Chinese column names and the everyday words of `import_columns.toml`; its times
are those of Shanghai unless they carry an offset. A list has the contract's own fields. What is
wrong is told by row, the first row after the header being 1, and by field; values are not echoed.
"""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

ENCODINGS = ("utf-8-sig", "gb18030")

_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?")
_COUNTERPART = ("organisation", "department", "agent_name", "agent_id", "number")
_PROMISE = ("promise_by", "promise_what", "promise_due_on")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row (None: in the file or its header), at a field, as a code."""

    row: int | None
    field: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The bodies read, by the number of their row, and what could not be read."""

    bodies: Mapping[int, Mapping[str, Any]]
    faults: tuple[Fault, ...] = ()


def read_sheet(content: bytes, table: Mapping[str, Any]) -> Sheet:
    """The records of a file; a file that is neither table nor list has one fault."""
    text = _decoded(content)
    if text is None or not text.strip():
        return _faulty("import_unreadable")
    if text.lstrip().startswith(("[", "{")):
        return _read_list(text, table["most_rows"])
    return _read_table(text, table)


def _decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _faulty(code: str) -> Sheet:
    return Sheet({}, (Fault(None, None, code),))


def _read_list(text: str, most: int) -> Sheet:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return _faulty("import_unreadable")
    if not isinstance(rows, list):
        return _faulty("import_unreadable")
    if len(rows) > most:
        return _faulty("import_too_long")
    numbered = dict(enumerate(rows, start=1))
    bodies = {number: row for number, row in numbered.items() if isinstance(row, dict)}
    wrong = numbered.keys() - bodies.keys()
    return Sheet(bodies, tuple(Fault(number, None, "malformed") for number in sorted(wrong)))


def _read_table(text: str, table: Mapping[str, Any]) -> Sheet:
    try:
        rows = [row for row in csv.reader(StringIO(text), strict=True) if any(map(str.strip, row))]
    except csv.Error:
        return _faulty("import_unreadable")
    if not rows:
        return _faulty("import_unreadable")
    header, *lines = rows
    names = [_code(cell, table["columns"]) for cell in header]
    if None in names or len(set(names)) != len(names) or "occurred_at" not in names:
        return _faulty("import_columns")
    if len(lines) > table["most_rows"]:
        return _faulty("import_too_long")
    bodies: dict[int, Mapping[str, Any]] = {}
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        if len(line) > len(names):
            faults.append(Fault(number, None, "malformed"))
        cells = {str(name): cell.strip() for name, cell in zip(names, line, strict=False)}
        bodies[number], wrong = _body({name: cell for name, cell in cells.items() if cell}, table)
        faults += [Fault(number, field, code) for field, code in wrong]
    return Sheet(bodies, tuple(faults))


def _code(cell: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """The code a word stands for: the code itself, or one of its everyday names."""
    word = cell.strip()
    return next((code for code, words in known.items() if word == code or word in words), None)


def _body(
    cells: Mapping[str, str], table: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """One row as a contact's body, and the fields that say nothing known."""
    said: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for name, cell in cells.items():
        value = _value(name, cell, table)
        if value is None:
            wrong.append((name, "not_in_list"))
        said[name] = value
    body = {name: value for name, value in said.items() if name not in {*_COUNTERPART, *_PROMISE}}
    person = {name: said[name] for name in _COUNTERPART if name in said}
    promise = {name.removeprefix("promise_"): said[name] for name in _PROMISE if name in said}
    if person:
        body["counterpart"] = person
    if promise:
        body["promises"] = [{"by": "creditor", **promise}]
    return body, wrong


def _value(name: str, cell: str, table: Mapping[str, Any]) -> Any:
    known = table["values"].get(name)
    if name == "conduct":
        for separator in table["list_separators"]:
            cell = cell.replace(separator, "\n")
        codes = [_code(part, known) for part in cell.splitlines() if part.strip()]
        return None if None in codes else codes
    if known is not None:
        code = _code(cell, known)
        return code == "true" if name == "answered" and code is not None else code
    if name == "occurred_at":
        return with_offset(cell)
    if name == "duration_seconds" and cell.isdecimal():
        return int(cell)
    return cell


def with_offset(text: str) -> str:
    """A time of a table as an instant of the contract; one that is not understood stays."""
    match = _TIME.fullmatch(text)
    if match is None:
        return text
    year, month, day, hour, minute, second = match.groups()
    date = f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{date}T{int(hour):02d}:{minute}:{second or '00'}+08:00"
