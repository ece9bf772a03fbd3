"""The vocabularies: every enum of the contract with its names, one source with the document.

Each file of `app/data/vocabularies` holds `[[vocabularies]]` of one subject. The document marks
an enum with the name of its vocabulary (`x-vocabulary`); tests refuse an enum without one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from app.core.tables import data_table

FOLDER = "vocabularies"


@lru_cache(maxsize=1)
def vocabularies() -> Sequence[Mapping[str, Any]]:
    """Every vocabulary as its data row, by name."""
    names = sorted(
        entry.name.removesuffix(".toml")
        for entry in files("app.data").joinpath(FOLDER).iterdir()
        if entry.name.endswith(".toml")
    )
    rows = [row for name in names for row in data_table(FOLDER, name)["vocabularies"]]
    return sorted(rows, key=lambda row: str(row["name"]))


@lru_cache(maxsize=1)
def _by_codes() -> Mapping[frozenset[str], str]:
    named: dict[frozenset[str], str] = {}
    for row in vocabularies():
        codes = [frozenset(item["code"] for item in row["items"])]
        for part in (*codes, *map(frozenset, row.get("parts", ()))):
            named[part] = row["name"]
    return named


def vocabulary_of(codes: Iterable[object]) -> str | None:
    """The name of the vocabulary with exactly these codes (or a declared part), None without."""
    return _by_codes().get(frozenset(map(str, codes)))


def label_of(name: str, code: str, language: str) -> str:
    """What a code of a vocabulary is called in a language; the code itself where it has no name."""
    suffix = "en" if language == "en" else "zh"
    items = (item for row in vocabularies() if row["name"] == name for item in row["items"])
    return next((str(item[f"label_{suffix}"]) for item in items if item["code"] == code), code)
