import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.file_names import LONGEST, attachment, kept_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("离职证明.txt", "离职证明.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\照片\\a.jpg", "a.jpg"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("...", "file"),
        ("", "file"),
        (None, "file"),
        ("x" * 300 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_what_is_kept_of_a_name(given_name: str | None, kept: str) -> None:
    assert kept_name(given_name) == kept


@given(st.text())
def test_a_download_carries_the_name_and_nothing_else(name: str) -> None:
    kept = kept_name(name)
    header = attachment(kept)
    found = re.fullmatch(
        r"attachment; filename=\"[A-Za-z0-9._-]+\"; filename\*=UTF-8''([A-Za-z0-9._%-]+)", header
    )
    assert found is not None
    assert unquote(found[1]) == kept
