from app.documents.typesetting.tree import Source, texts, traced
from tests.documents.typesetting.trees import tree_with


def test_every_figure_is_traced_with_the_name_that_stands_beside_it() -> None:
    found = list(traced(tree_with("9,800.00")))
    assert {each.source for each in found} == {
        Source("case", "hardship.description"),
        Source("budget", "incomes"),
    }
    assert ("每月收入", "9,800.00") in {(each.label, each.text) for each in found}
    assert "金额" in {each.label for each in found}


def test_every_text_is_named_the_templates_words_included() -> None:
    shown = set(texts(tree_with("甲")))
    assert {"个人情况说明", "数据截至 2026年11月25日", "词", "甲", "期", "金额", "合计"} <= shown
    assert "说明人（签名）：" in shown
