import pytest

from app.dossier.bundles.making.exhibits import copy_path, is_paged, lines_of, room_of


@pytest.mark.parametrize(
    ("media_type", "size", "paged"),
    [
        ("application/pdf", 10**8, True),
        ("image/heic", 10, True),
        ("text/plain", 100, True),
        ("text/plain", 10**6, False),
        ("audio/mp4", 10, False),
        ("application/zip", 10, False),
    ],
)
def test_papers_pictures_and_short_texts_become_pages(
    media_type: str, size: int, *, paged: bool
) -> None:
    assert is_paged(media_type, size) is paged


@pytest.mark.parametrize(
    ("title", "addition", "path"),
    [
        ("离职证明", "", "exhibits/007 离职证明.pdf"),
        ("../../etc/passwd", "", "exhibits/007 .._.._etc_passwd.pdf"),
        ("通话", "文字整理稿", "exhibits/007 通话 文字整理稿.pdf"),
        ("通" * 60, "", f"exhibits/007 {'通' * 37}.pdf"),
        ("通" * 60, "文字整理稿", f"exhibits/007 {'通' * 32} 文字整理稿.pdf"),
    ],
)
def test_copies_are_named_by_number_and_title(title: str, addition: str, path: str) -> None:
    assert copy_path(7, title, addition) == path


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("离职证明\n日期".encode(), ["离职证明", "日期"]),
        (b"\xef\xbb\xbf" + "表".encode(), ["表"]),
        ("工资流水\r\n五月".encode("gb18030"), ["工资流水", "五月"]),
        (b"\xff\xff\xff", ["\ufffd" * 3]),
        (b"", []),
    ],
)
def test_texts_are_read_as_chinese_systems_write_them(content: bytes, lines: list[str]) -> None:
    assert lines_of(content) == lines


def test_names_and_directories_take_room_too() -> None:
    assert room_of("证", 1000) > 1000 + 2 * 3
