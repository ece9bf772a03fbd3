import numpy as np

from app.proposals.shapes import level_frontier, level_frontiers


def test_no_payment_is_kept_once_a_month_before_it_falls_short() -> None:
    assert level_frontier(np.array([100, -1, 900, 900]), 2, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([-500, 900]), 0, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([100, 0, 900, 900]), 2, 2).tolist() == [900, 450]
    assert level_frontier(np.array([100, 60, 900]) - 60, 2, 1).tolist() == [840]
    assert level_frontier(np.array([100, 59, 900]) - 60, 2, 1).tolist() == [-1]
    several = level_frontiers(np.array([10, -1, 30, 80]), [2, 0, 1], 2)
    assert several.tolist() == [[-1, -1], [10, -1], [-1, -1]]
    assert level_frontiers(np.array([0, 9, 30, 80]), [1, 0], 2).tolist() == [[9, 9], [0, 0]]
