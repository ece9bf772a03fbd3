import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.credit_codes import ALPHABET, PLACES, is_valid_credit_code

PUBLISHED = ("914403001922038216", "9144030071526726XG", "91330100799655058B")
"""Codes of three well-known companies, as their annual reports print them."""


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_valid(code: str) -> None:
    assert is_valid_credit_code(code)


@pytest.mark.parametrize("code", ["", "91", PUBLISHED[0] + "0", PUBLISHED[0][:-1] + "I", "甲" * 18])
def test_what_is_no_code_at_all_is_not_valid(code: str) -> None:
    assert not is_valid_credit_code(code)


@given(st.text(ALPHABET, min_size=PLACES - 1, max_size=PLACES - 1))
def test_exactly_one_last_character_fits(body: str) -> None:
    assert sum(is_valid_credit_code(body + last) for last in ALPHABET) == 1


@given(st.sampled_from(PUBLISHED), st.integers(0, PLACES - 1), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    assert is_valid_credit_code(changed) is (changed == code)
