from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.backups.lines import Kind, line_of, row_of, rows_of

KINDS: dict[str, Kind] = {
    "id": "id",
    "sealed": "bytes",
    "at": "instant",
    "on": "day",
    "said": "plain",
    "number": "plain",
    "facts": "plain",
    "is_done": "plain",
}
NUMBERS = st.integers(-(2**63), 2**63 - 1)
FACTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=5,
)
ROWS = st.tuples(
    st.uuids(),
    st.none() | st.binary(max_size=100),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.dates(),
    st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    NUMBERS,
    FACTS,
    st.booleans(),
)


@given(ROWS)
def test_a_row_comes_back_as_it_was(row: tuple[object, ...]) -> None:
    line = line_of(row)
    assert line.count(b"\n") == 1
    assert tuple(row_of(line, KINDS).values()) == row


def test_a_line_reads_as_text() -> None:
    row = (
        UUID("01a20000-0000-7000-8000-000000000001"),
        b"\x00\xff",
        datetime(2026, 11, 25, 8, 30, 0, 5, tzinfo=UTC),
        date(2026, 11, 25),
        "已还",
    )
    assert line_of(row).decode() == (
        '["01a20000-0000-7000-8000-000000000001","AP8=","2026-11-25T08:30:00.000005+00:00",'
        '"2026-11-25","已还"]\n'
    )


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b'["number"]\n'],
        [b'["number","id"]\n'],
        [b'["id","number"]\n', b"[1]\n"],
        [b'["id","number"]\n', b'["x",1]\n'],
        [b'["id","number"]\n', b"[1,1]\n"],
        [b'["id","number"]\n', b"7\n"],
        [b'["id","number"]\n', b"no line\n"],
    ],
)
def test_what_is_no_such_table_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        list(rows_of(iter(lines), {"id": "id", "number": "plain"}))
