"""Power loss after an answer: the acknowledged write is there. More images in `make soak`."""

import pytest

from app.core import engines
from gates import power_loss
from gates.outcome import Failed

IMAGES = 60


def test_no_acknowledged_contact_is_missing_from_any_image() -> None:
    assert power_loss.run(IMAGES).endswith("0 of them with an acknowledged row missing, 0 corrupt")


def test_without_full_synchronisation_the_simulation_finds_losses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    careless = tuple(each.replace("=FULL", "=NORMAL") for each in engines.PRAGMAS)
    monkeypatch.setattr(engines, "PRAGMAS", careless)
    with pytest.raises(Failed, match="acknowledged row missing"):
        power_loss.run(20)
