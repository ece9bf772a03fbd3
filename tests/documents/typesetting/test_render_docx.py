from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from app.documents.typesetting.docx_styles import EAST_ASIAN, LINE_WIDTH, LOOKS
from app.documents.typesetting.render_docx import LINE, render_docx
from app.documents.typesetting.tree import Listing, Run, Signature
from tests.documents.typesetting.trees import HOSTILE, tree_with


def test_what_a_person_wrote_stays_text() -> None:
    content = render_docx(tree_with(HOSTILE))
    word = docx.Document(BytesIO(content))
    assert any(HOSTILE in paragraph.text for paragraph in word.paragraphs)
    assert HOSTILE in word.tables[1].rows[1].cells[1].text
    xml = ZipFile(BytesIO(content)).read("word/document.xml")
    assert b"w:fldSimple" not in xml
    assert b"w:instrText" not in xml
    assert b"w:hyperlink" not in xml


def test_control_characters_do_no_harm() -> None:
    word = docx.Document(BytesIO(render_docx(tree_with("甲\x00\x0b\u202e乙"))))
    assert any(paragraph.text == "词甲\n乙" for paragraph in word.paragraphs)


def test_chinese_has_a_font_of_its_own_in_every_style() -> None:
    word = docx.Document(BytesIO(render_docx(tree_with("甲"))))
    for name in ("Normal", "Title", "Heading 1", "List Bullet"):
        fonts = word.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == EAST_ASIAN, name
        assert not [each for each in fonts.attrib if each.endswith("Theme")]


def test_it_can_be_edited_and_its_tables_are_tables() -> None:
    word = docx.Document(BytesIO(render_docx(tree_with("甲"))))
    assert [paragraph.style.name for paragraph in word.paragraphs if paragraph.style][:2] == [
        "Title",
        "Heading 1",
    ]
    table = word.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["期", "金额"]
    assert [cell.text for cell in table.rows[-1].cells] == ["合计", "300.00"]
    assert b"w:tblHeader" in ZipFile(BytesIO(render_docx(tree_with("甲")))).read(
        "word/document.xml"
    )


def test_each_numbered_list_begins_with_one() -> None:
    items = ((Run("甲"),), (Run("乙"),))
    tree = replace(tree_with("甲"), blocks=(Listing(items, numbered=True),) * 2)
    word = docx.Document(BytesIO(render_docx(tree)))
    used = [int(each._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")[0]) for each in word.paragraphs[1:]]
    assert used[0] == used[1] != used[2] == used[3]
    numbering = word.part.numbering_part.element
    for number in set(used):
        [override] = numbering.num_having_numId(number).lvlOverride_lst
        assert (override.ilvl, override.startOverride.val) == (0, 1)


def test_columns_are_as_wide_as_their_shares_and_fill_the_line() -> None:
    word = docx.Document(BytesIO(render_docx(tree_with("甲"))))
    for row in word.tables[1].rows:
        first, second = (cell.width for cell in row.cells)
        assert first is not None
        assert second is not None
        assert abs(second - 2 * first) < Cm(0.01)
        assert abs(first + second - Cm(LINE_WIDTH)) < Cm(0.01)


def test_programs_that_ask_the_grid_see_the_same_columns() -> None:
    for table in docx.Document(BytesIO(render_docx(tree_with("甲")))).tables:
        for row in table.rows:
            assert [cell.width for cell in row.cells] == [each.width for each in table.columns]


def test_no_row_is_torn_and_signatures_stay_together() -> None:
    tree = tree_with("甲")
    signed = replace(tree, blocks=(*tree.blocks, Signature(("姓名：", "日期："))))
    word = docx.Document(BytesIO(render_docx(signed)))
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in word.tables[1].rows)
    lines = [each for each in word.paragraphs if LINE in each.text]
    assert [each.paragraph_format.keep_with_next for each in lines][-2:] == [True, False]


def test_elements_stand_in_the_order_the_format_asks_for() -> None:
    table = docx.Document(BytesIO(render_docx(tree_with("甲")))).tables[1]
    properties = [each.tag.rpartition("}")[2] for each in table._tblPr]
    assert properties.index("tblCellMar") < properties.index("tblLook")
    [header] = {
        tuple(each.tag.rpartition("}")[2] for each in cell._tc.xpath("./w:tcPr/*"))
        for cell in table.rows[0].cells
    }
    assert header == ("tcW", "shd", "vAlign")


def test_pages_are_counted_and_the_footer_is_text() -> None:
    word = docx.Document(BytesIO(render_docx(replace(tree_with("甲"), footer="{ DATE }"))))
    footer = word.sections[0].footer.paragraphs[0]
    assert footer.text.startswith("{ DATE }\t")
    assert footer._p.xpath("./w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]


def test_letters_are_black() -> None:
    word = docx.Document(BytesIO(render_docx(tree_with("甲"))))
    for name in LOOKS:
        assert word.styles[name].font.color.rgb == RGBColor(0, 0, 0), name


def test_the_same_tree_gives_the_same_bytes_and_no_clock_time_is_inside() -> None:
    content = render_docx(tree_with("甲"))
    assert content == render_docx(tree_with("甲"))
    with ZipFile(BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert docx.Document(BytesIO(content)).core_properties.modified.date() == tree_with("甲").as_of


def test_without_a_footer_there_is_none() -> None:
    word = docx.Document(BytesIO(render_docx(replace(tree_with("甲"), footer=""))))
    assert word.sections[0].footer.paragraphs[0].text.strip(" /\t") == ""
