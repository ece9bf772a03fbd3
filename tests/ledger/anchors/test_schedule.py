from datetime import timedelta

import pytest

from app.ledger.anchors.schedule import LONGEST_WAIT, anchored, is_anchored, wait_after


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (100, 60), (10**6, 60)]
)
def test_waits_double_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert wait_after(attempts) == timedelta(minutes=minutes) <= LONGEST_WAIT


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 33])
def test_every_checkpoint_has_its_path_to_the_root(count: int) -> None:
    notes = [f"log/{number}\n{number}\n" for number in range(count)]
    root, leaves = anchored(notes)
    for note, leaf in zip(notes, leaves, strict=True):
        assert is_anchored(note, leaf.index, count, leaf.path, root)
        assert not is_anchored(note + "x", leaf.index, count, leaf.path, root)
        assert not is_anchored(note, leaf.index + 1, count, leaf.path, root)
        assert not is_anchored(note, leaf.index, count, leaf.path, bytes(32))
