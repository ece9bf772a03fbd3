import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.typesetting.plain_text import one_line, plain


@pytest.mark.parametrize(
    ("given_text", "left"),
    [
        ("林晓雯", "林晓雯"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("甲\t乙\u3000\u00a0丙", "甲 乙 丙"),
        ("\u202e反\u202c\u2066x\u2069\u200f", "反x"),
        ("零\u200b宽\ufeff", "零宽"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("葛\U000e0100", "葛"),
        ("❤\ufe0f", "❤"),
        ("\ud800x", "x"),
        ("\ufffe\ufdd0x", "x"),
        ("\U000323b0\ue000", "\U000323b0\ue000"),
        ("\n\n甲\n \n乙\n", "甲\n乙"),
    ],
)
def test_only_what_can_be_read_is_left(given_text: str, left: str) -> None:
    assert plain(given_text) == left


def test_a_line_has_no_line_ends() -> None:
    assert one_line("甲\n乙") == "甲 乙"


@given(st.text())
def test_nothing_unseen_is_left_and_nothing_changes_twice(text: str) -> None:
    left = plain(text)
    assert plain(left) == left
    assert not {unicodedata.category(each) for each in left.replace("\n", "")} & {"Cc", "Cf", "Cs"}
