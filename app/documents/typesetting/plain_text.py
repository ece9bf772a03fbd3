"""What is left of a person's text once it can do nothing but be read.

Control characters, marks that turn the reading direction around and characters that are not
shown at all are taken out: a paper must say what its characters say, in their order. Nothing is
escaped here; that is each renderer's own business.
"""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_UNSHOWN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
"""Not `Cn` and `Co`: a character newer than this Python, or a bank's own, may be part of a name."""
_NO_CHARACTERS = range(0xFDD0, 0xFDF0)
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x180E))
"""Selectors of a glyph's form; without them the character stands in its usual form."""


def plain(text: str) -> str:
    """The text with one kind of line end, blanks as one space, and nothing unseen."""
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).split("\n")
    cleaned = (_BLANKS.sub(" ", "".join(filter(_is_shown, line))).strip() for line in lines)
    return "\n".join(line for line in cleaned if line)


def one_line(text: str) -> str:
    """The same on a single line."""
    return plain(text).replace("\n", " ")


def _is_shown(character: str) -> bool:
    if character == "\t":
        return True
    code = ord(character)
    if code in _NO_CHARACTERS or code & 0xFFFE == 0xFFFE:  # noqa: PLR2004 - the last two of a plane
        return False
    if any(code in variation for variation in _VARIATIONS):
        return False
    return unicodedata.category(character) not in _UNSHOWN_CATEGORIES
