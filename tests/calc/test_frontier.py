import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.calc.frontier import (
    INFEASIBLE,
    affordable_level_payment,
    best_payment,
    best_payments,
)

_CASH = st.lists(st.integers(-50, 400), min_size=1, max_size=10)


def _keeps_floor(
    cash: list[int], payment: int, floor: int, upfront: int, first: int, count: int
) -> bool:
    balance_ok = []
    for month, free in enumerate(cash):
        paid = sum(1 for index in range(count) if first + index <= month)
        balance_ok.append(free - upfront - payment * paid >= floor)
    return all(balance_ok)


def _brute(cash: list[int], floor: int, upfront: int, first: int, count: int) -> int | None:
    fitting = [
        payment
        for payment in range(500)
        if _keeps_floor(cash, payment, floor, upfront, first, count)
    ]
    return max(fitting, default=None)


@given(_CASH, st.integers(-60, 60), st.data())
@settings(max_examples=150)
def test_equals_brute_force(cash: list[int], floor: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(cash) - 1))
    count = data.draw(st.integers(1, 12))
    upfront = data.draw(st.integers(0, 80))
    found = best_payment(cash, floor=floor, upfront=upfront, first_month=first, instalments=count)
    assert found == _brute(cash, floor, upfront, first, count)


@given(_CASH, st.integers(-60, 60))
@settings(max_examples=100)
def test_one_fen_more_breaks_it(cash: list[int], floor: int) -> None:
    found = affordable_level_payment(cash, floor)
    if found is None:
        assert min(cash) < floor
        return
    assert all(free - month * found >= floor for month, free in enumerate(cash, start=1))
    assert any(free - month * (found + 1) < floor for month, free in enumerate(cash, start=1))


def test_the_narrowest_month_decides() -> None:
    assert affordable_level_payment([1000, 1500, 6000], 0) == 750
    assert affordable_level_payment([1000, 1500, 6000], 300) == 600
    assert affordable_level_payment([1000, -1, 6000], 0) is None
    assert affordable_level_payment([0, 500], 0) == 0
    assert affordable_level_payment([-100], -100) == 0


def test_an_upfront_payment_is_gone_from_the_first_month() -> None:
    assert best_payment([100, 900], upfront=200, first_month=1, instalments=1) is None
    assert best_payment([200, 900], upfront=200, first_month=1, instalments=1) == 700


@pytest.mark.parametrize(
    ("cash", "first", "count"), [([], 0, 1), ([5], 1, 1), ([5], -1, 1), ([5], 0, 0)]
)
def test_a_shape_that_nothing_bounds_is_refused(cash: list[int], first: int, count: int) -> None:
    with pytest.raises(ValueError, match="no instalment"):
        best_payment(cash, first_month=first, instalments=count)


def _array(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


@given(_CASH, st.integers(-60, 60), st.data())
@settings(max_examples=60)
def test_arrays_equal_the_single_answer(cash: list[int], floor: int, data: st.DataObject) -> None:
    shapes = data.draw(
        st.lists(
            st.tuples(st.integers(0, 80), st.integers(0, len(cash) - 1), st.integers(1, 12)),
            min_size=1,
            max_size=20,
        )
    )
    upfronts, firsts, counts = (_array(list(column)) for column in zip(*shapes, strict=True))
    found = best_payments(_array(cash), upfronts, firsts, counts, floor)
    for value, (upfront, first, count) in zip(found.tolist(), shapes, strict=True):
        single = best_payment(
            cash, floor=floor, upfront=upfront, first_month=first, instalments=count
        )
        assert value == (INFEASIBLE if single is None else single)


def test_large_amounts_stay_exact() -> None:
    cash = [10**17 + index for index in range(36)]
    grid = best_payments(_array(cash), _array([7]), _array([0]), _array([36]), 3)
    assert grid.tolist() == [best_payment(cash, floor=3, upfront=7, instalments=36)]


def test_nothing_to_spare_before_the_first_instalment_bounds_nothing() -> None:
    found = best_payments(_array([200, 900]), _array([200]), _array([1]), _array([1]), 0)
    assert found.tolist() == [best_payment([200, 900], upfront=200, first_month=1, instalments=1)]
    assert found.tolist() == [700]


def test_shapes_broadcast_to_a_grid() -> None:
    upfronts = _array([0, 50, 5000])[:, None]
    found = best_payments(_array([100, 300, 600]), upfronts, _array([0, 1]), _array([3]), 0)
    assert found.tolist() == [[100, 300], [50, 250], [INFEASIBLE, INFEASIBLE]]


@pytest.mark.parametrize(("first", "count"), [(3, 1), (-1, 1), (0, 0)])
def test_arrays_refuse_unbounded_shapes(first: int, count: int) -> None:
    with pytest.raises(ValueError, match="no instalment"):
        best_payments(_array([1, 2, 3]), _array([0]), _array([first]), _array([count]), 0)
    with pytest.raises(ValueError, match="no instalment"):  # one of several is enough
        best_payments(_array([1, 2, 3]), _array([0]), _array([0, first]), _array([1, count]), 0)
