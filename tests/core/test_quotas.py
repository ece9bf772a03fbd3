"""A moving window counts exactly what fell into it, and forgets who has left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.quotas import MovingWindows, Quota, read_quota

TIMES = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60)), max_size=60)


@pytest.mark.parametrize(
    ("setting", "quota"),
    [
        ("off", None),
        ("600/minute", Quota(600, 60)),
        ("5 per 2 seconds", Quota(5, 2)),
        ("1/hour", Quota(1, 3600)),
    ],
)
def test_a_setting_says_how_many_in_how_long(setting: str, quota: Quota | None) -> None:
    assert read_quota(setting) == quota


@pytest.mark.parametrize("setting", ["", "many", "5/fortnight", "-1/minute"])
def test_a_setting_that_says_nothing_is_refused(setting: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
        read_quota(setting)


@given(gaps=TIMES)
def test_it_agrees_with_looking_through_all_that_came(gaps: list[tuple[str, int]]) -> None:
    windows, now = MovingWindows(Quota(3, 10)), 1000.0
    allowed: dict[str, list[float]] = {"a": [], "b": []}
    for caller, quarters in gaps:
        now += quarters / 4
        counted = [each for each in allowed[caller] if each >= now - 10]
        assert windows.left(caller, now) == 3 - len(counted)
        assert windows.take(caller, now) is (len(counted) < 3)
        if len(counted) < 3:
            allowed[caller].append(now)
            counted.append(now)
        assert windows.left(caller, now) == 3 - len(counted)
        assert windows.seconds_left(caller, now) == min(10, int(counted[0] + 10 - now) + 1)


def test_a_refused_request_does_not_make_the_wait_longer() -> None:
    windows = MovingWindows(Quota(1, 60))
    assert windows.take("a", 0.0)
    assert not any(windows.take("a", float(second)) for second in range(1, 60))
    assert windows.seconds_left("a", 59.5) == 1
    assert windows.take("a", 60.5)


def test_who_asked_nothing_has_all_left() -> None:
    windows = MovingWindows(Quota(5, 60))
    assert (windows.left("a", 7.0), windows.seconds_left("a", 7.0)) == (5, 60)
    assert windows.known == 0


def test_callers_of_whom_nothing_counts_are_forgotten() -> None:
    windows = MovingWindows(Quota(5, 60))
    for number in range(100):
        windows.take(f"guess{number}", float(number) / 10)
    assert windows.known == 100
    windows.take("later", 65.0)
    assert windows.known == 51  # those of the last minute, and the one that asks
    windows.take("later", 200.0)
    assert windows.known == 1
