from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.proposals.flows import outlook
from app.proposals.gates import Circumstances
from app.proposals.model import scoring_model
from app.proposals.situation import Situation
from app.proposals.stress_paths import simulated_paths
from tests.proposals.households import EXAMPLE, FAMILY, START

MODEL = scoring_model()


def test_what_is_not_told_is_not_known() -> None:
    told = (EXAMPLE.debt, EXAMPLE.budget, START, 12, EXAMPLE.stress, MODEL.lender)
    nothing = frozenset[str]()
    assert Situation(*told) == Situation(*told, 0, Circumstances(), nothing, nothing, 0)
    assert Situation(*told).view(2).buffer == 0
    shares = Situation(*told).shares(MODEL)
    assert set(shares.fixed.values()) == {0}
    assert Situation(*told).known == Circumstances(
        guaranteed=False, limitation_possible=False, payment_order_pending=False
    )


@pytest.mark.parametrize("asked", [(24, 6, 24, 30), (6, 24, 6), (1, 1, 60)])
def test_views_and_paths_are_as_long_as_asked_whatever_was_asked_before(
    asked: tuple[int, ...],
) -> None:
    situation = replace(FAMILY, buffer=7)
    drawn = replace(MODEL.paths, count=20, seed=5)
    for months in asked:
        fresh = outlook(
            FAMILY.budget,
            "card",
            start_month=START,
            months=months,
            stress=FAMILY.stress,
            buffer=7,
        )
        assert situation.view(months) == fresh
        longer = situation.paths(months + 3, drawn)
        assert len(longer) == months + 3
        alone = simulated_paths(FAMILY.budget, fresh, FAMILY.stress, drawn)
        assert (longer.until(months).cash == alone.cash).all()


def test_paths_longer_than_the_view_are_drawn_over_all_of_their_months() -> None:
    situation = replace(FAMILY, months=1)
    assert len(situation.view(6).base) == 6
    assert len(situation.paths(24, replace(MODEL.paths, count=20, seed=6))) == 24


def test_shares_are_those_of_the_model_asked_about() -> None:
    other = replace(MODEL, bands=replace(MODEL.bands, efforts_full_at=50, payments_full_at=40))
    for model in (MODEL, other, other, MODEL):
        known = EXAMPLE.shares(model)
        assert known.model is model
        assert known.fixed["effort"] == Fraction(2, model.bands.efforts_full_at)


def test_many_patient_lenders_are_not_mixed_up() -> None:
    for percent in (*range(70), 69, 0):
        lender = EXAMPLE.lender(Decimal(percent))
        assumed = lender.assumptions.discount_rate_percent
        effective = ((1 + Decimal(percent) / 1200) ** 12 - 1) * 100
        assert assumed == max(MODEL.lender.discount_rate_percent, effective)
    assert EXAMPLE.lender().assumptions == MODEL.lender
