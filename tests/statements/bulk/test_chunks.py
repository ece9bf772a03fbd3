import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statements.bulk import chunks
from app.statements.bulk.chunks import (
    encoding_of,
    line_chunks,
    pieces_of,
    plain_ends,
    regrouped,
)
from app.statements.refusals import StatementFormatUnknown, StatementRefused
from app.statements.tables import decode_text


def test_pieces_join_to_the_file() -> None:
    assert list(pieces_of(b"abcde", 2)) == [b"ab", b"cd", b"e"]
    assert list(regrouped([b"a", b"bc", b"", b"d", b"e"], 2)) == [b"abc", b"de"]
    assert list(regrouped([b"a"], 2)) == [b"a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "ascii"])
def test_the_encoding_is_the_one_the_row_reader_finds(encoding: str) -> None:
    content = ("a,b\n" * 3 + "收/支 ¥\n").encode(encoding, "ignore")
    assert encoding_of(pieces_of(content, 3)) == decode_text(content)[1]


def test_a_cut_character_at_the_end_is_not_utf_8() -> None:
    assert encoding_of([b"abc\xe6\x94"]) == "gb18030"


@given(
    lines=st.lists(st.sampled_from(["", "a", "一,二", "x" * 9]), min_size=1, max_size=12),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    piece=st.integers(1, 7),
    size=st.integers(3, 20),
)
def test_chunks_are_whole_lines(
    lines: list[str], newline: str, encoding: str, piece: int, size: int
) -> None:
    text = newline.join(lines)
    content = text.encode(encoding)
    found = list(line_chunks(pieces_of(content, piece), encoding.removesuffix("-sig"), size))
    assert all(chunk.endswith(b"\n") for chunk in found)
    read = "utf-8" if encoding == "utf-16" else encoding.removesuffix("-sig")
    joined = plain_ends(b"".join(found)).decode(read)
    assert joined.rstrip("\n") == "\n".join(lines).rstrip("\n")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(StatementRefused, match="statement_encoding_unknown"):
        list(line_chunks([b"\xff\xfea"], "utf-16"))
    with pytest.raises(StatementFormatUnknown):
        list(line_chunks([b"a\0b\n"], "gb18030"))


def test_a_line_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "LONGEST_RECORD", 10)
    with pytest.raises(StatementRefused, match="statement_damaged"):
        list(line_chunks([b"a" * 11], "utf-8", 4))
