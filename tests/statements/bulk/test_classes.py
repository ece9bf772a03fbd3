import numpy as np
import pytest

from app.statements.bulk import classes
from app.statements.bulk.classes import ONE_BY_ONE, ClassBook, Codes, RowClass, decoded
from app.statements.bulk.grid import Cells, lay_out
from app.statements.refusals import StatementRefused


def column(*texts: str) -> Cells:
    chunk = "".join(f"{text},x\n" for text in texts)
    return lay_out(chunk.encode("gb18030"), b",").column(0)


def by_words(*texts: str, own: tuple[str, ...] = ()) -> list[int]:
    (found,) = Codes("gb18030", by_words=True, own_names=own).of([column(*texts)])
    return list(found)


def test_texts_without_a_word_of_any_rule_mean_the_same() -> None:
    first, second, third = by_words("甲乙丙", "丁戊己 12", "午餐外卖")
    assert first == second != third


def test_an_empty_text_means_something_else() -> None:
    filled, empty, blank = by_words("甲乙丙", "", " \t")
    assert filled != empty == blank


def test_the_holder_s_own_name_is_told_apart() -> None:
    own, other, padded = by_words("张三", "张四", " 张三 ", own=("张三",))
    assert own == padded != other
    own, other, _ = by_words("张三", "张四", " 张三 ")
    assert own == other


def test_case_does_not_matter_but_foreign_case_stands_alone() -> None:
    upper, lower, alone = by_words("KTV", "ktv", "\u212atv")
    assert upper == lower
    assert alone == ONE_BY_ONE


def test_whole_cells_differ_by_any_byte() -> None:
    (first, second) = Codes("gb18030", by_words=False).of(
        [column("支出", "收入", "支出"), column("支出 ", "收入", "x")]
    )
    assert first[0] == first[2] != first[1]
    assert second[0] != first[0]
    assert second[1] == first[1]


def test_numbers_stay_the_same_from_chunk_to_chunk() -> None:
    codes = Codes("gb18030", by_words=False)
    (first,), (second,) = codes.of([column("支出", "收入")]), codes.of([column("收入", "支出")])
    assert first.tolist() == second[::-1].tolist()


def test_no_columns_no_numbers() -> None:
    assert Codes("utf-8", by_words=True).of([]) == []


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(StatementRefused, match="statement_encoding_unknown"):
        decoded(b"\xff", "gb18030")
    bad = lay_out(b"\x81,x\n", b",").column(0)
    for wanted in (True, False):
        with pytest.raises(StatementRefused):
            Codes("gb18030", by_words=wanted).of([bad])


def test_each_class_is_judged_once() -> None:
    asked: list[int] = []

    def judge(row: int) -> RowClass | None:
        asked.append(row)
        return None if row == 2 else RowClass(reason=str(row))

    book = ClassBook()
    codes = [np.array([1, 1, 2, 3, 1]), np.array([0, 0, 0, ONE_BY_ONE, 0])]
    found = book.of(codes, judge)
    assert found[2] == found[3] == ONE_BY_ONE
    assert found[0] == found[1] == found[4] == 0
    assert len(asked) == 2
    assert book.of(codes, judge).tolist() == found.tolist()
    assert len(asked) == 2


def test_there_is_an_end_to_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "_MOST_CLASSES", 1)
    found = ClassBook().of([np.array([1, 2, 1])], lambda row: RowClass(reason=str(row)))
    assert sorted(set(found.tolist())) == [ONE_BY_ONE, 0]
