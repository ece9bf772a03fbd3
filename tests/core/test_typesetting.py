import io
from datetime import date
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest

from app.core.typesetting import drawn_characters, printable, set_pdf

DAY = date(2026, 11, 25)
TEMPLATE = """#import "paper.typ": *
#show: paper.with(title: values.title)
= #values.title
#ruled((1fr, 2fr), ("序号", "名称"), values.rows)
"""


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template of this test's own beside the shared one."""
    shared = files("app.data").joinpath("templates", "paper.typ")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "paper.typ").write_bytes(shared.read_bytes())
    (tmp_path / "templates" / "probe.typ").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr("app.core.typesetting.files", lambda _package: tmp_path)


@pytest.mark.usefixtures("probe")
def test_the_same_values_give_the_same_pdf_in_the_shipped_font() -> None:
    values = {"title": "证据目录", "rows": [["1", "离职证明"], ["2", "通话录音 𬭩㙍镕喆"]]}
    made = set_pdf("probe", values, day=DAY)
    assert made == set_pdf("probe", values, day=DAY)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        [page] = pdf.pages
        fonts = page.obj.Resources.Font
        assert all("NotoSansCJK" in str(font.BaseFont) for font in fonts.values())
        assert pdf.open_metadata()["pdfaid:part"] == "2"


@pytest.mark.usefixtures("probe")
def test_values_are_never_commands() -> None:
    hostile = ['#read("/etc/passwd")', "#panic()", "$x$ *a* @b <c> \\ // /* `"]
    plain = set_pdf("probe", {"title": "t", "rows": [["1", each] for each in hostile]}, day=DAY)
    assert plain.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("对不起，暂无政策。", "对不起，暂无政策。"),
        ("¥1,234.56 — №8021", "¥1,234.56 — №8021"),
        ("好的\U0001f600", "好的[U+1F600]"),
        ("a\u200bb\ufe0f\u202ec", "abc"),
        ("一行\n两行\t列", "一行\n两行\t列"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_what_has_no_glyph_is_named(given: str, shown: str) -> None:
    assert printable(given) == shown


def test_the_font_draws_rare_names() -> None:
    assert {ord(each) for each in "𬭩㙍镕喆翀犇䶮"} <= drawn_characters()


@pytest.mark.usefixtures("probe")
def test_the_layout_of_large_documents_is_not_remembered() -> None:
    """Without forgetting, each of these would add ten to twenty megabytes."""

    def set_large(title: str) -> int:
        rows = [[f"{title}{row}", f"{title} {row} 聊天记录与通话录音 {row}"] for row in range(400)]
        set_pdf("probe", {"title": title, "rows": rows}, day=DAY)
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024

    after = [set_large(f"第{number}份") for number in range(7)]
    assert after[-1] - after[2] < 25
