"""Characters without which a paper cannot be read, and which the shipped font lacks."""

import unicodedata
from collections.abc import Collection, Iterable

SYMBOLS = frozenset({"So", "Sk", "Sm", "Sc", "Po", "Ps", "Pe", "Mn", "Me", "Mc"})
"""Categories without which a name can still be read: pictures (emoji), signs, marks."""


def missing(texts: Iterable[str], known: Collection[int]) -> list[str]:
    """Characters of the texts that the font lacks, each once, in order."""
    found = dict.fromkeys(character for text in texts for character in text)
    return [each for each in found if each != "\n" and ord(each) not in known]


def is_symbol(character: str) -> bool:
    """Whether the character is a picture or sign rather than a letter."""
    return unicodedata.category(character) in SYMBOLS
