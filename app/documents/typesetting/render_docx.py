"""DOCX of a document, to be edited further: real styles, real tables, East Asian fonts set."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.typesetting.docx_styles import (
    CELL,
    GAP,
    prepare,
    set_footer,
    set_grid,
    set_widths,
)
from app.documents.typesetting.plain_text import one_line, plain
from app.documents.typesetting.tree import (
    Block,
    Document,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Run,
    Runs,
    Signature,
    Table,
)

SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The day every part of the archive bears, so that the same tree gives the same bytes."""
LINE = "____________________"
FIGURE_NAMES = 0.35
"""Share of a line that the names of figures take."""


def render_docx(document: Document) -> bytes:
    """The document as DOCX."""
    word = docx.Document()
    prepare(word)
    _describe(word, document)
    word.add_paragraph(one_line(document.title), style="Title")
    for block in document.blocks:
        _add(word, block)
    set_footer(word.sections[0].footer.paragraphs[0], one_line(document.footer))
    made = BytesIO()
    word.save(made)
    return _repacked(made.getvalue())


def _describe(word: WordDocument, document: Document) -> None:
    day = datetime(document.as_of.year, document.as_of.month, document.as_of.day)  # noqa: DTZ001 - the format holds no offset
    about = word.core_properties
    about.title, about.author, about.comments = one_line(document.title), "", ""
    about.created, about.modified, about.revision = day, day, 1
    about.language = document.locale


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
    set_widths(table, (FIGURE_NAMES, 1 - FIGURE_NAMES))


def _add_signature(word: WordDocument, block: Signature) -> None:
    for number, label in enumerate(block.labels, start=1):
        paragraph = word.add_paragraph(f"{one_line(label)}{LINE}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = number < len(block.labels)


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
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _fill(cell, (Run(one_line(column.title)),), column.align)
    for row in rows:
        for cell, column, runs in zip(table.add_row().cells, block.columns, row, strict=True):
            _fill(cell, runs, column.align)
    set_grid(table)
    whole = sum(column.share for column in block.columns)
    set_widths(table, [column.share / whole for column in block.columns])
    word.add_paragraph(style=GAP)


def _fill(cell: WordCell, runs: Runs, align: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style, paragraph.alignment = CELL, SIDES[align]
    _write(paragraph, runs)


def _repacked(content: bytes) -> bytes:
    """The archive with its parts' dates set to one constant day."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name in given.namelist():
            part = ZipInfo(name, EPOCH)
            part.compress_type = ZIP_DEFLATED
            packed.writestr(part, given.read(name))
    return made.getvalue()
