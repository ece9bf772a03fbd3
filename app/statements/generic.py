"""The reader for layouts nobody described: columns by their usual names, or as the caller says.

What cannot be told from the file is asked for, not guessed: an amount without sign and without
a word for its direction is refused with the hint `direction_missing`.
"""

from collections.abc import Iterator, Mapping, Sequence

from app.statements.cells import fold, money
from app.statements.layouts import Catalogue, Layout, Sign, fold_name
from app.statements.tables import Row
from app.statements.transactions import Family

ColumnMapping = Mapping[str, str]
"""Header name by role (`date`, `time`, `amount`, `direction`, `income`, `expense`,
`counterparty`, `description`, …), and under `sign` one of the conventions of `Sign`."""

_SAMPLE = 200
_SIGNS: Mapping[str, Sign] = {
    "direction": "direction",
    "signed": "signed",
    "reversed": "reversed",
    "two_columns": "two_columns",
}


def _values(rows: Sequence[Row], column: int) -> Iterator[str]:
    return (row.cells[column] for row in rows[:_SAMPLE] if len(row.cells) > column)


def _told_by(columns: Mapping[str, tuple[str, ...]]) -> Sign | None:
    if columns.keys() >= {"amount", "direction"}:
        return "direction"
    if columns.keys() >= {"income", "expense"}:
        return "two_columns"
    return None


def _told_by_signs(rows: Sequence[Row], column: int, family: Family) -> Sign | None:
    """By the signs in the amounts.

    On a card purchases outnumber repayments, so the commoner sign is spending, whichever the
    bank prints.
    """
    amounts = [found for found in map(money, _values(rows, column)) if found is not None]
    if not any(found.signed for found in amounts):
        return None
    positive = sum(found.value > 0 for found in amounts)
    negative = sum(found.value < 0 for found in amounts)
    return "reversed" if family == "card" and positive > negative else "signed"


def generic_layout(
    names: Sequence[str], rows: Sequence[Row], preamble: str, known: Catalogue
) -> Layout | None:
    """A layout made up from a header row: `names` and `preamble` folded, `rows` those below.

    None without a date column, or if nothing tells the direction of the amounts.
    """
    vocabulary = known.vocabulary
    columns = {
        role: found
        for role, synonyms in known.generic.items()
        if (found := tuple(name for name in synonyms if name in names))
    }
    if "date" not in columns:
        return None
    if columns.get("time", ())[:1] == columns["date"][:1]:
        del columns["time"]
    if "direction" in columns:
        words = {fold_name(text) for text in _values(rows, names.index(columns["direction"][0]))}
        if not words & vocabulary.directions.keys():
            del columns["direction"]
    is_card = any(mark in preamble for mark in vocabulary.credit_card_marks)
    family: Family = "card" if is_card else "debit"
    sign = _told_by(columns)
    if sign is None and "amount" in columns:
        sign = _told_by_signs(rows, names.index(columns["amount"][0]), family)
    if sign is None:
        return None
    return Layout("generic", "generic", family, sign, columns, frozenset())


def lacks_direction(names: Sequence[str], known: Catalogue) -> bool:
    """Whether a header row has date and amount, so that only the direction is missing."""
    return all(any(name in names for name in known.generic[role]) for role in ("date", "amount"))


def mapped_layout(mapping: ColumnMapping) -> Layout:
    """The layout a caller describes; without `sign` it follows from the roles given."""
    columns = {role: (fold(name).lower(),) for role, name in mapping.items() if role != "sign"}
    sign = _SIGNS.get(mapping.get("sign", "")) or _told_by(columns) or "signed"
    required = frozenset(name for names in columns.values() for name in names)
    return Layout("generic", "mapped", "debit", sign, columns, required)
