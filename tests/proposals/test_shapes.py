from hypothesis import given
from hypothesis import strategies as st

from app.proposals.shapes import undominated

MERITS = st.lists(st.tuples(*[st.integers(-3, 3)] * 4), min_size=1, max_size=40)


def _beats(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


@given(MERITS)
def test_none_that_stays_is_beaten_and_all_that_go_are(merits: list[tuple[int, ...]]) -> None:
    kept = undominated(merits)
    for place, other in enumerate(merits):
        beaten_by = [one for one in kept if one != place and _beats(merits[one], other)]
        assert bool(beaten_by) == (place not in kept)
    assert [merits[place] for place in kept] == sorted(merits[place] for place in kept)


def test_a_long_list_is_compared_in_parts() -> None:
    merits = [(place, 1200 - place, 0) for place in range(1200)]
    assert undominated([*merits, *merits, (5, 1195, 1)]) == list(range(1200))


def test_the_first_of_equals_stays() -> None:
    assert undominated([(2, 2), (1, 3), (2, 2), (2, 3)]) == [1, 0]
