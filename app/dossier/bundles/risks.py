"""What in a text may be held against the person who shows it: the phrases that papers know too."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.core.tables import data_table
from app.documents import risks


def risks_in(texts: Iterable[str]) -> list[str]:
    """Codes of what the texts say, in the order of `app/data/documents/risks.toml`."""
    table = data_table("documents", "risks")
    return risks.risks_in(texts, table["risks"], table["denials"])


def texts_in(value: Any) -> Iterator[str]:
    """Every text inside a value of JSON."""
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from texts_in(each)
        case list() | tuple():
            for each in value:
                yield from texts_in(each)
        case _:
            return
