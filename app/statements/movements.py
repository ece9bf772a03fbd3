"""Rules of economic kind as data: `app/data/categories/movements.toml` read once."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.core.tables import data_table
from app.statements.transactions import Family, Transaction

Kind = Literal["income", "expense", "debt_service", "transfer", "refund", "closed", "neutral_other"]
"""What a row is in economic terms; `debt_service` is repayment (还款), `closed` an order that
came to nothing (交易关闭), `transfer` a move between own accounts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it applies and by which words."""

    kind: Kind
    category: str
    fields: tuple[str, ...]
    directions: frozenset[str]
    families: frozenset[str]
    own_name: bool
    wanted: re.Pattern[str] | None
    forbidden: re.Pattern[str] | None

    def fits(self, row: Transaction, family: Family, own_names: Collection[str]) -> bool:
        """Whether the rule decides this row."""
        if row.direction not in self.directions or family not in self.families:
            return False
        is_own = row.counterparty != "" and row.counterparty in own_names
        if self.own_name and not is_own:
            return False
        text = " ".join(_field(row, name) for name in self.fields)
        if self.wanted is not None and not self.wanted.search(text):
            return False
        return self.forbidden is None or not self.forbidden.search(text)


@dataclass(frozen=True, slots=True)
class Movements:
    """All rules in their order, and the words of borrowing."""

    rules: tuple[Rule, ...]
    credit_methods: re.Pattern[str]
    products: Mapping[str, re.Pattern[str]]


def row_text(row: Transaction) -> str:
    """Everything a row says about its purpose, in one line."""
    return f"{row.category_text} {row.description} {row.counterparty}"


def _field(row: Transaction, name: str) -> str:
    texts = {
        "text": row_text(row),
        "category": row.category_text,
        "method": row.payment_method,
        "status": row.status,
    }
    return texts[name]


def _pattern(words: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None


def _required(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def _rule(table: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=table["kind"],
        category=table.get("category", ""),
        fields=tuple(table["fields"]),
        directions=frozenset(table["directions"]),
        families=frozenset(table.get("families", ("wallet", "debit", "card"))),
        own_name=table.get("own_name", False),
        wanted=_pattern(table.get("any")),
        forbidden=_pattern(table.get("none")),
    )


@lru_cache(maxsize=1)
def movements() -> Movements:
    """The rules and words shipped with the app."""
    content = data_table("categories", "movements")
    credit = content["credit"]
    return Movements(
        rules=tuple(map(_rule, content["rules"])),
        credit_methods=_required(credit["methods"]),
        products={code: _required(words) for code, words in credit["products"].items()},
    )
