"""Stamped copies of exhibits: a PDF or picture as pages that carry labels at their foot (页码).

Originals are never touched: a copy is a new PDF of the same pages, without scripts, forms,
attachments and actions, or a picture laid on A4. A picture taller than a sheet, as long
screenshots are, runs over as many sheets as it needs. JPEG data is taken over as it is, without
its position and camera notes; every other picture is drawn once in memory, up to a size.
"""

import io
import math
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final

import pikepdf
from pi_heif import HeifFile, open_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from app.dossier.bundles.numbering import A4, Labels, number_pages

MARGIN: Final = 45.0
MOST_DRAWN_PIXELS: Final = 16_000_000
"""A picture that must be drawn takes about eight bytes of memory for each pixel."""
MOST_PIXELS: Final = 200_000_000
MOST_SHEETS: Final = 60
TALL: Final = 1.9
"""From this height to width on, a picture is cut into sheets instead of being made small."""
TALL_WIDTH: Final = 300.0
OVERLAP: Final = 14.0
"""How much of the sheet before is repeated, so that no line is lost in the cut."""
PICTURES: Final = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/tiff", "image/bmp"}
)
_ORIENTATION = 274
_TURNS: Final = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""How a picture's unit square is turned for each Exif orientation (Exif 2.32, tag 0x0112)."""
_BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DataDecodingError)
_SPACES = {"L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB}
_KEPT_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile and Adobe's colour transform are needed to draw; the rest only tells."""


class NoPages(Exception):
    """Raised for a file that gives no pages: damaged, locked, too large to be drawn, no picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """JPEG data, its size in pixels as stored, and how it must be turned."""

    data: bytes
    width: int
    height: int
    is_gray: bool
    orientation: int

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as it is looked at."""
        is_turned = self.orientation >= 5  # noqa: PLR2004 - Exif: 5 to 8 swap the sides
        return (self.height, self.width) if is_turned else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the whole picture lies on a sheet, and the part of the sheet that shows it; points."""

    left: float
    bottom: float
    width: float
    height: float
    window: tuple[float, float, float, float]


def stamp_pdf(source: BinaryIO, target: BinaryIO, labels: Labels | None) -> int:
    """Writes a copy of a PDF that only shows, with labels if given; gives the page count.

    Raises:
        NoPages: if it is locked or damaged, or has none.
    """
    try:
        with pikepdf.open(source) as pdf:
            if not pdf.pages:
                raise NoPages
            pdf.flatten_annotations("print")
            _only_pages(pdf)
            for page in pdf.pages:
                _only_looks(page)
            pdf.remove_unreferenced_resources()
            return _saved(pdf, target, labels)
    except (*_BROKEN, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as bad:
        raise NoPages from bad


def _saved(pdf: pikepdf.Pdf, target: BinaryIO, labels: Labels | None) -> int:
    """Saves a file with its labels; gives the page count."""
    count = len(pdf.pages)
    with ExitStack() as opened:
        if labels is not None:
            drawn = pikepdf.open(io.BytesIO(labels(count)))
            number_pages(pdf, opened.enter_context(drawn))
        pdf.save(target, deterministic_id=True, compress_streams=False)
    return count


def lay_picture(source: BinaryIO, target: BinaryIO, labels: Labels | None) -> int:
    """Writes a picture as A4 sheets, with labels if given; gives their count.

    Raises:
        NoPages: if it is no picture, damaged, or too large to be drawn.
    """
    picture = read_picture(source)
    sheets = sheets_of(*picture.shown)
    with pikepdf.new() as made:
        image = _image(made, picture)
        for sheet in sheets:
            made.add_blank_page(page_size=A4)
            page = made.pages[-1]
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
            drawn = _drawn(sheet, picture.orientation)
            page.contents_add(drawn.encode())
        return _saved(made, target, labels)


def sheets_of(width: int, height: int) -> list[Sheet]:
    """How a picture of this many pixels lies on A4 sheets: whole on one, or cut from the top."""
    room_x, room_y = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    if height < TALL * width:
        scale = min(room_x / width, room_y / height, 1.0)
        wide, high = width * scale, height * scale
        left, bottom = (A4[0] - wide) / 2, A4[1] - MARGIN - high
        return [Sheet(left, bottom, wide, high, (left, bottom, wide, high))]
    step = room_y - OVERLAP
    wide = min(TALL_WIDTH, float(width))
    high = wide * height / width
    most = OVERLAP + MOST_SHEETS * step
    if high > most:
        wide, high = wide * most / high, most
    count = max(1, math.ceil((high - OVERLAP) / step))
    left = (A4[0] - wide) / 2
    sheets = []
    for index in range(count):
        bottom = A4[1] - MARGIN - high + index * step
        shown = min(room_y, high - index * step)
        window = (left, A4[1] - MARGIN - shown, wide, shown)
        sheets.append(Sheet(left, bottom, wide, high, window))
    return sheets


def read_picture(source: BinaryIO) -> Picture:
    """The picture as JPEG data; what is JPEG already is not drawn anew.

    Raises:
        NoPages: if it is no picture, damaged, or too large to be drawn.
    """
    try:
        opened = _opened(source)
        pixels = opened.width * opened.height
        if opened.format == "JPEG" and opened.mode in _SPACES and pixels <= MOST_PIXELS:
            turned = opened.getexif().get(_ORIENTATION, 1)
            source.seek(0)
            data = without_notes(source.read())
            is_gray, orientation = opened.mode == "L", turned if turned in _TURNS else 1
            return Picture(data, opened.width, opened.height, is_gray, orientation)
        if pixels > MOST_DRAWN_PIXELS:
            raise NoPages
        return _drawn_anew(opened)
    except (OSError, ValueError, SyntaxError, TypeError, UnidentifiedImageError) as bad:
        raise NoPages from bad
    except Image.DecompressionBombError as bad:
        raise NoPages from bad


def _opened(source: BinaryIO) -> Image.Image:
    try:
        return Image.open(source)
    except UnidentifiedImageError:
        source.seek(0)
        found: HeifFile = open_heif(source)
        width, height = found.size
        if width * height > MOST_DRAWN_PIXELS:
            raise NoPages from None
        return found.to_pillow()  # type: ignore[no-any-return]  # the library has no types


def _drawn_anew(opened: Image.Image) -> Picture:
    """Its first frame, turned upright, on white, as JPEG."""
    drawn = ImageOps.exif_transpose(opened)
    if "A" in drawn.getbands() or "transparency" in drawn.info:
        drawn = drawn.convert("RGBA")
        ground = Image.new("RGB", drawn.size, "white")
        ground.paste(drawn, mask=drawn.getchannel("A"))
        drawn = ground
    elif drawn.mode != "L":
        drawn = drawn.convert("RGB")
    data = io.BytesIO()
    drawn.save(data, "JPEG", quality=90)
    return Picture(data.getvalue(), drawn.width, drawn.height, drawn.mode == "L", 1)


def without_notes(jpeg: bytes) -> bytes:
    """JPEG data without Exif, comments and other notes: no place, camera or thumbnail leaves.

    Source: ITU-T T.81, annex B. What follows the first scan is taken as it is.
    """
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:  # noqa: PLR2004 - T.81: a marker begins with FF
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA:  # noqa: PLR2004 - T.81: start of scan
            break
        is_note = marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in _KEPT_SEGMENTS)  # noqa: PLR2004 - T.81: COM, APP0 to APP15
        if not is_note:
            kept.append(jpeg[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, jpeg[at:]])


def _image(made: pikepdf.Pdf, picture: Picture) -> pikepdf.Object:
    return made.make_stream(
        picture.data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=_SPACES["L" if picture.is_gray else "RGB"],
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )


def _drawn(sheet: Sheet, orientation: int) -> str:
    window = " ".join(f"{each:.2f}" for each in sheet.window)
    turn = " ".join(map(str, _TURNS[orientation]))
    place = f"{sheet.width:.2f} 0 0 {sheet.height:.2f} {sheet.left:.2f} {sheet.bottom:.2f}"
    return f"q {window} re W n {place} cm {turn} cm /Im0 Do Q"


def _only_pages(pdf: pikepdf.Pdf) -> None:
    """Takes from a document what is not its pages: scripts, forms, attachments, titles, names.

    Which layers are shown stays, for a page must look as it did.
    """
    for name in set(pdf.Root.keys()) - {"/Type", "/Pages", "/OCProperties"}:
        del pdf.Root[name]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _only_looks(page: pikepdf.Page) -> None:
    """Takes from a page what acts: links, scripts, attached files."""
    for name in ("/Annots", "/AA", "/B", "/Metadata", "/PieceInfo", "/Tabs", "/StructParents"):
        if name in page.obj:
            del page.obj[name]
