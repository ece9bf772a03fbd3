"""Shows the vocabularies of `app/data/vocabularies` in the caller's language."""

from collections.abc import Mapping
from typing import Any

from app.core import i18n
from app.core.vocabularies import vocabularies
from app.law.vocabularies.schemas import Vocabulary, VocabularyItem


def list_vocabularies(name: str | None = None) -> list[Vocabulary]:
    """Every vocabulary, or the one of a name, in the caller's language."""
    return [_shown(row) for row in vocabularies() if name in {None, row["name"]}]


def _shown(row: Mapping[str, Any]) -> Vocabulary:
    language = "en" if i18n.current_language() == "en" else "zh"
    return Vocabulary(
        name=row["name"],
        title=row[f"title_{language}"],
        items=[
            VocabularyItem(
                code=item["code"],
                label=item[f"label_{language}"],
                description=item.get(f"description_{language}"),
                aliases=item.get("aliases", []),
                deprecated=item.get("deprecated", False),
            )
            for item in row["items"]
        ],
    )
