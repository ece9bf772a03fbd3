import re
from dataclasses import replace

from app.documents.typesetting.render_markdown import render_markdown
from tests.documents.typesetting.trees import HOSTILE, tree_with

ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>()#+\-.!|~&:=@$^])")


def test_every_sign_of_a_persons_text_is_escaped() -> None:
    written = render_markdown(tree_with(HOSTILE)).decode()
    bare = ESCAPED.sub("", written)
    for sign in ("<", ">", "`", "[", "]", "![", "$", "{", "@"):
        assert sign not in bare, sign
    assert HOSTILE in ESCAPED.sub(r"\1", written)


def test_a_text_cannot_leave_its_row() -> None:
    written = render_markdown(tree_with("甲|乙\n丙")).decode()
    rows = [line for line in written.splitlines() if line.startswith("| 0")]
    assert rows == ["| 0 | 词甲\\|乙 丙 |"]


def test_figures_stay_as_they_are_read() -> None:
    written = render_markdown(tree_with("2026-12-10")).decode()
    assert "- 每月收入: 9,800.00" in written
    assert "词2026-12-10" in written


def test_a_line_end_is_a_hard_break_and_a_heading_one_line() -> None:
    written = render_markdown(tree_with("甲\n乙")).decode()
    assert "词甲\\\n乙" in written
    assert "## 词甲 乙" in written


def test_without_a_footer_there_is_no_rule() -> None:
    assert "---\n\n" not in render_markdown(replace(tree_with("甲"), footer="")).decode()
