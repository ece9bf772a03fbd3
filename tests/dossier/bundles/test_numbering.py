"""Labels at the foot of pages, whatever the page is like."""

import io
import math

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dossier.bundles.numbering import number_pages
from tests.dossier.bundles.files import labels, labels_on


def _labelled(pdf: pikepdf.Pdf) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(labels()(len(pdf.pages)))) as drawn:
        number_pages(pdf, drawn)
        pdf.save(made)
    return made.getvalue()


def _corners_as_seen(made: bytes, rotation: int, wide: float, high: float) -> list[complex]:
    """The label's lower corners, from the middle of the page as a reader looks at it."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        moves = [
            [float(each) for each in instruction.operands]
            for instruction in pikepdf.parse_content_stream(pdf.pages[0])
            if str(instruction.operator) == "cm"
        ]
    turn = complex(math.cos(math.radians(-rotation)), math.sin(math.radians(-rotation)))
    seen = []
    for corner in ((0.0, 0.0), (120.0, 0.0)):
        x, y = corner
        for a, b, c, d, e, f in reversed(moves):
            x, y = a * x + c * y + e, b * x + d * y + f
        seen.append(complex(x - wide / 2, y - high / 2) * turn)
    return seen


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(100, 3000),
    st.floats(100, 3000),
)
def test_the_label_stands_upright_in_the_middle_of_the_foot(
    rotation: int, wide: float, high: float
) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(wide, high))
        pdf.pages[0].rotate(rotation, relative=False)
        made = _labelled(pdf)
    left, right = _corners_as_seen(made, rotation, wide, high)
    unit = min(wide, high) / 595.28
    seen_height = high if rotation in {0, 180} else wide
    assert left.real == pytest.approx(-right.real, abs=0.1)
    assert right.real - left.real == pytest.approx(120 * unit, abs=0.2)
    assert left.imag == pytest.approx(right.imag, abs=0.1)
    assert 0 < left.imag + seen_height / 2 < 40 * unit


def test_pages_that_share_their_resources_keep_their_own_labels() -> None:
    with pikepdf.new() as pdf:
        shared = pdf.make_indirect(pikepdf.Dictionary())
        for _ in range(3):
            pdf.add_blank_page(page_size=(595, 842))
            pdf.pages[-1].obj.Resources = shared
        assert labels_on(_labelled(pdf)) == ["1", "2", "3"]


def test_what_a_page_leaves_open_does_not_move_its_label() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[0].contents_add(b"q 9 0 0 9 500 500 cm 1 0 0 rg")
        made = _labelled(pdf)
    with pikepdf.open(io.BytesIO(made)) as opened:
        said = [str(each.operator) for each in pikepdf.parse_content_stream(opened.pages[0])]
    assert said[0] == "q"
    assert said[-5:] == ["q", "cm", "cm", "Do", "Q"]


def test_there_must_be_a_label_for_every_page() -> None:
    with pikepdf.new() as pdf, pikepdf.new() as none:
        pdf.add_blank_page()
        with pytest.raises(ValueError, match="shorter"):
            number_pages(pdf, none)
