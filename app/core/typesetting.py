"""Sets papers as PDF/A-2b: typst, a template of `app/data/templates`, and the font of a package.

Nothing of the machine is read but the templates and that font; values reach a template as JSON in
`sys.inputs.values`, never as its text, so they cannot become commands. Same template, values and
day give the same bytes. A character without a glyph would show as nothing; it is printed as
`[U+1F600]` instead.

The typesetter remembers the layout of its last eleven documents, which for a list of three
hundred rows is thirty megabytes each and never of use again: after a large one it is made to
forget.
"""

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import orjson
import typst
from fontTools.ttLib import TTCollection
from noto_cjk_sans_otc import FONT_PATH

FAMILY: Final = "Noto Sans CJK SC"
_FULL_COVERAGE = 12
_IGNORABLE = frozenset({"Cf", "Mn", "Cc"})
"""Categories of characters that have no shape of their own: joiners, selectors, controls."""
_LINE_BREAKS = frozenset("\n\t")
_LARGE_LENGTH = 8 * 1024
"""From this many characters of values on, what is remembered of a document is megabytes."""
_REMEMBERED = 11
"""As many documents as the library keeps the layout of; each further one pushes out the oldest."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_PATH.parent)]
    )


@lru_cache(maxsize=1)
def drawn_characters() -> frozenset[int]:
    """The code points that the font has a glyph for.

    The table is read by hand: the library would name every glyph of the font on the way, which
    takes ten times the memory.
    """
    with TTCollection(str(FONT_PATH), lazy=True) as collection:
        font = next(one for one in collection.fonts if one["name"].getDebugName(1) == FAMILY)
        return frozenset(_covered(font.reader["cmap"]))


def _covered(table: bytes) -> Iterator[int]:
    """Code points of a `cmap` table, from its subtable of format 12 (OpenType 1.9, `cmap`)."""
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = {struct.unpack_from(">L", table, 8 + 8 * index)[0] for index in range(count)}
    [full] = (at for at in offsets if struct.unpack_from(">H", table, at)[0] == _FULL_COVERAGE)
    (groups,) = struct.unpack_from(">L", table, full + 12)
    for index in range(groups):
        first, last, _glyph = struct.unpack_from(">LLL", table, full + 16 + 12 * index)
        yield from range(first, last + 1)


def printable(text: str) -> str:
    """The text with every character that has no glyph named by its number, in NFC."""
    known = drawn_characters()
    return "".join(
        each
        if ord(each) in known or each in _LINE_BREAKS
        else ""
        if unicodedata.category(each) in _IGNORABLE
        else f"[U+{ord(each):04X}]"
        for each in unicodedata.normalize("NFC", text)
    )


def _printable(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {name: _printable(each) for name, each in value.items()}
        case list() | tuple():
            return [_printable(each) for each in value]
        case _:
            return value


def set_pdf(template: str, values: Mapping[str, Any], *, day: date) -> bytes:
    """The PDF of `app/data/templates/<template>.typ` with these values of JSON.

    `day` is the date of the document; no clock is read.
    """
    root = files("app.data").joinpath("templates")
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    given = orjson.dumps({**_printable(values), "day": [day.year, day.month, day.day]}).decode()
    try:
        made = typst.compile(
            str(root.joinpath(f"{template}.typ")),
            root=str(root),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"values": given},
            format="pdf",
            pdf_standards="a-2b",
            timestamp=noon,
        )
    finally:
        if len(given) >= _LARGE_LENGTH:
            _forget()
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece")
    return made


def _forget() -> None:
    """Sets blank documents until the library has let go of all layouts before them."""
    for _ in range(_REMEMBERED):
        typst.compile(b" ", font_paths=_fonts(), ignore_system_fonts=True, format="svg")
