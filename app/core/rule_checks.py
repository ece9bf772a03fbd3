"""What a file of law data must hold together; the loader of `rules` refuses what does not.

Checked are the shapes that calculators rely on, wherever they stand in a file: spans of days,
versions of one period, steps of a tariff, years of a calendar, and the names of rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

_ONE_DAY = timedelta(days=1)
_SINGLE = ("rule_id", "roll_rule", "start_day_excluded", "corresponding_day")


class UnsoundRules(ValueError):
    """Raised when the law data break their own format; names file and fault."""


def named_rules(value: object) -> set[str]:
    """Every rule id that a table names, however deep: `rule_id`, `rule_ids`, `…_rule_ids`."""
    return set(_named(value))


def _named(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "rule_ids" or key.endswith("_rule_ids"):
                yield from inner
            elif key in _SINGLE:
                yield inner
            else:
                yield from _named(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _named(inner)


def check_table(topic: str, table: Mapping[str, Any]) -> None:
    """Checks one file.

    Raises:
        UnsoundRules: if it has neither rules nor a source, or a span, a period, a tariff or a
            calendar in it has a gap or an overlap.
    """
    if not table.get("rules") and not table.get("source"):
        raise UnsoundRules(f"{topic}: neither rules nor a source")
    for name, rows in _lists(table):
        where = f"{topic}: {name}"
        _check_spans(where, rows)
        if name == "periods":
            _check_periods(where, rows)
        elif name == "brackets":
            _check_brackets(where, rows)
        elif name == "years":
            _check_years(where, rows)


def _lists(value: object) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """(name, rows) of every list of tables, however deep."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, list) and inner and isinstance(inner[0], Mapping):
                yield key, inner
            yield from _lists(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lists(inner)


def _check_spans(where: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A row's last day does not come before its first."""
    for row in rows:
        begins, ends = row.get("from"), row.get("to")
        if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
            raise UnsoundRules(f"{where} ends before it begins: {ends}")


def _check_periods(where: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Versions of one variant follow one another day by day."""
    by_variant = sorted(rows, key=lambda row: (row["variant"], row.get("from", date.min)))
    for variant, versions in groupby(by_variant, key=lambda row: row["variant"]):
        for former, later in pairwise(versions):
            ends = former.get("to")
            if ends is None or later.get("from") != ends + _ONE_DAY:
                raise UnsoundRules(f"{where}: versions of {variant} leave a gap or overlap")


def _check_brackets(where: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A tariff begins at nothing, each step where the last ended, and the top step is open."""
    bounds = [0, *(row.get("to") for row in rows)]
    if [row["over"] for row in rows] != bounds[:-1] or bounds[-1] is not None:
        raise UnsoundRules(f"{where} leave a gap or overlap")


def _check_years(where: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A calendar leaves no year out, and each day stands under its own year."""
    years = [row["year"] for row in rows]
    if years != list(range(years[0], years[0] + len(years))):
        raise UnsoundRules(f"{where} leave a year out")
    for row in rows:
        strays = {
            day for day in (*row["days_off"], *row["makeup_workdays"]) if day.year != row["year"]
        }
        if strays:
            raise UnsoundRules(f"{where}: {min(strays)} stands under {row['year']}")
