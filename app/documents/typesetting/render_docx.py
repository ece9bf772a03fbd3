"""DOCX of a document, to be edited further: real styles, real tables, East Asian fonts set."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import CharacterStyle
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.typesetting.plain_text import one_line, plain
from app.documents.typesetting.tree import (
    Block,
    Document,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Runs,
    Signature,
    Table,
)

EAST_ASIAN, LATIN = "宋体", "Times New Roman"
"""Fonts every office program in China has; the reader's own one stands in where it is missing."""
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "List Number")
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The day every part of the archive bears, so that the same tree gives the same bytes."""
LINE = "____________________"
PAGE_WIDTH, MARGIN = 21, 2.5
LINE_WIDTH = PAGE_WIDTH - 2 * MARGIN
"""Centimetres of a page (A4) and of a line on it."""
FIGURE_NAMES = 0.35
"""Share of a line that the names of figures take."""


def render_docx(document: Document) -> bytes:
    """The document as DOCX."""
    word = docx.Document()
    _prepare(word, document)
    title = word.add_paragraph(one_line(document.title), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in document.blocks:
        _add(word, block)
    if document.footer:
        word.sections[0].footer.paragraphs[0].text = one_line(document.footer)
    made = BytesIO()
    word.save(made)
    return _repacked(made.getvalue())


def _prepare(word: WordDocument, document: Document) -> None:
    for name in STYLES:
        _use_fonts(cast("CharacterStyle", word.styles[name]))
    word.styles["Normal"].font.size = Pt(10.5)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(PAGE_WIDTH), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN)
    day = datetime(document.as_of.year, document.as_of.month, document.as_of.day)  # noqa: DTZ001 - the format holds no offset
    about = word.core_properties
    about.title, about.author, about.comments = one_line(document.title), "", ""
    about.created, about.modified, about.revision = day, day, 1
    about.language = document.locale


def _use_fonts(style: CharacterStyle) -> None:
    """Word takes `w:eastAsia` for Chinese characters and falls back to anything without it."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), EAST_ASIAN)


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            word.add_heading(one_line(_joined(block.runs)), level=min(block.level, 2))
        case Paragraph():
            paragraph = word.add_paragraph()
            if block.indent:
                paragraph.paragraph_format.first_line_indent = Pt(21)
            if block.is_apart:
                paragraph.paragraph_format.space_before = Pt(12)
            _write(paragraph, block.runs)
        case Listing():
            _add_listing(word, block)
        case KeyFigures():
            _add_figures(word, block)
        case Table():
            _add_table(word, block)
        case _:
            _add_signature(word, block)


def _add_listing(word: WordDocument, block: Listing) -> None:
    number = _new_numbering(word) if block.numbered else None
    for item in block.items:
        paragraph = word.add_paragraph(style="List Number" if block.numbered else "List Bullet")
        if number is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - the library has no public name for it
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        _write(paragraph, item)


def _new_numbering(word: WordDocument) -> int:
    """A numbering that begins with 1; paragraphs of one style go on where the last stopped."""
    style = word.styles["List Number"].element
    numbering = word.part.numbering_part.element
    kind = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    begun = numbering.add_num(kind)
    begun.add_lvlOverride(0).add_startOverride(1)
    return int(begun.numId)


def _add_figures(word: WordDocument, block: KeyFigures) -> None:
    table = word.add_table(rows=0, cols=2)
    for name, runs in block.pairs:
        cells = table.add_row().cells
        cells[0].text = one_line(name)
        _write(cells[1].paragraphs[0], runs)
    _set_widths(table, (FIGURE_NAMES, 1 - FIGURE_NAMES))


def _add_signature(word: WordDocument, block: Signature) -> None:
    for label in block.labels:
        paragraph = word.add_paragraph(f"{one_line(label)}{LINE}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _joined(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _write(paragraph: WordParagraph, runs: Runs) -> None:
    """Writes a text as text: it is never read as a field, and a line end is a line break."""
    lines = plain(_joined(runs)).split("\n")
    for number, line in enumerate(lines):
        run = paragraph.add_run(line)
        if number < len(lines) - 1:
            run.add_break()


def _add_table(word: WordDocument, block: Table) -> None:
    rows = block.rows if block.total is None else (*block.rows, block.total)
    table = word.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    _repeat_header(table)
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        cell.text = one_line(column.title)
    for row in rows:
        for cell, column, runs in zip(table.add_row().cells, block.columns, row, strict=True):
            _fill(cell, runs, column.align)
    whole = sum(column.share for column in block.columns)
    _set_widths(table, [column.share / whole for column in block.columns])
    word.add_paragraph()


def _set_widths(table: WordTable, shares: Sequence[float]) -> None:
    """Each column as wide as its share of the line; Word obeys the width of every cell."""
    table.autofit = False
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Cm(LINE_WIDTH * share)


def _fill(cell: WordCell, runs: Runs, align: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = SIDES[align]
    _write(paragraph, runs)


def _repeat_header(table: WordTable) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no public name for it
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)


def _repacked(content: bytes) -> bytes:
    """The archive with its parts' dates set to one constant day."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name in given.namelist():
            part = ZipInfo(name, EPOCH)
            part.compress_type = ZIP_DEFLATED
            packed.writestr(part, given.read(name))
    return made.getvalue()
