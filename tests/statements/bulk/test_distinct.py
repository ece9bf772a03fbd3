import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.statements.bulk.distinct import same_cells, same_numbers
from app.statements.bulk.grid import lay_out


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
    cells = lay_out("".join(f"{text},x\n" for text in texts).encode(), b",").column(0)
    chosen = same_cells(cells)
    for row, one in enumerate(chosen.tolist()):
        assert cells.cell(row) == cells.cell(one)
        assert chosen[one] == one


def test_equal_cells_share_one() -> None:
    texts = ["午餐", "打车", "午餐", "午餐", "a" * 40, "a" * 40]
    cells = lay_out("".join(f"{text},x\n" for text in texts).encode(), b",").column(0)
    assert len(set(same_cells(cells).tolist())) == 3


def test_many_different_cells_find_their_own() -> None:
    numbers = np.arange(100_000) % 30_000
    chosen = same_numbers([numbers, numbers * 7])
    assert (numbers[chosen] == numbers).all()
    assert (chosen[chosen] == chosen).all()
    assert len(np.unique(chosen)) < 40_000
