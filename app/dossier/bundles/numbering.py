"""Puts a label (页码) at the foot of every page: which exhibit, and page x of n of the whole.

A label is a page of its own, just as large as its words; it is laid on white, upright as the page
is looked at, and as large as it would be on A4.
"""

from collections.abc import Callable
from typing import Final

import pikepdf

A4: Final = (595.28, 841.89)
FOOT: Final = 20.0
"""Where a label stands above the sheet's lower edge, in points of A4."""
LABEL_ROOM: Final = 4096
"""What a label adds to a file, generously, in bytes; the font comes once, within `FONT_ROOM`."""
FONT_ROOM: Final = 48 * 1024
Labels = Callable[[int], bytes]
"""Given how many pages there are, a PDF of as many labels in their order."""


def number_pages(pdf: pikepdf.Pdf, labels: pikepdf.Pdf) -> None:
    """Labels each page; both files must stay open until the labelled one is saved."""
    for index, (page, label) in enumerate(zip(pdf.pages, labels.pages, strict=True)):
        form = pdf.copy_foreign(label.as_form_xobject())
        # Pages may share their resources, so each label needs a name of its own.
        name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(f"/ShanganLabel{index}"))
        left, bottom, right, top = _corners(label)
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q q {_placed(page, right - left, top - bottom)} {name} Do Q".encode())


def _corners(page: pikepdf.Page) -> tuple[float, float, float, float]:
    box = [float(each) for each in page.cropbox.as_list()]
    return min(box[::2]), min(box[1::2]), max(box[::2]), max(box[1::2])


def _placed(page: pikepdf.Page, width: float, height: float) -> str:
    """The transformations that put a label of this size at the middle of the page's foot."""
    left, bottom, right, top = _corners(page)
    wide, high = right - left, top - bottom
    frames = {
        0: (wide, (1, 0, 0, 1, left, bottom)),
        90: (high, (0, 1, -1, 0, right, bottom)),
        180: (wide, (-1, 0, 0, -1, right, top)),
        270: (high, (0, -1, 1, 0, left, top)),
    }
    across, frame = frames[int(page.rotation) % 360]
    unit = min(wide, high) / A4[0]
    place = (unit, 0, 0, unit, (across - width * unit) / 2, (FOOT - height / 4) * unit)
    return " ".join(f"{' '.join(f'{each:.3f}' for each in move)} cm" for move in (frame, place))
