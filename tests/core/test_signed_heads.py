from pathlib import Path

import pytest

from app.core import signed_heads
from app.core.signed_heads import FILE, SignedHead, SignedHeads, note_digest


def _head(size: int) -> SignedHead:
    return SignedHead(size, bytes([size]) * 32, note_digest(str(size)))


def test_the_newest_head_of_each_log_is_known_after_a_restart(tmp_path: Path) -> None:
    memory = SignedHeads(tmp_path / "keys")
    assert memory.last("a/1") is None
    for size in (1, 2, 3):
        memory.remember("a/1", _head(size))
    memory.remember("a/2", _head(7))
    memory.close()
    again = SignedHeads(tmp_path / "keys")
    assert (again.last("a/1"), again.last("a/2")) == (_head(3), _head(7))
    again.close()
    assert (tmp_path / "keys" / FILE).stat().st_mode & 0o777 == 0o600


def test_an_older_head_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    memory = SignedHeads(tmp_path)
    for size in (5, 4, 5):
        memory.remember("a", _head(size))
    assert memory.last("a") == _head(5)
    memory.close()
    assert (tmp_path / FILE).read_text().count("\n") == 1


def test_a_torn_last_line_is_passed_over(tmp_path: Path) -> None:
    memory = SignedHeads(tmp_path)
    memory.remember("a", _head(1))
    memory.close()
    file = tmp_path / FILE
    file.write_bytes(file.read_bytes() + b"a\t2\t02")
    again = SignedHeads(tmp_path)
    assert again.last("a") == _head(1)
    again.remember("a", _head(3))
    again.close()
    assert SignedHeads(tmp_path).last("a") == _head(3)


def test_a_damaged_file_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("a\tx\ty\tz\n")
    with pytest.raises(ValueError, match="invalid literal"):
        SignedHeads(tmp_path)


def test_superseded_lines_go_at_a_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SignedHeads(tmp_path)
    for size in range(1, 51):
        memory.remember("a", _head(size))
    memory.close()
    SignedHeads(tmp_path).close()
    assert (tmp_path / FILE).read_text().count("\n") == 50
    monkeypatch.setattr(signed_heads, "SPARE_LINES", 20)
    again = SignedHeads(tmp_path)
    assert again.last("a") == _head(50)
    again.close()
    assert (tmp_path / FILE).read_text().count("\n") == 1
