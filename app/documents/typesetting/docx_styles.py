"""Page, styles and tables of a DOCX: calm and black, close to what the PDF shows."""

from collections.abc import Sequence
from typing import Final, cast

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

EAST_ASIAN, LATIN = "宋体", "Times New Roman"
"""Fonts every office program in China has; the reader's own one stands in where it is missing."""
CELL, GAP = "Table Text", "Table Gap"
"""Styles of the service's own: text in a table, and the line Word needs after one."""
PAGE_WIDTH, PAGE_HEIGHT = 21.0, 29.7
SIDE_MARGIN, END_MARGIN = 2.2, 1.8
LINE_WIDTH = PAGE_WIDTH - 2 * SIDE_MARGIN
"""Centimetres of a page (A4) and of a line on it."""
LOOKS: Final[dict[str, tuple[float, float, float]]] = {
    "Normal": (10.5, 0, 4),
    "Title": (16, 0, 8),
    "Heading 1": (12, 8, 3),
    "Heading 2": (10.5, 6, 2),
    "List Bullet": (10.5, 0, 1),
    "List Number": (10.5, 0, 1),
    "Footer": (8, 0, 0),
    CELL: (9, 0, 0),
    GAP: (3, 0, 0),
}
"""Size of the letters and the room before and after a paragraph, in points."""
CELL_MARGINS = {"top": 50, "left": 85, "bottom": 50, "right": 85}
"""Room inside a cell, in twentieths of a point."""
HEADER_SHADE = "EEEEEE"
BLACK = RGBColor(0, 0, 0)


def prepare(word: WordDocument) -> None:
    """Sets page and styles; every style names its East Asian font."""
    for name in (CELL, GAP):
        word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles["Normal"]
    for name, (size, before, after) in LOOKS.items():
        style = cast("ParagraphStyle", word.styles[name])
        use_fonts(style)
        style.font.size, style.font.color.rgb = Pt(size), BLACK
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0 if name in {GAP, CELL} else 1.2
    _without_rule(cast("ParagraphStyle", word.styles["Title"]))
    _count_at_the_right(cast("ParagraphStyle", word.styles["Footer"]))
    section = word.sections[0]
    section.page_width, section.page_height = Cm(PAGE_WIDTH), Cm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = Cm(SIDE_MARGIN)
    section.top_margin = section.bottom_margin = Cm(END_MARGIN)
    section.footer_distance = Cm(0.8)


def use_fonts(style: CharacterStyle) -> None:
    """Word takes `w:eastAsia` for Chinese characters and falls back to anything without it."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), EAST_ASIAN)


def _without_rule(style: ParagraphStyle) -> None:
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for rule in style.element.xpath("./w:pPr/w:pBdr"):
        rule.getparent().remove(rule)


def _count_at_the_right(style: ParagraphStyle) -> None:
    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Cm(LINE_WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def set_widths(table: WordTable, shares: Sequence[float]) -> None:
    """Each column as wide as its share of the line.

    Word obeys the width of every cell, other programs that of the columns.
    """
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(LINE_WIDTH * share)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Cm(LINE_WIDTH * share)


def set_grid(table: WordTable) -> None:
    """Room in the cells, a shaded header on every page, and no row torn by the end of one."""
    margins = _new("w:tblCellMar")
    for side, width in CELL_MARGINS.items():
        margins.append(_new(f"w:{side}", w=str(width), type="dxa"))
    table._tblPr.xpath("./w:tblLook")[0].addprevious(margins)  # noqa: SLF001 - the library has no public name for it
    _mark_header(table)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_new("w:cantSplit"))  # noqa: SLF001 - likewise
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _mark_header(table: WordTable) -> None:
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(_new("w:tblHeader", val="true"))  # noqa: SLF001 - the library has no public name for it
    for cell in header.cells:
        shade = _new("w:shd", val="clear", color="auto", fill=HEADER_SHADE)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - likewise


def set_footer(paragraph: WordParagraph, text: str) -> None:
    """The text, and at the right end of the line the page and the number of pages."""
    paragraph.add_run(f"{text}\t")
    paragraph._p.append(_field("PAGE"))  # noqa: SLF001 - the library has no public name for it
    paragraph.add_run(" / ")
    paragraph._p.append(_field("NUMPAGES"))  # noqa: SLF001 - likewise


def _field(instruction: str) -> BaseOxmlElement:
    """A field that counts; no text of a person is ever one."""
    field = _new("w:fldSimple", instr=instruction)
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    return field


def _new(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
