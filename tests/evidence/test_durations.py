"""How long recordings last: ISO/IEC 14496-12 `mvhd`, RFC 4867 frames, RIFF/WAVE."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.durations import clock_text, duration_of
from tests.evidence.recordings import box, film, movie_head, speech, wave, wide_speech

KINDS = ("audio/mp4", "video/mp4", "video/3gpp", "video/quicktime", "audio/amr", "audio/wav")


def _in_pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


@pytest.mark.parametrize(
    ("media_type", "content", "seconds"),
    [
        ("audio/mp4", film(b"M4A ", 725), 725),
        ("video/mp4", film(b"isom", 61, movie_last=False), 61),
        ("video/quicktime", film(b"qt  ", 3), 3),
        ("video/3gpp", film(b"3gp4", 86_400), 86_400),
        ("video/mp4", box(b"moov", movie_head(1000, 1499)), 1),
        ("video/mp4", box(b"moov", movie_head(1000, 1500)), 2),
        ("video/mp4", box(b"moov", movie_head(90_000, 90_000 * 10**6, version=1)), 10**6),
        ("audio/amr", speech(3000), 60),
        ("audio/amr", wide_speech(125), 3),
        ("audio/amr", speech(24), 0),
        ("audio/wav", wave(7), 7),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_recording_says_how_long_it_is(
    media_type: str, content: bytes, seconds: int, size: int
) -> None:
    assert duration_of(media_type, _in_pieces(content, size)) == seconds


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("video/mp4", b""),
        ("video/mp4", box(b"ftyp", b"isom")),
        ("video/mp4", box(b"moov", movie_head(0, 5))),
        ("video/mp4", box(b"moov", movie_head(600, 0))),
        ("video/mp4", box(b"moov", movie_head(600, 0xFFFFFFFF))),
        ("video/mp4", box(b"moov", movie_head(600, 600))[:30]),
        ("video/mp4", box(b"mdat", b"x" * 99)[:50]),
        ("video/mp4", bytes(3) + b"\x04mdat"),
        ("video/mp4", bytes(4) + b"mdat" + bytes(100)),
        ("audio/amr", b"#!AMR\n"),
        ("audio/amr", b"#!AMR_MC1.0\n" + bytes(20)),
        ("audio/amr", b"#!AMR\n" + bytes([12 << 3])),
        ("audio/amr", speech(5)[:-3]),
        ("audio/wav", b"RIFF"),
        ("audio/wav", wave(1)[:30]),
        ("audio/wav", b"RIFF\0\0\0\0WAVEdata\x10\0\0\0"),
        ("audio/wav", b"RIFF\0\0\0\0WAVELIST\xff\0\0\0"),
        ("audio/mpeg", b"ID3" + bytes(100)),
        ("video/x-matroska", b"\x1aE\xdf\xa3"),
    ],
)
def test_what_does_not_say_has_no_known_length(media_type: str, content: bytes) -> None:
    assert duration_of(media_type, [content]) is None


@given(st.sampled_from(KINDS), st.binary(max_size=600), st.integers(1, 50))
def test_hostile_bytes_only_ever_give_no_length(media_type: str, content: bytes, size: int) -> None:
    found = duration_of(media_type, _in_pieces(content, size))
    assert found is None or found >= 0


@given(st.integers(0, 10**6))
def test_lengths_read_as_hours_minutes_seconds(seconds: int) -> None:
    hours, minutes, rest = clock_text(seconds).split(":")
    assert int(hours) * 3600 + int(minutes) * 60 + int(rest) == seconds
    assert len(minutes) == len(rest) == 2
