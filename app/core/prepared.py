"""Statements that nearly every request runs: compiled once, and on SQLite run by the driver itself.

SQLAlchemy spends several times what a small statement costs SQLite on looking its compiled form
up, on contexts and on results. On other engines a statement costs a round trip, and is left to it.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select, exc
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.type_api import TypeEngine

Given = Mapping[str, Any]
Processor = Callable[[Any], Any] | None
_SQLITE: Dialect = pysqlite.dialect()


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as the driver takes it, for one set of parameters."""

    text: str
    given: tuple[tuple[str, Processor], ...]
    constants: Given
    defaults: tuple[tuple[str, Callable[[], Any]], ...]
    results: tuple[Processor, ...]
    """How each column is read; empty where all are as the driver gives them."""


class Prepared:
    """A statement whose values are all named parameters, or columns of the row to insert.

    Types, Python-side defaults and errors are SQLAlchemy's. Neither its events nor a session's
    unit of work see the statement.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | UpdateBase) -> None:
        """Nothing is compiled before it is run."""
        self.statement = statement.execution_options(preserve_rowcount=True)
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def run(self, line: Connection, given: Given) -> int:
        """Runs it; the number of rows it changed."""
        if line.dialect.name != "sqlite":
            return line.execute(self.statement, dict(given)).rowcount
        return self._started(_driver(line), given)[0].rowcount

    def rows(self, line: Connection, given: Given) -> Sequence[tuple[Any, ...]]:
        """Runs it; the rows it gives."""
        if line.dialect.name != "sqlite":
            return [tuple(row) for row in line.execute(self.statement, dict(given))]
        return self.rows_by(_driver(line), given)

    def rows_by(self, driver: sqlite3.Connection, given: Given) -> Sequence[tuple[Any, ...]]:
        """The same on SQLite, where there is a connection of the driver's only."""
        cursor, results = self._started(driver, given)
        try:
            found = cursor.fetchall()
        except sqlite3.Error as error:
            raise _translated(error) from error
        return [_read(row, results) for row in found] if results else found

    def _started(
        self, driver: sqlite3.Connection, given: Given
    ) -> tuple[sqlite3.Cursor, tuple[Any, ...]]:
        names = tuple(given)
        compiled = self._compiled.get(names)
        if compiled is None:
            compiled = self._compiled[names] = _compile(self.statement, names)
        values = {**compiled.constants, **given} if compiled.constants else given
        if compiled.defaults:
            values = {**values, **{name: make() for name, make in compiled.defaults}}
        bound = [make(values[name]) if make else values[name] for name, make in compiled.given]
        try:
            return driver.execute(compiled.text, bound), compiled.results
        except sqlite3.Error as error:
            raise _translated(error) from error


def _driver(line: Connection) -> sqlite3.Connection:
    driver: Any = line.connection.dbapi_connection
    found: sqlite3.Connection = driver
    return found


def _compile(statement: Select[*tuple[Any, ...]] | UpdateBase, names: Sequence[str]) -> _Compiled:
    """Asks SQLAlchemy for all it would do at each run.

    Raises:
        TypeError: if a parameter is missing, or something must be worked out at each run.
    """
    compiled = statement.compile(dialect=_SQLITE, column_keys=list(names))
    if compiled.post_compile_params or compiled.literal_execute_params:
        raise TypeError("a prepared statement has no parameters that are lists")
    defaults = tuple((column.key, _default(column.default)) for column in compiled.insert_prefetch)
    changed = tuple((column.key, _default(column.onupdate)) for column in compiled.update_prefetch)
    made = {name for name, _make in (*defaults, *changed)}
    given, constants = [], {}
    for name in compiled.positiontup or ():
        parameter = compiled.binds[name]
        given.append((name, parameter.type.dialect_impl(_SQLITE).bind_processor(_SQLITE)))
        if name not in names and name not in made:
            if parameter.required:
                raise TypeError(f"a prepared statement misses {name}")
            constants[name] = parameter.effective_value
    results = [_reader(column.type) for column in statement.exported_columns]
    return _Compiled(
        str(compiled),
        tuple(given),
        constants,
        (*defaults, *changed),
        tuple(results) if any(results) else (),
    )


def _default(default: Any) -> Callable[[], Any]:
    return lambda: default.arg(None) if default.is_callable else default.arg


def _reader(kind: TypeEngine[Any]) -> Processor:
    return kind.dialect_impl(_SQLITE).result_processor(_SQLITE, None)


def _read(row: Sequence[Any], results: Sequence[Processor]) -> tuple[Any, ...]:
    return tuple(
        value if make is None else make(value) for value, make in zip(row, results, strict=True)
    )


def _translated(error: sqlite3.Error) -> exc.DBAPIError:
    """The driver's error as SQLAlchemy raises it; without parameters, which may be personal."""
    kind = getattr(exc, type(error).__name__, exc.DBAPIError)
    raised: exc.DBAPIError = kind("a prepared statement", None, error)
    return raised
