"""Composition from templates: what is left out, what is asked for, what is numbered."""

from typing import Any

import pytest

from app.documents.compose import compose
from app.documents.facts import Fact, Facts
from app.documents.typesetting.tree import (
    Document,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Signature,
    Source,
    Table,
    texts,
    traced,
)
from tests.documents.samples import AS_OF

SOURCE = Source("case", "name")
KNOWN = Fact("林", SOURCE, "/case/name", is_own=True)
UNKNOWN = Fact(None, SOURCE, "/case/phone")
FACTS = Facts(
    {"name": KNOWN, "phone": UNKNOWN},
    {"items": [{"title": Fact("甲\n乙", SOURCE)}, {"title": UNKNOWN}], "none": []},
    frozenset({"yes"}),
)


def _made(*blocks: dict[str, Any], profile: str = "private", **template: Any) -> Any:
    whole = {"title": "题", "blocks": blocks, **template}
    return compose(whole, FACTS, profile=profile, locale="zh-CN", as_of=AS_OF)


def _words(document: Document) -> list[str]:
    return [
        "".join(run.text for run in block.runs)
        for block in document.blocks
        if isinstance(block, Paragraph)
    ]


def test_a_fact_carries_its_source_and_the_templates_words_none() -> None:
    made = _made({"text": "我是{name}。"})
    assert [(run.text, run.source) for run in made.document.blocks[0].runs] == [
        ("我是", None),
        ("林", SOURCE),
        ("。", None),
    ]
    assert [each.text for each in traced(made.document)] == ["林"]
    assert made.own_words == ("林",)
    assert made.missing == ()


def test_an_unknown_fact_is_asked_for_and_never_made_up() -> None:
    made = _made({"text": "电话{phone}，{phone}"}, {"text": "{phone}", "optional": True})
    assert [(each.name, each.pointer) for each in made.missing] == [("phone", "/case/phone")]
    assert _words(made.document) == ["电话不详，不详"]


@pytest.mark.parametrize("blank", ["", "  \n", "\u202e\u200b"])
def test_what_nobody_can_read_is_no_fact(blank: str) -> None:
    facts = Facts({"said": Fact(blank, SOURCE, "/said", is_own=True)})
    template = {"title": "题", "blocks": [{"text": "{said}"}]}
    made = compose(template, facts, profile="private", locale="zh-CN", as_of=AS_OF)
    assert [each.pointer for each in made.missing] == ["/said"]
    assert made.own_words == ()


def test_own_words_are_read_as_they_are_printed() -> None:
    facts = Facts({"said": Fact("套\u200b现", SOURCE, is_own=True)})
    template = {"title": "题", "blocks": [{"text": "{said}"}]}
    made = compose(template, facts, profile="private", locale="zh-CN", as_of=AS_OF)
    assert made.own_words == ("套现",)


def test_a_fact_nobody_gathers_is_a_defect() -> None:
    with pytest.raises(KeyError):
        _made({"text": "{no.such}"})


@pytest.mark.parametrize(
    ("block", "profile", "shown"),
    [
        ({"when": "yes"}, "private", True),
        ({"when": "no"}, "private", False),
        ({"unless": "yes"}, "private", False),
        ({"unless": "no"}, "private", True),
        ({"profiles": ["adviser"]}, "private", False),
        ({"profiles": ["adviser"]}, "adviser", True),
    ],
)
def test_blocks_say_when_and_for_whom(block: dict[str, Any], profile: str, shown: bool) -> None:  # noqa: FBT001 - the expected answer
    made = _made({"text": "话", **block}, profile=profile)
    assert bool(made.document.blocks) is shown


def test_lists_leave_out_what_is_unknown_only_where_they_may() -> None:
    may = _made({"list": ["一{name}", "二{phone}"], "optional": True, "numbered": True})
    assert may.document.blocks == (Listing((may.document.blocks[0].items[0],), numbered=True),)
    assert may.missing == ()
    must = _made({"list": ["一{name}", "二{phone}"]})
    assert len(must.document.blocks[0].items) == 2
    assert [each.name for each in must.missing] == ["phone"]


def test_rows_are_asked_for_unless_they_are_optional() -> None:
    asked = _made({"each": "none", "item": "{title}", "pointer": "/things"})
    assert [(each.name, each.pointer) for each in asked.missing] == [("none", "/things")]
    assert asked.document.blocks == ()
    left_out = _made({"each": "none", "item": "{title}", "optional": True})
    assert (left_out.document.blocks, left_out.missing) == ((), ())
    first = _made({"each": "items", "item": "{name}", "max_items": 1})
    assert len(first.document.blocks[0].items) == 1
    shown = _made({"each": "items", "item": "{title}", "optional": True})
    assert len(shown.document.blocks[0].items) == 1


def test_figures_leave_out_what_is_unknown_only_where_they_may() -> None:
    pairs = [{"label": "名", "value": "{name}"}, {"label": "电", "value": "{phone}"}]
    assert [each.name for each in _made({"figures": pairs}).missing] == ["phone"]
    pairs[1] = {**pairs[1], "optional": True}  # type: ignore[dict-item]  # a flag beside texts
    made = _made({"figures": pairs})
    assert isinstance(made.document.blocks[0], KeyFigures)
    assert [name for name, _ in made.document.blocks[0].pairs] == ["名"]
    none = _made({"figures": [{"label": "电", "value": "{phone}"}], "optional": True})
    assert (none.document.blocks, none.missing) == ((), ())


def _table(**changes: Any) -> dict[str, Any]:
    columns = [{"title": "名", "cell": "{title}", "share": 3}, {"title": "人", "cell": "{name}"}]
    return {"table": "items", "columns": columns, **changes}


def test_a_cell_is_one_line_and_an_unknown_one_says_so() -> None:
    table = _made(_table()).document.blocks[0]
    assert isinstance(table, Table)
    assert [[cell[0].text for cell in row] for row in table.rows] == [
        ["甲 乙", "林"],
        ["不详", "林"],
    ]
    assert (table.columns[0].share, table.columns[1].share, table.total) == (3, 2, None)


def test_a_required_cell_is_asked_for_and_an_unknown_one_may_have_a_sign() -> None:
    columns = [{"title": "名", "cell": "{title}", "required": True}]
    assert [each.name for each in _made(_table(columns=columns)).missing] == ["title"]
    dash = [{"title": "名", "cell": "{title}", "unknown": "—"}]
    assert _made(_table(columns=dash)).document.blocks[0].rows[1][0][0].text == "—"


def test_a_long_table_says_how_much_it_leaves_out_and_totals_stand_last() -> None:
    columns = [
        {"title": "名", "cell": "{title}", "total": "合计"},
        {"title": "人", "cell": "{name}", "total": "{name}"},
        {"title": "电", "cell": "{name}", "total": "{phone}"},
        {"title": "无", "cell": "{name}"},
    ]
    table = _made(_table(columns=columns, max_rows=1, rest="另有 {count} 项")).document.blocks[0]
    assert [cell[0].text for cell in table.rows[1]] == ["另有 1 项", "", "", ""]
    assert [cell[0].text for cell in table.total] == ["合计", "林", "不详", ""]


def test_an_empty_table_is_asked_for_or_left_out() -> None:
    assert _made(_table(table="none", pointer="/x")).missing[0].name == "none"
    assert _made(_table(table="none", optional=True)).document.blocks == ()


def test_headings_with_nothing_under_them_go_and_the_rest_is_numbered() -> None:
    made = _made(
        {"heading": "空"},
        {"heading": "有"},
        {"heading": "小", "level": 2},
        {"text": "话"},
        {"heading": "也有"},
        {"sign": ["签名："]},
        {"heading": "末"},
        numbered=True,
    )
    headings = [block for block in made.document.blocks if isinstance(block, Heading)]
    assert ["".join(run.text for run in each.runs) for each in headings] == [
        "一、有",
        "小",
        "二、也有",
    ]
    assert isinstance(made.document.blocks[-1], Signature)


def test_english_headings_are_numbered_in_digits() -> None:
    template = {"title": "T", "numbered": True, "blocks": [{"heading": "A"}, {"text": "x"}]}
    made = compose(template, FACTS, profile="private", locale="en", as_of=AS_OF)
    assert "1. " in set(texts(made.document))


def test_the_footer_is_filled_too() -> None:
    assert _made({"text": "话"}, footer="{name}的").document.footer == "林的"
