import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.calc.roots import LOWEST_RATE, annual_roots, is_only_root, newton_root, period_root


def _worth(rates: list[float], years: list[float], amounts: list[int]) -> list[float]:
    return [
        sum(fen * (1 + rate) ** -year for year, fen in zip(years, amounts, strict=True))
        for rate in rates
    ]


@pytest.mark.parametrize(
    ("growth", "size"),
    [([1.1, 1.2], 10**4), ([1.05, 1.5, 3.0], 10**6), ([0.5, 0.9, 1.1, 2.0], 10**6)],
)
def test_roots_of_a_known_polynomial_are_all_found(growth: list[float], size: int) -> None:
    amounts = [round(size * each) for each in np.poly(growth)]
    found = annual_roots([float(index) for index in range(len(amounts))], amounts)
    assert found == pytest.approx([each - 1 for each in growth], abs=1e-3)


def test_flows_a_lifetime_apart_do_not_overflow() -> None:
    assert annual_roots([0.0, 150.0], [-1000, 2000]) == pytest.approx([2 ** (1 / 150) - 1])


def test_a_double_root_counts_once() -> None:
    assert annual_roots([0.0, 1.0, 2.0], [-100, 220, -121]) == pytest.approx([0.1])


def test_nearly_touching_flows_have_none_or_two() -> None:
    assert annual_roots([0.0, 1.0, 2.0], [-(10**8), 22 * 10**7, -121 * 10**6 - 1]) == []
    two = annual_roots([0.0, 1.0, 2.0], [-(10**8), 22 * 10**7, -121 * 10**6 + 1])
    assert len(two) == 2
    assert two[0] < 0.1 < two[1]


def test_flows_that_cancel_have_no_rate_of_their_own() -> None:
    assert annual_roots([0.0, 1.0, 1.0, 0.0], [5, 7, -7, -5]) == []
    assert annual_roots([], []) == []


def test_only_rates_in_range_are_found() -> None:
    assert annual_roots([0.0, 1.0], [-1, 101]) == []
    assert annual_roots([0.0, 1.0], [-1, 100]) == pytest.approx([99.0])
    assert annual_roots([0.0, 1.0], [-1000, 1]) == []
    assert annual_roots([0.0, 1.0], [-1000, 2]) == pytest.approx([-0.998])


@given(
    st.lists(st.tuples(st.integers(0, 9000), st.integers(-(10**6), 10**6)), min_size=2, max_size=14)
)
@settings(max_examples=120)
def test_each_root_solves_and_no_crossing_is_missed(flows: list[tuple[int, int]]) -> None:
    years = [days / 365 for days, _ in flows]
    amounts = [fen for _, fen in flows]
    roots = annual_roots(years, amounts)
    assert roots == sorted(roots)
    for root in roots:
        terms = [fen * (1 + root) ** -year for year, fen in zip(years, amounts, strict=True)]
        assert abs(sum(terms)) <= 1e-9 * sum(abs(term) for term in terms)
    grid = [math.expm1(-6.9 + 11.5 * step / 400) for step in range(401)]
    worth = _worth(grid, years, amounts)
    for (low, high), (start, end) in zip(pairwise(grid), pairwise(worth), strict=True):
        if start * end < 0:
            assert any(low <= root <= high for root in roots)


@given(st.integers(1, 60), st.integers(1, 10**6), st.integers(1, 10**5))
@settings(max_examples=80)
def test_a_loan_agrees_with_the_library(count: int, disbursed: int, payment: int) -> None:
    found = pyxirr.irr([-disbursed, *[payment] * count])
    assume(found is not None)
    assert found is not None
    assume(-0.4 < found < 0.4)
    years = [index / 12 for index in range(count + 1)]
    amounts = [-disbursed, *[payment] * count]
    effective = (1 + found) ** 12 - 1
    assert annual_roots(years, amounts) == pytest.approx([effective], rel=1e-6, abs=1e-9)


def test_a_candidate_is_taken_only_when_proven() -> None:
    assert is_only_root([0.0, 1.0], [-100, 110], 0.1)
    assert not is_only_root([0.0, 1.0], [-100, 110], 0.11)
    assert not is_only_root([0.0, 1.0], [-100, 110], math.nan)
    assert not is_only_root([0.0, 1.0], [-1, 1000], 999.0)
    assert not is_only_root([0.0, 1.0, 2.0], [-100, 230, -132], 0.1)


def test_a_rising_function_has_one_root_or_none() -> None:
    assert period_root(lambda rate: rate - 0.25) == pytest.approx(0.25)
    assert period_root(lambda rate: rate + 0.5) == pytest.approx(-0.5)
    assert period_root(lambda rate: (rate - 0.25) / 10**6) == pytest.approx(0.25)
    assert period_root(lambda rate: rate - 9_999.5) == pytest.approx(9_999.5)
    assert period_root(lambda rate: rate - 10_000.5) is None
    assert period_root(lambda rate: rate + 1.5) is None
    assert period_root(lambda _: 1.0) is None
    assert period_root(lambda _: -1.0) is None


def test_a_guess_near_the_root_is_enough() -> None:
    assert newton_root(lambda at: (at * at - 0.25, 2 * at), 0.6) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("function", "guess"),
    [
        (lambda at: (at - 1, 0.0), 0.5),  # flat: no step to take
        (lambda at: (math.exp(1e6 * at), 1.0), 0.5),  # too large to compute
        (lambda at: (1.0 + 0 * at, 1.0), 0.5),  # no root at all
        (lambda at: (-1.0 + 0 * at, 1.0), 0.5),  # no root either
        (lambda at: (at - LOWEST_RATE, 1.0), LOWEST_RATE),  # at the end of what is sought
        (lambda at: (-at, -1.0), 0.5),  # falling: not what was promised
        (lambda at: (at + 2, 1.0), 0.5),  # below every rate sought
    ],
)
def test_a_root_that_is_not_certain_is_none(
    function: Callable[[float], tuple[float, float]], guess: float
) -> None:
    assert newton_root(function, guess) is None
