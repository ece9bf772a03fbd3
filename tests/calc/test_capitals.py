"""Amounts in capital characters, against examples of the rule on filling in bills and by reading
them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.capitals import DIGITS, capitals_of

TABLE = {
    "0": "零元整",
    "1": "壹分",
    "10": "壹角整",
    "110": "壹元壹角整",
    "101": "壹元零壹分",
    "1000": "壹拾元整",
    "32504": "叁佰贰拾伍元零肆分",
    "140950": "壹仟肆佰零玖元伍角整",
    "600714": "陆仟零柒元壹角肆分",
    "168032": "壹仟陆佰捌拾元零叁角贰分",
    "1640902": "壹万陆仟肆佰零玖元零贰分",
    "10700053": "壹拾万零柒仟元零伍角叁分",
    "1010005": "壹万零壹佰元零伍分",
    "1099900": "壹万零玖佰玖拾玖元整",
    "1100000": "壹万壹仟元整",
    "4800000": "肆万捌仟元整",
    "10001000": "壹拾万零壹拾元整",
    "100000000": "壹佰万元整",
    "10000000100": "壹亿零壹元整",
    "1234567890": "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整",
    "10010234500": "壹亿零壹拾万零贰仟叁佰肆拾伍元整",
    "10000000000000000": "壹佰万亿元整",
}


@pytest.mark.parametrize(("fen", "written"), TABLE.items())
def test_amounts_are_written_as_on_bills(fen: str, written: str) -> None:
    assert capitals_of(int(fen)) == written


def test_nothing_below_zero_is_written() -> None:
    with pytest.raises(ValueError, match="not negative"):
        capitals_of(-1)


def _read_group(text: str) -> int:
    value, digit = 0, 0
    for character in text.replace("零", ""):
        if character in "拾佰仟":
            value += digit * {"拾": 10, "佰": 100, "仟": 1000}[character]
            digit = 0
        else:
            digit = DIGITS.index(character)
    return value + digit


def _read_yuan(text: str) -> int:
    total = 0
    for name, worth in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4), ("", 1)):
        if not name:
            total += _read_group(text)
        elif name in text:
            before, text = text.split(name, 1)
            total += _read_group(before) * worth
    return total


def _read(text: str) -> int:
    text = text.removesuffix("整")
    yuan, fen = 0, 0
    if "元" in text:
        whole, text = text.split("元", 1)
        yuan = _read_yuan(whole) if whole != "零" else 0
    for name, worth in (("角", 10), ("分", 1)):
        if name in text:
            digit, text = text.split(name, 1)
            fen += DIGITS.index(digit[-1]) * worth
    return yuan * 100 + fen


@given(st.integers(min_value=0, max_value=10**17))
def test_what_is_written_reads_back_and_has_no_doubled_zero(fen: int) -> None:
    written = capitals_of(fen)
    assert _read(written) == fen
    assert "零零" not in written
    assert "零元" not in written or fen == 0
