from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.statements.bulk.figures import read_amounts, read_moments
from app.statements.bulk.grid import Cells, lay_out
from app.statements.cells import moment, money
from app.statements.transactions import SHANGHAI

_EPOCH = datetime(1970, 1, 1, tzinfo=SHANGHAI)
_MARKS = tuple(mark.encode("gb18030") for mark in "¥￥")


_PARTING = frozenset(',"\r\n')
"""What parts cells and lines, or keeps them together."""


def column(*cells: str) -> Cells:
    text = "".join(f"x,{cell},y\n" for cell in cells)
    return lay_out(text.encode("gb18030"), b",").column(1)


@given(
    st.lists(
        st.one_of(
            st.from_regex(r"[ \t]?[+-]?[¥￥]?[0-9]{0,11}[.]?[0-9]{0,3}[ \t]?", fullmatch=True),
            st.text(alphabet="0123456789.,-+¥元( )", max_size=12).filter(lambda t: "," not in t),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_plain_amounts_are_what_the_row_reader_reads(cells: list[str]) -> None:
    found = read_amounts(column(*cells), _MARKS)
    for cell, fen, shape, is_plain in zip(
        cells, found.fen, found.shape, found.is_plain, strict=True
    ):
        if is_plain:
            read = money(cell)
            assert read is not None
            assert (abs(read.value), read.refunded) == (fen, 0)
            assert (read.value < 0) == (shape == 2)
            assert (read.value == 0) == (shape >= 3)


def test_which_amounts_are_plain() -> None:
    plain = ["28.16", "0.00", "-5.00", "+0.01", "¥1.00", "￥12.30", "99999999.99", " 1.00\t"]
    other = ["100000000.00", "12", "12.5", "1.234", "-¥3.00x", ".50", "", "-", "１.00", "1..00"]
    other += [
        "1:.00",
        "1/.00",
        "12.3:",
        "123456789012345.00",
        "1 23.00",
        "1234567.8.00",
        "\x0012.00",
    ]
    found = read_amounts(column(*plain, *other), _MARKS)
    assert found.is_plain.tolist() == [True] * len(plain) + [False] * len(other)
    assert found.fen[:8].tolist() == [2816, 0, 500, 1, 100, 1230, 9999999999, 100]
    assert found.shape[:4].tolist() == [0, 3, 2, 1]


@given(
    st.lists(
        st.one_of(
            st.datetimes(datetime(1985, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - files tell no zone
                lambda at: at.strftime("%Y-%m-%d %H:%M:%S")
            ),
            st.dates().map(lambda day: day.strftime("%Y/%m/%d")),
            st.from_regex(r"20[0-9]{2}[-/][0-9]{2}[-/][0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?"),
        ).filter(lambda cell: cell.isascii() and not set(cell) & _PARTING),
        min_size=1,
        max_size=8,
    )
)
def test_plain_moments_are_what_the_row_reader_reads(cells: list[str]) -> None:
    found = read_moments(column(*cells))
    for cell, seconds, date_only, is_plain in zip(
        cells, found.seconds, found.date_only, found.is_plain, strict=True
    ):
        if is_plain:
            assert moment(cell) == (_EPOCH + timedelta(seconds=int(seconds)), date_only)


def test_which_moments_are_plain() -> None:
    plain = [
        "2026-03-01 08:15:00",
        "2026/03/01",
        "2024-02-29 23:59:59",
        "1990-01-01",
        " 2026-03-01 ",
        "2099-12-31 23:59:59",
        "2000-02-29",
        "2026/03-01",
    ]
    other = [
        *("2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "1989-12-31", "2026-3-1"),
        *("2026-03-01 24:00:00", "2026-03-01 10:60:00", "2026-03-01 10:00:60", "20260301", ""),
        *("2026-03-01T10:00:00", "2026-03-01 10:00", "2026.03.01", "2026-03-01 10-00-00"),
        *("2100-01-01", "9999-12-31", "0000-00-00", "2100-02-29", "202a-03-01", "2026-03-0:"),
        *("2026-03-01 1:000:00", "2026-03-01 10:00:0x", "2026-03-01 10:00:0/"),
    ]
    found = read_moments(column(*plain, *other))
    assert found.is_plain.tolist() == [True] * len(plain) + [False] * len(other)
    assert found.date_only.tolist()[:2] == [False, True]


@given(st.lists(st.integers(0, 99_999_999_99), min_size=1, max_size=20))
def test_every_plain_amount_is_exact(fen: list[int]) -> None:
    found = read_amounts(column(*(f"{one // 100}.{one % 100:02d}" for one in fen)))
    assert found.is_plain.all()
    assert found.fen.tolist() == fen


def test_every_day_of_the_calendar_is_read() -> None:
    first = datetime(1990, 1, 1, tzinfo=SHANGHAI)
    days = [first + timedelta(days=number) for number in range(40_177)]
    found = read_moments(column(*(f"{day:%Y-%m-%d}" for day in days)))
    assert found.is_plain.all()
    assert found.seconds.tolist() == [(day - _EPOCH).days * 86_400 for day in days]
    assert days[-1].year == 2099
