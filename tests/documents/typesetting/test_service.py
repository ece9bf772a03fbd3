from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.core.typesetting import drawn_characters
from app.documents.typesetting import service
from app.documents.typesetting.tree import Column, Run, Table
from tests.documents.typesetting.trees import HOSTILE, characters_of_pdf, parts_of_pdf, tree_with

RARE = "𬭩㙍镕喆翀犇䶮"


def test_a_pdf_shows_every_character_and_reads_none_as_markup() -> None:
    content = service.render(tree_with(HOSTILE), "pdf")
    shown = characters_of_pdf(content)
    assert not set(HOSTILE) - set(shown) - {" "}
    parts = parts_of_pdf(content)
    for sign in (b"/URI", b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile"):
        assert sign not in parts


def test_a_pdf_is_archival_and_bears_only_the_day_of_its_facts() -> None:
    content = service.render(tree_with("甲"), "pdf")
    parts = parts_of_pdf(content)
    assert b"<pdfaid:part>2</pdfaid:part>" in parts
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in parts
    assert b"2026-11-25" in parts
    assert b"NotoSansCJKsc" in parts


@pytest.mark.parametrize("wanted", service.MEDIA_TYPES)
def test_the_same_document_gives_the_same_bytes(wanted: service.Format) -> None:
    for locale in ("zh-CN", "en"):
        document = tree_with("甲\n乙", locale=locale)
        assert service.render(document, wanted) == service.render(document, wanted)


def test_rare_characters_of_names_are_in_the_font() -> None:
    assert set(RARE) <= set(map(chr, drawn_characters()))
    assert set(RARE) <= set(characters_of_pdf(service.render(tree_with(RARE), "pdf")))


def test_a_letter_the_font_lacks_is_no_blank_in_a_pdf() -> None:
    unknown = tree_with("กข")
    with pytest.raises(InvalidInput) as refused:
        service.render(unknown, "pdf")
    assert refused.value.errors[0].pointer == "/format"
    assert refused.value.errors[0].code == "glyph_missing"
    assert "กข" in service.render(unknown, "html").decode()


def test_a_picture_the_font_lacks_is_written_out() -> None:
    assert set("[U+1F600]") <= set(characters_of_pdf(service.render(tree_with("😀"), "pdf")))


def test_a_tree_without_region_is_set_too() -> None:
    assert service.render(replace(tree_with("a", locale="en"), footer=""), "pdf")


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Lo", "Lm", "Cn")), max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    for wanted in service.MEDIA_TYPES:
        try:
            assert service.render(tree_with(text), wanted)
        except InvalidInput:
            assert wanted == "pdf", "only a PDF needs the font"


@pytest.mark.parametrize(
    ("text", "is_broken"),
    [("K-20261119-208", True), ("Personalisedinstalments", False), ("20261120", False)],
)
def test_only_a_long_number_is_broken_in_a_narrow_column(text: str, *, is_broken: bool) -> None:
    columns = (Column("号", share=1), Column("事", share=9))
    rows = tuple(((Run(text),), (Run("话"),)) for _ in range(32))
    tree = replace(tree_with("甲"), blocks=(Table(columns, rows),))
    pages = service.pages_of(service.render(tree, "pdf"), "pdf") or 0
    assert (pages > 1) == is_broken
