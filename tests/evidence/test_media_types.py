import pytest

from app.evidence.media_types import HEAD_BYTES, UNKNOWN, media_type_of

OFFICE = "application/vnd.openxmlformats-officedocument."
ZIP = b"PK\x03\x04\x14\x00"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00XXXX", UNKNOWN),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1", "image/heic"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x18ftypqt  ", "video/quicktime"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"#!AMR-WB\n\x3c", "audio/amr"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"OggS\x00", "audio/ogg"),
        (ZIP + b"a.txt", "application/zip"),
        (ZIP + b"word/document.xml", OFFICE + "wordprocessingml.document"),
        (ZIP + b"xl/workbook.xml", OFFICE + "spreadsheetml.sheet"),
        (ZIP + b"ppt/slides", OFFICE + "presentationml.presentation"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        ("离职证明".encode(), "text/plain"),
        ("离职证明".encode("gb18030"), "text/plain"),
        (b"a,b\r\n1,2\r\n", "text/plain"),
        (b"<script>alert(1)</script>", "text/plain"),
        (b"\x00\x01\x02", UNKNOWN),
        (b"\xff\xff\xff", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_the_first_bytes_tell_the_type(head: bytes, expected: str) -> None:
    assert media_type_of(head) == expected


@pytest.mark.parametrize("shift", range(3))
def test_a_text_cut_inside_a_character_is_a_text(shift: int) -> None:
    text = ("a" * shift + "证" * HEAD_BYTES).encode()
    assert media_type_of(text[:HEAD_BYTES]) == "text/plain"


def test_a_short_text_with_a_torn_end_is_not_one() -> None:
    assert media_type_of("证".encode()[:2] + b"\xff") == UNKNOWN
