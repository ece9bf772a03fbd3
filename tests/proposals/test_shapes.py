import numpy as np

from app.proposals.shapes import least_from, level_frontier, level_frontiers


def test_no_payment_is_kept_once_a_month_before_it_falls_short() -> None:
    assert level_frontier(np.array([100, -1, 900, 900]), 2, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([-500, 900]), 0, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([100, 0, 900, 900]), 2, 2).tolist() == [900, 450]
    assert level_frontier(np.array([100, 60, 900]) - 60, 2, 1).tolist() == [840]
    assert level_frontier(np.array([100, 59, 900]) - 60, 2, 1).tolist() == [-1]
    several = level_frontiers(np.array([10, -1, 30, 80]), [2, 0, 1], 2)
    assert several.tolist() == [[-1, -1], [10, -1], [-1, -1]]
    assert level_frontiers(np.array([0, 9, 30, 80]), [1, 0], 2).tolist() == [[9, 9], [0, 0]]


def test_the_least_room_is_that_of_all_later_months_looked_at() -> None:
    limit = np.array([5, 9, 4, 8, 7, 2, 6])
    assert least_from(limit, 5).tolist() == [4, 4, 4, 7, 7, 2, 6]
    assert least_from(limit, 99).tolist() == [2, 2, 2, 2, 2, 2, 6]
    assert limit.tolist() == [5, 9, 4, 8, 7, 2, 6]
