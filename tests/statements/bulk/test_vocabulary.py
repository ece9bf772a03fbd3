import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.tables import data_table
from app.statements.bulk.vocabulary import TABLES, texts_of, vocabulary, vocabulary_of

SMALL = vocabulary_of(
    [{"rule": {"any": ["还款", "还", "KTV"], "none": ["还款失败"]}, "own": ["餐饮"]}]
)
_LISTS = (("还款", "还", "ktv"), ("还款失败",), ("餐饮",))


def answers(*texts: str) -> list[tuple[bool, ...]]:
    """By text: whether it holds a word of each list, read off the bits of the words."""
    found = SMALL.answers(texts_of("\n" + "".join(f"{text}\n" for text in texts)))
    return [tuple(row) for row in found.tolist()]


def test_equal_answers_for_texts_with_words_of_the_same_lists() -> None:
    first, second, neither = answers("花呗还款", "去ktv 唱歌", "午餐")
    assert first == second != neither
    assert neither == (0, 0)


def test_a_longer_word_of_another_list_is_seen() -> None:
    plain, failed = answers("还款", "还款失败")
    assert plain != failed


def test_a_whole_part_differs_from_a_contained_word() -> None:
    whole, part, contained = answers("餐饮", "美食 餐饮", "餐饮美食")
    assert whole == part != contained


@given(
    st.lists(
        st.text(alphabet="还款失败餐饮KkTtVv 　x", max_size=9).filter(lambda t: "\n" not in t),
        min_size=1,
        max_size=9,
    )
)
def test_equal_answers_mean_equal_for_every_list(texts: list[str]) -> None:
    def truth(text: str) -> tuple[object, ...]:
        parts = text.lower().split()
        held = tuple(any(word in text.lower() for word in words) for words in _LISTS)
        return held, tuple(any(word in parts for word in words) for words in _LISTS)

    by_answer: dict[tuple[bool, ...], tuple[object, ...]] = {}
    for text, found in zip(texts, answers(*texts), strict=True):
        assert by_answer.setdefault(found, truth(text)) == truth(text)


def test_letters_with_two_cases_beyond_ascii_stand_alone() -> None:
    texts = ["steam", "ſteam", "\u212a", "Ｋ歌", "straße", "午餐", "😀", "𐐀", "𠮷野家"]
    found = texts_of("\n" + "".join(f"{text}\n" for text in texts))
    alone = [text for text, flag in zip(texts, found.is_alone, strict=True) if flag]
    assert alone == ["ſteam", "\u212a", "Ｋ歌", "straße", "𐐀"]
    assert not texts_of("\n午餐\n").is_alone.any()


def test_blank_and_named_texts() -> None:
    found = texts_of("\n张三\n 张三\t\n\n \t\n张三丰\n张 三\n")
    assert found.are_empty().tolist() == [False, False, True, True, False, False]
    assert list(found.equal_to("张三")) == [0, 1]
    assert list(found.equal_to("张 三")) == [5]
    assert list(found.equal_to("李四")) == []


def test_a_word_with_a_blank_is_no_word() -> None:
    with pytest.raises(ValueError, match="blank"):
        vocabulary_of([{"any": ["two words"]}])
    with pytest.raises(ValueError, match="plane"):
        vocabulary_of([{"any": ["😀红包"]}])


def _words(value: Any) -> Iterator[str]:
    entries = value.values() if isinstance(value, Mapping) else value
    for entry in entries if isinstance(value, Mapping | list) else ():
        if isinstance(entry, str) and isinstance(value, list):
            yield entry
        else:
            yield from _words(entry)


def test_every_shipped_word_is_found() -> None:
    words = sorted({word for name in TABLES for word in _words(data_table("categories", name))})
    joined = "".join(f"前{word}后\n" for word in words)
    found = vocabulary().answers(texts_of("\n" + joined))
    assert found.any(axis=1).all()
    assert vocabulary().answers(texts_of("\n#\n")).dtype == np.uint64


def test_the_tables_are_those_the_rules_are_read_from() -> None:
    folder = Path("app/statements")
    read = set()
    for name in ("classify", "movements", "categories", "refunds"):
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "data_table":
                read.add(ast.literal_eval(node.args[1]))
    assert read == set(TABLES)


def test_rules_look_for_words_only_in_the_documented_way() -> None:
    source = "".join(
        Path(f"app/statements/{name}.py").read_text("utf-8") for name in ("movements", "categories")
    )
    assert set(re.findall(r"re\.(\w+)\(", source)) <= {"compile"}
