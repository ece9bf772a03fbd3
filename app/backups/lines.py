"""Rows as lines of JSON: bytes in base64, ids and times as text."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import orjson

Kind = Literal["bytes", "id", "instant", "day", "plain"]
"""How a column's values are written; `plain` are those JSON has itself."""
_READ: Mapping[Kind, Callable[[Any], Any]] = {
    "bytes": base64.b64decode,
    "id": UUID,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "plain": lambda value: value,
}


def line_of(values: Sequence[Any]) -> bytes:
    """A row as one line, its end included."""
    written = [base64.b64encode(v).decode() if isinstance(v, bytes) else v for v in values]
    return orjson.dumps(written) + b"\n"


def row_of(line: bytes, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """The row of a line; `kinds` are those of its columns by name, in their order.

    Raises:
        ValueError: if it is no line of these columns.
    """
    try:
        return {
            name: None if value is None else _READ[kind](value)
            for (name, kind), value in zip(kinds.items(), orjson.loads(line), strict=True)
        }
    except (AttributeError, TypeError) as error:
        raise ValueError("a value of another kind") from error


def rows_of(lines: Iterator[bytes], kinds: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:
    """The rows of a table whose first line names its columns.

    Raises:
        ValueError: if the columns are others, or a line is not one of them.
    """
    if orjson.loads(next(lines, b"[]")) != list(kinds):
        raise ValueError("other columns")
    for line in lines:
        yield row_of(line, kinds)
