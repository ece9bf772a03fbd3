"""Photographs, sounds and films of phones in a bundle: pages, sheets, how to present them."""

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.core import i18n
from app.dossier.bundles.recordings import is_film, kind_of, sheet_facts, sheet_steps
from app.wiring import Runtime
from tests.dossier.archives import unpack
from tests.dossier.bundles.files import picture
from tests.dossier.bundles.filled import Filled
from tests.dossier.bundles.test_contents import list_of
from tests.evidence.recordings import film, speech

PHOTOGRAPH = Path(__file__).with_name("photograph.heic")
"""Made for this test by libheif from a drawing of 640 by 480, with a place in its notes."""
ITEM: dict[str, Any] = {
    "media_type": "video/mp4",
    "size": 2048000,
    "sha256": "ab" * 32,
    "source": None,
    "purpose": "证明上门催收",
    "original_device": "本人手机",
    "original_kept": True,
}


def _say(key: str, **params: object) -> str:
    return i18n.text(key, language="zh-CN", **params)


@pytest.mark.parametrize(
    ("media_type", "kind", "films"),
    [
        ("audio/amr", "audio", False),
        ("video/3gpp", "video", True),
        ("image/heic", None, False),
        ("application/octet-stream", None, False),
    ],
)
def test_sounds_and_films_have_sheets(media_type: str, kind: str | None, *, films: bool) -> None:
    assert (kind_of(media_type), is_film(media_type)) == (kind, films)


def test_a_sheet_says_what_is_known_and_that_the_rest_is_not() -> None:
    rows = dict(sheet_facts(ITEM, None, "evidence/1/上门.mp4", _say))
    assert rows["时长"] == "文件中没有写明，请播放后填写"
    assert rows["原始载体"] == "原始载体：本人手机\n原件保留，可当庭核对"
    assert "来源" not in rows
    assert dict(sheet_facts(ITEM, 725, "x", _say))["时长"] == "0:12:05"


def test_a_film_needs_stills_and_a_sound_its_words() -> None:
    film_steps = sheet_steps("video/mp4", has_transcript=False, say=_say)
    sound_steps = sheet_steps("audio/amr", has_transcript=True, say=_say)
    assert len(film_steps) == len(sound_steps) + 1
    assert "截取关键画面" in film_steps[-1]
    assert sound_steps[-1].startswith("文字整理稿附在后面")


def test_files_of_phones_become_pages_and_sheets(
    filled: Filled, runtime: Runtime, tmp_path: Path, printed: list[str]
) -> None:
    files = [
        ("IMG_0001.HEIC", PHOTOGRAPH.read_bytes(), "上门照片"),
        ("通话.amr", speech(3000), "通话录音"),
        ("通话.m4a", film(b"M4A ", 725), "第二次通话"),
        ("上门.mp4", film(b"isom", 61), "上门催收"),
        ("长截图.png", picture(360, 2400, "PNG"), "聊天长截图"),
    ]
    ids = [
        filled.add(name, content, {"title": title}, f"phone-{number}")
        for number, (name, content, title) in enumerate(files)
    ]
    types = [
        filled.client.get(f"{filled.path}/evidence-items/{one}").json()["media_type"] for one in ids
    ]
    assert types == ["image/heic", "audio/amr", "audio/mp4", "video/mp4", "image/png"]
    unpack(filled.bundle(runtime, evidence_ids=ids), tmp_path)
    assert [[row[1], row[4]] for row in list_of(tmp_path)[1:]] == [
        ["上门照片", "1"],
        ["通话录音", "2"],
        ["第二次通话", "3"],
        ["上门催收\n（视频：未截取画面，播放和提交方法见说明页）", "4"],
        ["聊天长截图", "5–7"],
    ]
    with pikepdf.open(tmp_path / "exhibits" / "001 上门照片.pdf") as pdf:
        [image] = (
            each
            for each in pdf.pages[0].obj.Resources.XObject.values()
            if each.get("/Subtype") == "/Image"
        )
        assert (int(image.Width), int(image.Height)) == (640, 480)
    assert all(
        b"SECRET-PLACE" not in file.read_bytes() for file in (tmp_path / "exhibits").iterdir()
    )
    said = "".join(printed)
    assert {"0:01:00", "0:12:05", "0:01:01"} <= {
        value for sheet in printed for _label, value in json.loads(sheet).get("facts", [])
    }
    assert "证据5　第 7 页／共 7 页" in said
