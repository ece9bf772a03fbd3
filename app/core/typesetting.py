"""Sets papers as PDF/A-2b: typst, a template of `app/data/templates`, and the font of a package.

Nothing of the machine is read but the templates and that font; values reach a template as JSON in
`sys.inputs.values`, never as its text, so they cannot become commands. Same template, values and
day give the same bytes. A character without a glyph would show as nothing; it is printed as
`[U+1F600]` instead.
"""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import orjson
import typst
from fontTools.ttLib import TTCollection
from noto_cjk_sans_otc import FONT_PATH

FAMILY: Final = "Noto Sans CJK SC"
_IGNORABLE = frozenset({"Cf", "Mn", "Cc"})
"""Categories of characters that have no shape of their own: joiners, selectors, controls."""
_LINE_BREAKS = frozenset("\n\t")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_PATH.parent)]
    )


@lru_cache(maxsize=1)
def drawn_characters() -> frozenset[int]:
    """The code points that the font has a glyph for."""
    with TTCollection(str(FONT_PATH), lazy=True) as collection:
        font = next(one for one in collection.fonts if one["name"].getDebugName(1) == FAMILY)
        return frozenset(font.getBestCmap())


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
    given = {**_printable(values), "day": [day.year, day.month, day.day]}
    made = typst.compile(
        str(root.joinpath(f"{template}.typ")),
        root=str(root),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": orjson.dumps(given).decode()},
        format="pdf",
        pdf_standards="a-2b",
        timestamp=noon,
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece")
    return made
