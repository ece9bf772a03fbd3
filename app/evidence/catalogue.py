"""What a checklist can hold (`app/data/checklists`) and what claims must prove (`law/claims`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from app.core.rules import rule_book
from app.core.tables import data_table


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of evidence; empty `reasons`, `when_any` or `claims` mean that it always applies.

    `when_any` names traits of debts; `contracts_from` is the day from which any contract asks for
    it, whatever is claimed.
    """

    code: str
    texts: Mapping[str, str]
    purposes: frozenset[str]
    required_for: frozenset[str]
    reasons: frozenset[str]
    claims: frozenset[str]
    expires_after_days: int | None
    rule_id: str | None
    when_any: frozenset[str] = frozenset()
    contracts_from: date | None = None

    def text(self, name: str, language: str) -> str:
        """`title`, `why` or `how_to_get` in a language."""
        return self.texts[f"{name}_{'en' if language == 'en' else 'zh'}"]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a claim must show: who bears the burden, and which items show it."""

    claim: str
    code: str
    texts: Mapping[str, str]
    burden: str
    items: tuple[str, ...]

    def title(self, language: str) -> str:
        """What must be shown, in a language."""
        return self.texts[f"title_{'en' if language == 'en' else 'zh'}"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights of items and the percent that each status earns."""

    version: str
    weights: Mapping[str, int]
    credits: Mapping[str, int]


def _texts(table: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in table.items() if name.endswith(("_zh", "_en"))}


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """All kinds of evidence, in the order of the data."""
    return {
        table["code"]: Template(
            code=table["code"],
            texts=_texts(table),
            purposes=frozenset(table["purposes"]),
            required_for=frozenset(table["required_for"]),
            reasons=frozenset(table.get("reasons", ())),
            claims=frozenset(table.get("claims", ())),
            expires_after_days=table.get("expires_after_days"),
            rule_id=table.get("rule_id"),
            when_any=frozenset(table.get("when_any", ())),
            contracts_from=table.get("contracts_from"),
        )
        for table in data_table("checklists", "items")["items"]
    }


@lru_cache(maxsize=1)
def traits() -> Mapping[str, tuple[str, frozenset[object]]]:
    """What makes a debt ask for more: the field of the debt and its values, by trait."""
    rows = data_table("checklists", "items")["traits"]
    return {name: (row["field"], frozenset(row["values"])) for name, row in rows.items()}


@lru_cache(maxsize=1)
def elements() -> Mapping[str, tuple[Element, ...]]:
    """What each claim must show, by the claim's code."""
    return {
        claim["code"]: tuple(
            Element(
                claim["code"],
                element["code"],
                _texts(element),
                element["burden"],
                tuple(element["items"]),
            )
            for element in claim["elements"]
        )
        for claim in rule_book().table("claims")["claims"]
    }


@lru_cache(maxsize=1)
def scale() -> Scale:
    """How completeness is counted."""
    table = data_table("checklists", "completeness")
    return Scale(table["version"], table["weights"], table["credits"])
