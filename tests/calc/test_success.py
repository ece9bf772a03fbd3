import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from app.calc.frontier import best_payment
from app.calc.success import largest_payments, least_from, success_shares

CASH = nps.arrays(
    np.int64, st.tuples(st.integers(3, 9), st.integers(1, 6)), elements=st.integers(-300, 2_000)
)


@given(CASH, st.integers(0, 2), st.integers(-50, 100))
@settings(max_examples=120)
def test_equals_the_frontier_course_by_course(cash: Any, first: int, floor: int) -> None:
    terms = range(1, len(cash) - first + 1)
    cash = cash.astype(float)
    found = list(largest_payments(cash, least_from(cash), first, terms, floor))
    for count, row in zip(terms, found, strict=True):
        for course, largest in enumerate(row):
            wanted = best_payment(
                [int(fen) for fen in cash[:, course]],
                floor=floor,
                first_month=first,
                instalments=count,
            )
            assert (largest < 0) if wanted is None else (math.floor(largest) == wanted)


@given(CASH, st.integers(0, 2), st.integers(0, 100))
@settings(max_examples=60)
def test_the_curve_is_what_trying_every_payment_says(cash: Any, first: int, floor: int) -> None:
    terms, payments = range(1, len(cash) - first + 1, 2), np.array([74, 0, 37, 390, 111, 148])
    floats = cash.astype(float)
    curve = success_shares(floats, least_from(floats), first, terms, payments, floor)
    for place, count in enumerate(terms):
        paid = np.clip(np.arange(len(cash)) + 1 - first, 0, count)
        for column, payment in enumerate(payments):
            kept = (cash - floor - (paid * payment)[:, np.newaxis] >= 0).all(axis=0)
            assert curve[place, column] == kept.mean()


@given(
    st.lists(st.integers(0, 10**10), min_size=1, max_size=12),
    st.lists(st.integers(-3, 3), min_size=1, max_size=8),
    st.integers(1, 360),
)
@settings(max_examples=200)
def test_a_payment_counts_as_kept_to_the_fen(
    payments: list[int], off: list[int], count: int
) -> None:
    """Courses that end a few fen beside what a payment needs, payments close together or far."""
    beside = [payment * count + few for payment in payments for few in off]
    cash = np.array([beside] * count, dtype=np.float64)
    curve = success_shares(cash, least_from(cash), 0, [count], np.array(payments))
    wanted = [np.mean([course >= payment * count for course in beside]) for payment in payments]
    assert curve[0].tolist() == wanted


def test_without_a_floor_all_of_it_can_be_paid() -> None:
    cash = np.array([[100.0], [300.0]])
    assert [row.tolist() for row in largest_payments(cash, least_from(cash), 0, [1, 2])] == [
        [100.0],
        [100.0],
    ]


def test_courses_that_carry_nothing_keep_no_payment() -> None:
    cash = np.array([[-1.0, 5.0], [-1.0, 5.0]])
    curve = success_shares(cash, least_from(cash), 1, [1], np.array([0, 0, 5]))
    assert curve.tolist() == [[0.5, 0.5, 0.5]]


@pytest.mark.parametrize("terms", [[0], [7], [1, 4], [2, 1], [1, 1]])
def test_terms_rise_and_lie_within_the_months(terms: list[int]) -> None:
    with pytest.raises(ValueError, match="no instalment"):
        success_shares(np.zeros((5, 2)), np.zeros((5, 2)), 2, terms, np.array([0]))
