"""Categories of household money (`app/data/categories/spending.toml`): which one a row is in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.core.tables import data_table
from app.statements.transactions import Direction, Transaction

OTHER = "other"
"""The category of what no word tells."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category: the wallets' own names for it and the words that point to it."""

    code: str
    essential: bool
    weak: bool
    own: frozenset[str]
    words: re.Pattern[str] | None


def _category(table: Mapping[str, Any]) -> Category:
    words = "|".join(map(re.escape, table["words"]))
    return Category(
        code=table["code"],
        essential=table.get("essential", False),
        weak=table.get("weak", False),
        own=frozenset(table["own"]),
        words=re.compile(words, re.IGNORECASE) if words else None,
    )


@lru_cache(maxsize=1)
def categories() -> Mapping[str, tuple[Category, ...]]:
    """All categories under `expense` and `income`, in their order of precedence."""
    content = data_table("categories", "spending")
    return {side: tuple(map(_category, content[side])) for side in ("expense", "income")}


@lru_cache(maxsize=1)
def essential_codes() -> frozenset[str]:
    """Categories of living costs that come before any creditor."""
    return frozenset(entry.code for entry in categories()["expense"] if entry.essential)


def _by_own_name(names: Sequence[str], entries: Sequence[Category], *, weak: bool) -> str | None:
    fitting = (entry for entry in entries if entry.weak == weak and entry.own.intersection(names))
    return next((entry.code for entry in fitting), None)


def category_of(transaction: Transaction, direction: Direction) -> str:
    """The category of a row that is spending or income.

    By the wallet's own name for it, then by words in merchant and text, else `other`.
    """
    entries = categories()["income" if direction == "income" else "expense"]
    names = [transaction.category_text, *transaction.category_text.split()]
    texts = (transaction.counterparty, transaction.description, transaction.category_text)
    text = " ".join(texts)
    by_word = (entry.code for entry in entries if entry.words and entry.words.search(text))
    return (
        _by_own_name(names, entries, weak=False)
        or next(by_word, None)
        or _by_own_name(names, entries, weak=True)
        or OTHER
    )
