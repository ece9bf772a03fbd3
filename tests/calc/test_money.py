from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.money import (
    MoneyFormatError,
    divide_half_even,
    format_fen,
    median,
    parse_fen,
    percent_of,
    share_by_largest_remainder,
)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1", 100),
        ("1.5", 150),
        ("1.05", 105),
        ("0012.30", 1230),
        ("9999999999.99", 999_999_999_999),
    ],
)
def test_an_amount_is_read_to_the_fen(text: str, fen: int) -> None:
    assert parse_fen(text) == fen
    assert parse_fen(text, signed=True) == fen
    assert parse_fen("-" + text, signed=True) == -fen


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "1.", ".5", "1.234", "1,000", " 1", "1\n", "1e3", "12345678901", "١٢", "NaN"],
)
def test_anything_else_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(MoneyFormatError) as refused:
        parse_fen(text)
    assert str(refused.value) == "not an amount"


@pytest.mark.parametrize("text", ["--1", "-", "- 1", "1-"])
def test_a_sign_stands_once_and_first(text: str) -> None:
    with pytest.raises(MoneyFormatError):
        parse_fen(text, signed=True)


@given(st.integers(-999_999_999_999, 999_999_999_999))
def test_writing_and_reading_are_inverse(fen: int) -> None:
    assert parse_fen(format_fen(fen), signed=True) == fen


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-1230, "-12.30"), (10**19, None)]
)
def test_two_decimals_are_always_written(fen: int, text: str | None) -> None:
    assert format_fen(fen) == (text or "1" + "0" * 17 + ".00")


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 0), (3, 2, 2), (5, 2, 2), (-1, 2, 0), (-3, 2, -2), (3, -2, -2), (7, 3, 2), (8, 3, 3)],
)
def test_halves_go_to_the_even_neighbour(numerator: int, denominator: int, rounded: int) -> None:
    assert divide_half_even(numerator, denominator) == rounded


def test_nothing_is_divided_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        divide_half_even(1, 0)


@given(st.integers(-(10**15), 10**15), st.integers(-(10**6), 10**6).filter(bool))
def test_division_equals_exact_rounding(numerator: int, denominator: int) -> None:
    assert divide_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("fen", "percent", "part"),
    [
        (1_200_000, Decimal("0.60"), 7200),
        (1, Decimal(50), 0),
        (3, Decimal(50), 2),
        (100, Fraction(1, 3), 0),
        (-3, Decimal(50), -2),
    ],
)
def test_a_percentage_is_rounded_once(fen: int, percent: Decimal | Fraction, part: int) -> None:
    assert percent_of(fen, percent) == part


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (16000, (455_000, 670_000, 120_000), (5847, 8611, 1542)),
        (1, (1, 1), (1, 0)),
        (5, (0, 0, 0), (2, 2, 1)),
        (5, (0, 3), (0, 5)),
        (0, (), ()),
        (0, (3, 4), (0, 0)),
    ],
)
def test_known_splits(total: int, weights: tuple[int, ...], shares: tuple[int, ...]) -> None:
    assert share_by_largest_remainder(total, weights) == shares


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_shares_add_up_and_stay_within_a_fen(total: int, weights: list[int]) -> None:
    shares = share_by_largest_remainder(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        if whole:
            assert abs(share - Fraction(total * weight, whole)) < 1
        else:
            assert abs(share - Fraction(total, len(weights))) < 1


@given(st.integers(0, 10**6), st.lists(st.integers(1, 1000), min_size=2, max_size=8))
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    ranked = sorted(weights)
    shares = share_by_largest_remainder(total, ranked)
    strictly = [
        (low, high)
        for low, high, small, large in zip(shares, shares[1:], ranked, ranked[1:], strict=False)
        if small < large
    ]
    assert all(low <= high for low, high in strictly)


@pytest.mark.parametrize(("total", "weights"), [(-1, (1,)), (1, (1, -1)), (1, ())])
def test_a_split_without_meaning_is_refused(total: int, weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"negative|nobody"):
        share_by_largest_remainder(total, weights)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30))
def test_the_median_has_as_many_below_as_above(amounts: list[int]) -> None:
    middle = median(amounts)
    assert 2 * sum(amount < middle for amount in amounts) <= len(amounts)
    assert 2 * sum(amount > middle for amount in amounts) <= len(amounts)


def test_the_median_of_two_is_their_mean_half_even() -> None:
    assert (median([1, 2]), median([2, 3]), median([3])) == (2, 2, 3)
