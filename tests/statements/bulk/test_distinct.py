import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statements.bulk import distinct
from app.statements.bulk.distinct import UNKNOWN, Memory, same_cells, same_numbers
from app.statements.bulk.grid import Cells, lay_out


def column(*texts: str) -> Cells:
    return lay_out("".join(f"{text},x\n" for text in texts).encode(), b",").column(0)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["", "a", "午餐", "午餐\x01", "a" * 32, "a" * 33, "a" * 257]),
            st.text(alphabet="ab", max_size=70),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_a_representative_has_the_same_bytes(texts: list[str]) -> None:
    cells = column(*texts)
    chosen = same_cells(cells)
    for row, one in enumerate(chosen.tolist()):
        assert cells.cell(row) == cells.cell(one)
        assert chosen[one] == one


def test_equal_cells_share_one() -> None:
    texts = ["午餐", "打车", "午餐", "午餐", "a" * 40, "a" * 40]
    cells = column(*texts)
    assert len(set(same_cells(cells).tolist())) == 3


def test_many_different_cells_find_their_own() -> None:
    numbers = np.arange(100_000) % 30_000
    chosen = same_numbers([numbers, numbers * 7])
    assert (numbers[chosen] == numbers).all()
    assert (chosen[chosen] == chosen).all()
    assert len(np.unique(chosen)) < 40_000


def found_out(memory: Memory, meanings: dict[str, int], *texts: str) -> list[str]:
    """Asks a memory, tells it what it does not know; the texts it asked for."""
    cells = column(*texts)
    recalled = memory.recall(cells)
    asked = [texts[place] for place in recalled.asked.tolist()]
    told = np.array([meanings[text] for text in asked], np.int64)
    memory.learn(cells.part(recalled.asked), told)
    assert recalled.completed(told).tolist() == [meanings[text] for text in texts]
    return sorted(asked)


def test_what_was_learned_is_not_asked_again() -> None:
    meanings = {"午餐": 3, "打车": -1, "": 0, "a" * 32: 7, "a" * 33: 8, "a" * 300: 9}
    memory = Memory()
    assert found_out(memory, meanings, "午餐", "打车", "午餐") == ["午餐", "打车"]
    assert found_out(memory, meanings, "打车", "", "午餐", "") == [""]
    assert found_out(memory, meanings, "a" * 32, "午餐", "打车") == ["a" * 32, "午餐", "打车"]
    assert found_out(memory, meanings, "a" * 32, "午餐", "打车") == []


def test_long_cells_are_asked_each_time_but_once() -> None:
    meanings = {"午餐": 3, "a" * 33: 8, "a" * 300: 9}
    texts = ("a" * 33, "午餐", "a" * 33, "a" * 300, "a" * 300)
    memory = Memory()
    assert found_out(memory, meanings, *texts) == ["a" * 33, "a" * 300, "a" * 300, "午餐"]
    assert "午餐" not in found_out(memory, meanings, *texts)
    assert found_out(memory, meanings, "a" * 33) == ["a" * 33]


def test_a_fresh_memory_knows_nothing() -> None:
    recalled = Memory().recall(column("", "a", "\x7f" * 8))
    assert recalled.codes.tolist() == [UNKNOWN] * 3
    assert recalled.asked.tolist() == [0, 1, 2]


@pytest.mark.parametrize("mixers", [None, 0])
@given(chunks=st.lists(st.lists(st.text("ab午", max_size=40), min_size=1, max_size=30), max_size=5))
def test_a_memory_never_takes_one_cell_for_another(
    mixers: int | None, chunks: list[list[str]]
) -> None:
    meanings = {text: number for number, text in enumerate({t for chunk in chunks for t in chunk})}
    memory = Memory()
    with pytest.MonkeyPatch.context() as patched:
        if mixers is not None:  # every cell falls into the same slot
            patched.setattr(distinct, "_MIXERS", np.zeros(8, np.uint64))
        for texts in chunks:
            found_out(memory, meanings, *texts)
            found_out(memory, meanings, *reversed(texts))
