"""Layouts of statements as data: `app/data/categories/statement_layouts.toml` read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from app.core.tables import data_table
from app.statements.cells import fold
from app.statements.transactions import Direction, Family

Sign = Literal["direction", "signed", "reversed", "two_columns", "card_words"]
"""How the direction of money is told: see the head of the data file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: header names by role, all folded; `required` names must all be there.

    `absent` names belong to another layout with the same columns; `words` for directions are
    known beside those of the vocabulary.
    """

    institution: str
    format: str
    family: Family
    sign: Sign
    columns: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    marks: tuple[str, ...] = ()
    neutral_when_empty: bool = False
    absent: frozenset[str] = frozenset()
    words: Mapping[str, Direction] = field(default_factory=dict)

    def fits(self, present: frozenset[str]) -> bool:
        """Whether a header row with these names is this layout's."""
        return self.required <= present and not self.absent & present


@dataclass(frozen=True, slots=True)
class Issuer:
    """A bank: its code, the marks above its tables, short names in payment methods; folded."""

    code: str
    marks: tuple[str, ...]
    short: tuple[str, ...]

    def named_in(self, text: str) -> bool:
        """Whether a folded text names this bank."""
        return any(mark in text for mark in (*self.marks, *self.short))


@dataclass(frozen=True, slots=True)
class Rejected:
    """An export that looks right and is another thing; `hint` says which one to use."""

    hint: str
    headers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """The first bytes (lower case) of a kind of file that is no statement."""

    start: bytes
    kind: str
    hint: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps against hostile files: bytes, archive members, rows, columns, cells."""

    file_bytes: int
    unpacked_bytes: int
    encrypted_bytes: int
    archive_members: int
    rows: int
    columns: int
    cells: int
    header_rows: int
    header_characters: int


@dataclass(frozen=True, slots=True)
class LargeFiles:
    """From which size on text is read by a worker instead of in the request, and up to which."""

    from_bytes: int
    from_rows: int
    most_bytes: int
    most_rows: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words shared by all layouts, folded."""

    directions: Mapping[str, Direction]
    empty: frozenset[str]
    full_refund_status: tuple[str, ...]
    credit_card_marks: tuple[str, ...]
    card_headers: frozenset[str]
    card_income: tuple[str, ...]
    title_marks: tuple[str, ...]
    currencies: Mapping[str, str]
    footers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the reader knows about statement files.

    `wallets` are those that the payment method of a shop's file may name.
    """

    layouts: tuple[Layout, ...]
    rejected: tuple[Rejected, ...]
    generic: Mapping[str, tuple[str, ...]]
    issuers: tuple[Issuer, ...]
    wallets: tuple[Issuer, ...]
    vocabulary: Vocabulary
    signatures: tuple[Signature, ...]
    limits: Limits
    large: LargeFiles
    known_headers: frozenset[str]


def fold_name(text: str) -> str:
    """A header or word of the vocabulary as it is compared: folded, lower case."""
    return fold(text).lower()


def _names(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold_name(word) for word in words)


def _columns(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {role: _names(names) for role, names in table.items()}


def _layout(table: Mapping[str, Any]) -> Layout:
    return Layout(
        institution=table["institution"],
        format=table["format"],
        family=table["family"],
        sign=table["sign"],
        columns=_columns(table["columns"]),
        required=frozenset(_names(table["required"])),
        marks=_names(table["marks"]),
        neutral_when_empty=table.get("neutral_when_empty", False),
        absent=frozenset(_names(table.get("absent", ()))),
    )


def _vocabulary(content: Mapping[str, Any]) -> Vocabulary:
    words = content["vocabulary"]
    kinds: tuple[Direction, ...] = ("income", "expense", "neutral")
    return Vocabulary(
        directions={name: kind for kind in kinds for name in _names(words[kind])},
        empty=frozenset(_names(words["empty"])),
        full_refund_status=_names(words["full_refund_status"]),
        credit_card_marks=_names(words["credit_card_marks"]),
        card_headers=frozenset(_names(words["card_headers"])),
        card_income=_names(words["card_income"]),
        title_marks=_names(words["title_marks"]),
        currencies={
            name: code for code, names in content["currencies"].items() for name in _names(names)
        },
        footers=_names(content["footers"]["starts"]),
    )


def _wallets() -> tuple[Issuer, ...]:
    wallets = data_table("categories", "issuers")["wallets"]
    return tuple(Issuer(code, (), _names(names)) for code, names in wallets.items())


def _issuers() -> tuple[Issuer, ...]:
    content = data_table("categories", "issuers")
    return tuple(
        Issuer(entry["code"], _names(entry["marks"]), _names(entry["short"]))
        for entry in content["issuers"]
    )


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The layouts, words and default limits shipped with the app."""
    content = data_table("categories", "statement_layouts")
    layouts = tuple(_layout(table) for table in content["layouts"])
    rejected = tuple(
        Rejected(table["hint"], frozenset(_names(table["headers"])))
        for table in content["rejected"]
    )
    generic = _columns(content["generic"])
    tables = [*(layout.columns for layout in layouts), generic]
    known = {name for table in tables for names in table.values() for name in names}
    known |= {name for layout in layouts for name in layout.required}
    known |= {name for entry in rejected for name in entry.headers}
    return Catalogue(
        layouts=layouts,
        rejected=rejected,
        generic=generic,
        issuers=_issuers(),
        wallets=_wallets(),
        vocabulary=_vocabulary(content),
        signatures=tuple(
            Signature(bytes.fromhex(entry["bytes"]).lower(), kind, entry["hint"])
            for kind, entry in content["signatures"].items()
        ),
        limits=Limits(**content["limits"]),
        large=LargeFiles(**content["large"]),
        known_headers=frozenset(known),
    )
