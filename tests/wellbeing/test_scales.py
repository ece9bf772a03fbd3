"""Sums, what they call for, and the trend, against the published bounds of both scales."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.tables import data_table
from app.wellbeing.scales import Scale, direction, first_fault, outcome, read_scales

SCALES = read_scales(data_table("wellbeing", "checks"))
WHO5, PHQ2 = SCALES["who5"], SCALES["phq2"]


@pytest.mark.parametrize(
    ("answers", "raw", "percent", "level"),
    [
        ([5, 5, 5, 5, 5], 25, 100, "steady"),
        ([3, 3, 3, 2, 2], 13, 52, "steady"),  # 13, 52 %: no longer poor
        ([3, 3, 2, 2, 2], 12, 48, "watch"),  # below 13
        ([5, 5, 5, 5, 1], 21, 84, "watch"),  # one item at 0 or 1
        ([5, 5, 5, 5, 0], 20, 80, "watch"),
        ([2, 2, 2, 1, 1], 8, 32, "watch"),
        ([2, 2, 1, 1, 1], 7, 28, "seek_support"),  # 28 % or less
        ([0, 0, 0, 0, 0], 0, 0, "seek_support"),
    ],
)
def test_who5(answers: list[int], raw: int, percent: int, level: str) -> None:
    found = outcome(WHO5, answers)
    assert (found.raw, found.greatest, found.percent, found.level) == (raw, 25, percent, level)


@pytest.mark.parametrize(
    ("answers", "raw", "level"),
    [
        ([0, 0], 0, "steady"),
        ([1, 0], 1, "steady"),
        ([1, 1], 2, "watch"),  # the sensitive cut-off
        ([3, 0], 3, "seek_support"),  # the usual cut-off
        ([3, 3], 6, "seek_support"),
    ],
)
def test_phq2(answers: list[int], raw: int, level: str) -> None:
    found = outcome(PHQ2, answers)
    assert (found.raw, found.greatest, found.percent, found.level) == (raw, 6, None, level)


@pytest.mark.parametrize(
    ("scale", "answers", "fault"),
    [
        (WHO5, [1, 2, 3, 4, 5], None),
        (WHO5, [1, 2, 3, 4], 4),
        (WHO5, [1, 2, 3, 4, 5, 5], 5),
        (WHO5, [1, 2, 6, 4, 5], 2),
        (WHO5, [-1, 2, 3, 4, 5], 0),
        (PHQ2, [0, 3], None),
        (PHQ2, [0, 4], 1),
        (PHQ2, [0, 1, 2], 2),
    ],
)
def test_what_a_scale_does_not_have_is_named(
    scale: Scale, answers: list[int], fault: int | None
) -> None:
    assert first_fault(scale, answers) == fault


@pytest.mark.parametrize(
    ("scale", "raws", "expected"),
    [
        (WHO5, [], "first"),
        (WHO5, [9], "first"),
        (WHO5, [9, 12], "better"),
        (WHO5, [12, 9], "worse"),
        (WHO5, [20, 9, 9], "same"),
        (PHQ2, [4, 2], "better"),
        (PHQ2, [2, 4], "worse"),
    ],
)
def test_the_trend_knows_which_way_is_up(scale: Scale, raws: Sequence[int], expected: str) -> None:
    assert direction(scale, raws) == expected


@given(st.lists(st.integers(0, 5), min_size=5, max_size=5), st.integers(0, 4))
def test_a_better_answer_never_calls_for_more(answers: list[int], place: int) -> None:
    order = ["steady", "watch", "seek_support"]
    better = [*answers]
    better[place] = min(5, better[place] + 1)
    before, after = outcome(WHO5, answers), outcome(WHO5, better)
    assert order.index(after.level) <= order.index(before.level)
    assert 0 <= before.raw <= before.greatest
    assert before.percent == before.raw * 4
