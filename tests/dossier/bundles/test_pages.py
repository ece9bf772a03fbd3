import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from app.dossier.bundles import pages
from app.dossier.bundles.numbering import A4
from app.dossier.bundles.pages import (
    MARGIN,
    MOST_SHEETS,
    NoPages,
    lay_picture,
    read_picture,
    sheets_of,
    stamp_pdf,
    without_notes,
)
from tests.dossier.bundles.files import labels, labels_on, locked_paper, paper, picture

PHOTOGRAPH = Path(__file__).with_name("photograph.heic").read_bytes()


def _stamped(content: bytes, first: int = 1) -> tuple[int, bytes]:
    target = io.BytesIO()
    count = stamp_pdf(io.BytesIO(content), target, labels(first))
    return count, target.getvalue()


def _laid(content: bytes, first: int = 1) -> tuple[int, bytes]:
    target = io.BytesIO()
    count = lay_picture(io.BytesIO(content), target, labels(first))
    return count, target.getvalue()


def test_numbers_run_on_through_a_paper() -> None:
    count, made = _stamped(paper(3), first=17)
    assert count == 3
    assert labels_on(made) == ["17", "18", "19"]


def test_the_same_paper_gives_the_same_copy() -> None:
    content = paper(2)
    assert _stamped(content) == _stamped(content)


def test_a_copy_keeps_nothing_that_acts() -> None:
    _count, made = _stamped(paper(2))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert not pdf.attachments
        assert all("/AA" not in page.obj and "/Annots" not in page.obj for page in pdf.pages)
        texts = b"".join(
            bytes(each.read_bytes()) if isinstance(each, pikepdf.Stream) else repr(each).encode()
            for each in pdf.objects
        )
    assert b"alert" not in texts
    assert b"attached" not in texts


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 nothing", locked_paper(), paper()[:200]], ids=len
)
def test_what_cannot_be_opened_gives_no_pages(content: bytes) -> None:
    with pytest.raises(NoPages):
        _stamped(content)


def test_a_paper_without_pages_gives_none() -> None:
    with pikepdf.new() as pdf:
        empty = io.BytesIO()
        pdf.save(empty)
    with pytest.raises(NoPages):
        _stamped(empty.getvalue())


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("GIF", "P"), ("TIFF", "RGB")],
)
def test_pictures_of_other_forms_are_drawn(form: str, mode: str) -> None:
    count, made = _laid(picture(300, 200, form, mode))
    assert (count, labels_on(made)) == (1, ["1"])


def test_a_jpeg_is_taken_over_as_it_is() -> None:
    content = picture(640, 480)
    _count, made = _laid(content)
    assert content[-4000:] in made


def test_a_long_screenshot_runs_over_several_sheets() -> None:
    count, made = _laid(picture(1080, 9000), first=5)
    assert count == 4
    assert labels_on(made) == ["5", "6", "7", "8"]
    assert made.count(b"/DCTDecode") == 1


def test_where_a_picture_was_taken_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif[274] = 6
    content = picture(300, 200, exif=exif)
    assert b"SECRET-PLACE" in content
    read = read_picture(io.BytesIO(content))
    assert b"SECRET-PLACE" not in read.data
    assert (read.width, read.height, read.shown) == (300, 200, (200, 300))
    with Image.open(io.BytesIO(read.data)) as shown:
        shown.load()
        assert shown.size == (300, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_shown_as_its_camera_meant_it(orientation: int) -> None:
    """The corner that a viewer shows at the upper left is put there."""
    a, b, c, d, e, f = pages._TURNS[orientation]
    image = Image.new("L", (40, 20), 0)
    image.putpixel((0, 0), 255)
    exif = Image.Exif()
    exif[274] = orientation
    turned = Image.open(io.BytesIO(_saved(image, exif)))
    upright = ImageOps.exif_transpose(turned)
    bright = max(
        ((x, y) for x in (0, upright.width - 1) for y in (0, upright.height - 1)),
        key=upright.getpixel,  # type: ignore[arg-type]  # one band
    )
    corner_x, corner_y = a * 0 + c * 1 + e, b * 0 + d * 1 + f
    assert (corner_x, 1 - corner_y) == (min(bright[0], 1), min(bright[1], 1))


def _saved(image: Image.Image, exif: Image.Exif) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG", exif=exif)
    return made.getvalue()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff\xe0", b"junk" * 100], ids=len)
def test_what_is_no_picture_gives_no_pages(content: bytes) -> None:
    with pytest.raises(NoPages):
        _laid(content)


def test_a_flood_of_pixels_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_DRAWN_PIXELS", 59_999)
    with pytest.raises(NoPages):
        _laid(picture(300, 200, "PNG"))
    monkeypatch.setattr(pages, "MOST_PIXELS", 59_999)
    with pytest.raises(NoPages):
        _laid(picture(300, 200))


def test_a_photograph_of_a_phone_is_drawn_unless_it_is_a_flood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = read_picture(io.BytesIO(PHOTOGRAPH))
    assert (read.shown, read.orientation) == ((640, 480), 1)
    with Image.open(io.BytesIO(read.data)) as shown:
        red, blue = (shown.convert("RGB").getpixel(at) for at in ((100, 110), (500, 350)))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert (red[0] > 150, blue[2] > 150) == (True, True)
    monkeypatch.setattr(pages, "MOST_DRAWN_PIXELS", 640 * 480 - 1)
    with pytest.raises(NoPages):
        _laid(PHOTOGRAPH)


def test_a_bomb_of_pixels_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(NoPages):
        _laid(picture(300, 200, "PNG"))


def test_notes_of_a_cut_file_end_where_it_ends() -> None:
    content = picture(20, 20)
    for length in range(0, 200, 7):
        assert content[:length].startswith(without_notes(content[:length])[:2])


@given(st.integers(1, 20_000), st.integers(1, 200_000))
def test_every_part_of_a_picture_is_on_a_sheet(width: int, height: int) -> None:
    sheets = sheets_of(width, height)
    assert 1 <= len(sheets) <= MOST_SHEETS
    shown = 0.0
    for sheet in sheets:
        left, bottom, wide, high = sheet.window
        assert left >= MARGIN - 0.01
        assert left + wide <= A4[0] - MARGIN + 0.01
        assert bottom >= MARGIN - 0.01
        assert bottom + high <= A4[1] - MARGIN + 0.01
        top_of_picture = sheet.bottom + sheet.height
        begins = top_of_picture - (bottom + high)
        assert begins <= shown + 0.01
        shown = begins + high
    assert shown == pytest.approx(sheets[0].height, abs=0.01)


@given(st.binary(max_size=400))
def test_hostile_bytes_only_ever_give_no_pages(content: bytes) -> None:
    for make in (_stamped, _laid):
        _gives_pages_or_none(make, content)


def _gives_pages_or_none(make: Callable[[bytes], tuple[int, bytes]], content: bytes) -> None:
    try:
        assert make(content)[0] >= 1
    except NoPages:
        return
