from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.frontier import INFEASIBLE, affordable_level_payment
from app.calc.money import divide_half_even
from app.calc.simulation import (
    between,
    draws,
    happens,
    kept_in,
    kept_percents,
    level_payments,
    parts,
    percentiles,
    percents_of,
)

fen = st.integers(-(10**13), 10**13)


def test_draws_are_the_same_on_every_machine() -> None:
    assert draws(20261125, "income 工资", (2, 2)).tolist() == DRAWN
    assert draws(20261125, "income 工资", (2,)).tolist() == DRAWN[0]
    assert draws(20261126, "income 工资", (2,)).tolist() != DRAWN[0]
    assert draws(20261125, "income 兼职", (2,)).tolist() != DRAWN[0]


DRAWN = [[1671510373, 3717982582], [1646956745, 2156532307]]


def test_draws_given_again_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        draws(1, "x", (2,))[0] = 1


def test_whole_numbers_reach_from_least_to_most() -> None:
    drawn = np.array([0, 2**31, 2**32 - 1], dtype=np.uint64)
    assert between(drawn, 3, 5).tolist() == [3, 4, 5]


def test_draws_are_parts_of_one() -> None:
    drawn = np.array([0, 2**31, 2**32 - 1], dtype=np.uint64)
    assert parts(drawn).tolist() == [0, 0.5, 1 - 2**-32]


@pytest.mark.parametrize(("chance", "events"), [("0", 0), ("1", 4000)])
def test_what_is_certain_or_impossible(chance: str, events: int) -> None:
    assert happens(draws(1, "x", (4000,)), Decimal(chance)).sum() == events


def test_events_come_as_often_as_their_chance() -> None:
    assert 0.24 < happens(draws(1, "x", (40_000,)), Decimal("0.25")).mean() < 0.26


@given(st.integers(0, 2**32 - 1), st.integers(-100, 100), st.integers(0, 100))
def test_numbers_between_stay_between(drawn: int, least: int, span: int) -> None:
    found = int(between(np.array([drawn], dtype=np.uint64), least, least + span)[0])
    assert least <= found <= least + span
    assert found == least + drawn * (span + 1) // 2**32


@given(fen, st.integers(0, 200))
def test_percentages_round_half_to_even(amount: int, percent: int) -> None:
    found = percents_of(np.array([amount]), np.array([percent]))
    assert int(found[0]) == divide_half_even(amount * percent, 100)


def test_a_loss_lasts_its_length_and_another_waits() -> None:
    begins = np.array([[False], [True], [True], [False], [True], [False]])
    lengths = np.array([[9], [2], [9], [9], [1], [9]])
    kept = np.array([[0], [30], [0], [0], [0], [50]])
    assert kept_percents(begins, lengths, kept)[:, 0].tolist() == [100, 30, 30, 100, 0, 100]


@st.composite
def losses(draw: st.DrawFn) -> list[tuple[bool, int, int]]:
    entry = st.tuples(st.booleans(), st.integers(1, 5), st.integers(0, 90))
    return draw(st.lists(entry, min_size=1, max_size=24))


@given(losses())
def test_losses_follow_their_definition(course: list[tuple[bool, int, int]]) -> None:
    begins, lengths, kept = (np.array([[entry[part]] for entry in course]) for part in range(3))
    expected, until, share = [], -1, 100
    for month, (starts, length, percent) in enumerate(course):
        if starts and month > until:
            until, share = month + length - 1, percent
        expected.append(share if month <= until else 100)
    assert kept_percents(begins, lengths, kept)[:, 0].tolist() == expected


@given(
    st.lists(st.lists(st.integers(-1000, 5000), min_size=6, max_size=6), min_size=1, max_size=8),
    st.integers(0, 500),
)
def test_level_payments_are_those_of_the_frontier(paths: list[list[int]], floor: int) -> None:
    cumulative = np.cumsum(np.array(paths, dtype=np.int64), axis=1).T
    found = level_payments(cumulative, floor)
    for path, payment in zip(cumulative.T.tolist(), found.tolist(), strict=True):
        alone = affordable_level_payment(path, floor)
        assert payment == (INFEASIBLE if alone is None else alone)
        brute = [
            p for p in range(6000) if all(c - m * p >= floor for m, c in enumerate(path, start=1))
        ]
        assert payment == max(brute, default=INFEASIBLE)


@given(st.lists(st.integers(-1, 50), min_size=1, max_size=60), st.integers(1, 100))
def test_a_payment_kept_in_so_many_courses_is_the_largest(
    payments: list[int], percent: int
) -> None:
    [found] = kept_in(np.array(payments, dtype=np.int64), [percent])

    def holds(payment: int) -> bool:
        return 100 * sum(payment <= each for each in payments) >= percent * len(payments)

    if found is None:
        assert not holds(0)
    else:
        assert holds(found)
        assert not holds(found + 1)


@given(st.lists(fen, min_size=1, max_size=50), st.integers(1, 100))
def test_percentiles_are_nearest_ranks(values: list[int], percent: int) -> None:
    found = int(percentiles(np.array(values, dtype=np.int64), [percent])[0])
    assert found in values
    assert 100 * sum(each <= found for each in values) >= percent * len(values)
    assert 100 * sum(each < found for each in values) < percent * len(values)
