import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statements.shared_strings import plain_string, shared_strings
from tests.statements.sample_files import biff_text

HEAD = struct.pack("<II", 9, 9)


def test_plain_wide_rich_and_phonetic_strings() -> None:
    rich = struct.pack("<HBH", 2, 0x08, 2) + b"ab" + bytes(8)
    phonetic = struct.pack("<HBI", 2, 0x05, 5) + "汉字".encode("utf-16-le") + bytes(5)
    both = struct.pack("<HBHI", 1, 0x0C, 1, 3) + b"a" + bytes(7)
    body = HEAD + biff_text("abc") + biff_text("汉字汉字") + rich + phonetic + both
    found = shared_strings([body + biff_text("end")])
    assert found == ["abc", "汉字汉字", "ab", "汉字", "a", "end"]


def test_characters_continue_in_another_width() -> None:
    start = HEAD + struct.pack("<HB", 6, 0x01) + "汉字".encode("utf-16-le")
    assert shared_strings([start, b"\x00abcd" + biff_text("end")]) == ["汉字abcd", "end"]
    odd = start + b"\0"
    assert shared_strings([odd, b"\x00abcd" + biff_text("end")]) == ["汉字abcd", "end"]


def test_formatting_continues_without_a_mark() -> None:
    start = HEAD + struct.pack("<HBH", 2, 0x08, 2) + b"ab" + bytes(3)
    assert shared_strings([start, bytes(5) + biff_text("end")]) == ["ab", "end"]


@pytest.mark.parametrize(
    ("segments", "strings"),
    [
        ([], []),
        ([HEAD], []),
        ([HEAD + b"\x05"], []),
        ([HEAD + b"\x05\x00"], []),
        ([HEAD + b"\x05\x00\x00ab"], ["ab"]),
        ([HEAD + b"\x05\x00\x01a"], [""]),
        ([HEAD + b"\x05\x00\x00ab", b"", b"\x01"], ["ab"]),
    ],
)
def test_a_table_cut_short_is_read_as_far_as_it_goes(
    segments: list[bytes], strings: list[str]
) -> None:
    assert shared_strings(segments) == strings


@pytest.mark.parametrize(
    ("body", "text"),
    [(biff_text("abc"), "abc"), (biff_text("汉字"), "汉字"), (b"", ""), (b"\x05\x00", "")],
)
def test_strings_of_their_own(body: bytes, text: str) -> None:
    assert plain_string(body) == text


@given(st.lists(st.binary(max_size=60), max_size=6))
@settings(max_examples=200)
def test_noise_ends(segments: list[bytes]) -> None:
    total = sum(map(len, segments))
    assert sum(map(len, shared_strings(segments))) <= total
