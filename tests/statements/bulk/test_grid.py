import csv

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.statements.bulk.grid import Grid, lay_out


def regular_rows(grid: Grid) -> dict[int, list[bytes]]:
    return {
        int(line): [grid.column(place).cell(row) for place in range(grid.width)]
        for row, line in enumerate(grid.regular)
    }


def test_the_commonest_width_is_regular() -> None:
    grid = lay_out(b"a,b\n\nc,d\ne\nf,,g\n,h\n", b",")
    assert regular_rows(grid) == {0: [b"a", b"b"], 2: [b"c", b"d"], 5: [b"", b"h"]}
    assert [grid.line(number) for number in range(6)] == [
        *(b"a,b", b"", b"c,d", b"e", b"f,,g", b",h")
    ]
    assert grid.most_delimiters == 2
    assert not grid.unbalanced.size


def test_carriage_returns_are_no_part_of_a_cell() -> None:
    assert regular_rows(lay_out(b"a,b\r\nc,d\n", b",")) == {0: [b"a", b"b"], 1: [b"c", b"d"]}
    stray = lay_out(b"a,b\rc,d\r\n", b",")
    assert regular_rows(stray) == {0: [b"a", b"b"], 1: [b"c", b"d"]}
    assert stray.line(1) == b"c,d"


def test_quotes_around_whole_cells_are_taken_off() -> None:
    grid = lay_out(b'"a,b",c\n1,"2"\n"",""\nx,y\n', b",")
    assert regular_rows(grid) == {
        0: [b"a,b", b"c"],
        1: [b"1", b"2"],
        2: [b"", b""],
        3: [b"x", b"y"],
    }


def test_other_quotes_make_a_line_irregular() -> None:
    grid = lay_out(b'a"b",c\n"a""b",c\n "a",b\nx,"y\nx,y\n', b",")
    assert grid.regular.tolist() == [4]
    assert grid.unbalanced.tolist() == [3]


@given(st.lists(st.lists(st.text('ab, "', max_size=4), min_size=2, max_size=3), min_size=1))
def test_regular_lines_are_cut_as_the_csv_module_cuts_them(rows: list[list[str]]) -> None:
    lines = [",".join(cells) for cells in rows]
    grid = lay_out("".join(f"{line}\n" for line in lines).encode(), b",")
    for line, cells in regular_rows(grid).items():
        (expected,) = csv.reader([lines[line]])
        assert [cell.decode() for cell in cells] == expected


def test_cells_can_be_looked_at_together() -> None:
    cells = lay_out("一,x\n ab\t,x\n,x\n  ,x\n".encode(), b",").column(0)
    assert cells.lengths.tolist() == [3, 4, 0, 2]
    assert cells.are_ascii().tolist() == [False, True, True, True]
    assert cells.lines() == "一\n ab\t\n\n  \n".encode()
    trimmed = cells.trimmed()
    assert [trimmed.cell(row) for row in range(4)] == ["一".encode(), b"ab", b"", b""]
    assert len(cells.part(np.array([True, False, True, False]))) == 2


def test_long_cells_are_not_taken_for_ascii() -> None:
    cells = lay_out(b"a" * 300 + b",x\nb,x\n", b",").column(0)
    assert cells.are_ascii().tolist() == [False, True]


def test_what_is_behind_a_line() -> None:
    grid = lay_out(b"a,b\nc,d\n", b",")
    assert grid.behind(1) == b"c,d\n"
    assert grid.behind(2) == b""


@given(
    texts=st.lists(st.text("ab一", max_size=40), min_size=1),
    at_end=st.booleans(),
    width=st.sampled_from([8, 32]),
)
def test_numbers_of_eight_hold_the_cell_and_nothing_else(
    *, texts: list[str], at_end: bool, width: int
) -> None:
    cells = lay_out("".join(f"{text},x\n" for text in texts).encode(), b",").column(0)
    flipped = np.uint64(int.from_bytes(b"0" * 8, "little"))
    for turned, filling in ((np.uint64(0), 0), (flipped, 0x30)):
        found = cells.eights(width, at_end=at_end, flipped=turned)
        for row, text in enumerate(texts):
            cell = bytes(octet ^ filling for octet in text.encode())
            wanted = (b"\0" * width + cell)[-width:] if at_end else (cell + b"\0" * width)[:width]
            assert found[row].tobytes() == wanted


@given(st.lists(st.text("ab一", max_size=90), min_size=1, max_size=9), st.integers(0, 90))
def test_which_cells_are_ascii(texts: list[str], shortest: int) -> None:
    texts = [text.ljust(shortest, "x") for text in texts]
    cells = lay_out("".join(f"{text},x\n" for text in texts).encode(), b",").column(0)
    is_short = [len(text.encode()) <= 256 for text in texts]
    expected = [text.isascii() and short for text, short in zip(texts, is_short, strict=True)]
    assert cells.are_ascii().tolist() == expected


def test_quoted_cells_stand_among_plain_and_odd_rows() -> None:
    grid = lay_out(b'"a,1",b\nc,"d\n"e",f\n g"h",i\nj,"k"\n', b",")
    assert regular_rows(grid) == {0: [b"a,1", b"b"], 2: [b"e", b"f"], 4: [b"j", b"k"]}
    assert grid.unbalanced.tolist() == [1]
