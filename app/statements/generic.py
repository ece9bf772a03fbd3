"""The reader for layouts nobody described: columns by their usual names, or as the caller says.

What cannot be told from the file is asked for, not guessed: an amount without sign and without
a word for its direction is refused with the hint `direction_missing`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.statements.cells import combined_money, money
from app.statements.layouts import Catalogue, Layout, Sign, Vocabulary, fold_name
from app.statements.tables import Row
from app.statements.transactions import Direction, Family


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a caller says about a file: header names by role, and how directions are told.

    Roles are those of `generic` in the data (`date`, `amount`, `direction`, …). Without `sign`
    it follows from the roles; `words` are the caller's own words for directions, folded.
    """

    columns: Mapping[str, str]
    sign: Sign | None = None
    family: Family = "debit"
    words: Mapping[str, Direction] = field(default_factory=dict)


Names = tuple[str, ...]
"""Folded header names of one role, the best first."""

_SAMPLE = 200


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
    cells = list(_values(rows, column))
    amounts = [found for cell in cells if (found := money(cell) or combined_money(cell))]
    if any(found.word for found in amounts):
        return "signed"
    if not any(found.signed for found in amounts):
        return None
    positive = sum(found.value > 0 for found in amounts)
    negative = sum(found.value < 0 for found in amounts)
    return "reversed" if family == "card" and positive > negative else "signed"


def _named(names: Sequence[str], roles: Mapping[str, tuple[str, ...]]) -> dict[str, Names]:
    return {
        role: found
        for role, synonyms in roles.items()
        if (found := tuple(name for name in synonyms if name in names))
    }


def _direction(
    candidates: Names, names: Sequence[str], rows: Sequence[Row], vocabulary: Vocabulary
) -> Names:
    """The column whose words mostly are directions; the first of those that say it best."""
    best, share = "", Fraction(0)
    for name in candidates:
        words = [word for text in _values(rows, names.index(name)) if (word := fold_name(text))]
        known = sum(word in vocabulary.directions for word in words)
        if words and Fraction(known, len(words)) > share:
            best, share = name, Fraction(known, len(words))
    return (best,) if 2 * share >= 1 else ()


def _columns(names: Sequence[str], rows: Sequence[Row], known: Catalogue) -> dict[str, Names]:
    columns = _named(names, known.generic)
    if columns.get("time", ())[:1] == columns.get("date", ())[:1]:
        columns.pop("time", None)
    told = _direction(columns.pop("direction", ()), names, rows, known.vocabulary)
    if told:
        columns["direction"] = told
        amounts = tuple(name for name in columns.get("amount", ()) if name not in told)
        columns["amount"] = amounts
    return {role: found for role, found in columns.items() if found}


def _family(names: Sequence[str], preamble: str, vocabulary: Vocabulary) -> Family:
    is_named = any(mark in preamble for mark in vocabulary.credit_card_marks)
    return "card" if is_named or not vocabulary.card_headers.isdisjoint(names) else "debit"


def generic_layout(
    names: Sequence[str], rows: Sequence[Row], preamble: str, known: Catalogue
) -> Layout | None:
    """A layout made up from a header row: `names` and `preamble` folded, `rows` those below.

    None without a date column, or if nothing tells the direction of the amounts. A bank named
    in the preamble is the institution.
    """
    columns = _columns(names, rows, known)
    if "date" not in columns:
        return None
    family = _family(names, preamble, known.vocabulary)
    sign = _told_by(columns)
    if sign is None and "amount" in columns:
        sign = _told_by_signs(rows, names.index(columns["amount"][0]), family)
        if sign is None and family == "card" and columns.keys() & {"description", "category_text"}:
            sign = "card_words"
    if sign is None:
        return None
    issuer = next((entry.code for entry in known.issuers if entry.named_in(preamble)), "generic")
    return Layout(issuer, "generic", family, sign, columns, frozenset())


def renamed_layout(
    described: Layout, names: Sequence[str], preamble: str, known: Catalogue
) -> Layout | None:
    """A described layout under a header row that calls some of its columns by other names.

    None unless every needed column is there by its own name or by one of its role in `generic`,
    or if it is of a card and the file is not, or the reverse.
    """
    present = frozenset(names)
    family = _family(names, preamble, known.vocabulary)
    if described.absent & present or described.family not in ("wallet", family):
        return None
    own = {name: role for role, found in described.columns.items() for name in found}
    columns = {}
    for role in described.columns.keys() | known.generic.keys():
        others = (name for name in known.generic.get(role, ()) if own.get(name, role) == role)
        synonyms = (*described.columns.get(role, ()), *others)
        found = tuple(dict.fromkeys(name for name in synonyms if name in present))
        if found:
            columns[role] = found
    if any(name in own and own[name] not in columns for name in described.required):
        return None
    if columns.get("time", ())[:1] == columns["date"][:1]:
        del columns["time"]
    return replace(described, columns=columns)


def lacks_direction(names: Sequence[str], known: Catalogue) -> bool:
    """Whether a header row has date and amount, so that only the direction is missing."""
    return all(any(name in names for name in known.generic[role]) for role in ("date", "amount"))


def mapped_layout(mapping: ColumnMapping) -> Layout:
    """The layout a caller describes; without `sign` it follows from the roles given."""
    columns = {role: (fold_name(name),) for role, name in mapping.columns.items()}
    sign = mapping.sign or _told_by(columns) or "signed"
    required = frozenset(name for names in columns.values() for name in names)
    return Layout("generic", "mapped", mapping.family, sign, columns, required, words=mapping.words)
