"""Renders a tree in the format asked for, with the font that is installed as a package."""

from io import BytesIO
from typing import Literal

import pikepdf

from app.core.errors import invalid
from app.core.typesetting import drawn_characters, set_pdf
from app.documents.typesetting import glyphs
from app.documents.typesetting.plain_text import plain
from app.documents.typesetting.render_docx import render_docx
from app.documents.typesetting.render_html import render_html
from app.documents.typesetting.render_markdown import render_markdown
from app.documents.typesetting.render_pdf import TEMPLATE, pdf_values
from app.documents.typesetting.tree import Document, texts

Format = Literal["pdf", "docx", "html", "markdown"]
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
}
SUFFIXES: dict[Format, str] = {"pdf": "pdf", "docx": "docx", "html": "html", "markdown": "md"}


def render(document: Document, wanted: Format) -> bytes:
    """The document's bytes; the same document gives the same bytes in every format.

    Raises:
        InvalidInput: for a PDF with letters that the shipped font does not have.
    """
    match wanted:
        case "pdf":
            _require_letters(document)
            return set_pdf(TEMPLATE, pdf_values(document), day=document.as_of)
        case "docx":
            return render_docx(document)
        case "html":
            return render_html(document)
        case _:
            return render_markdown(document)


def pages_of(content: bytes, wanted: Format) -> int | None:
    """How many pages a PDF has; None for formats whose pages the reader's program makes."""
    if wanted != "pdf":
        return None
    with pikepdf.open(BytesIO(content)) as opened:
        return len(opened.pages)


def _require_letters(document: Document) -> None:
    lacking = glyphs.missing(map(plain, texts(document)), drawn_characters())
    letters = [each for each in lacking if not glyphs.is_symbol(each)]
    if letters:
        raise invalid("/format", "glyph_missing", count=len(letters))
