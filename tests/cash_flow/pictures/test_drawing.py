import pytest

from app.cash_flow.pictures.drawing import (
    LARGE_UNITS,
    LargeUnit,
    label,
    short_yuan,
    shortened,
    yuan,
)

WAN, THOUSAND = LARGE_UNITS["万"], LARGE_UNITS["k"]


@pytest.mark.parametrize(
    ("fen", "unit", "shown"),
    [
        (0, WAN, "0"),
        (9_999_00, WAN, "9,999"),
        (10_000_00, WAN, "1万"),
        (-25_000_00, WAN, "-2.5万"),
        (10_500_00, THOUSAND, "10.5k"),
        (200_000_000_00, WAN, "20,000万"),
    ],
)
def test_large_amounts_are_short(fen: int, unit: LargeUnit, shown: str) -> None:
    assert short_yuan(fen, unit) == shown


def test_amounts_are_whole_yuan_half_even() -> None:
    assert (yuan(50), yuan(150), yuan(-1_234_50)) == ("0", "2", "-1,234")


def test_long_names_end_in_an_ellipsis() -> None:
    assert shortened("一二三", 3) == "一二三"
    assert shortened("一二三四", 3) == "一二…"


def test_a_label_is_escaped_and_placed() -> None:
    assert label(1, 2, "<b>") == '<text class="small" x="1" y="2">&lt;b&gt;</text>'
    assert label(1, 2, "x", anchor="end", kind="") == '<text x="1" y="2" text-anchor="end">x</text>'
