"""What holds of every claim: evidence never hurts, opposition is never hidden, order is fixed."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.catalogue import claim_rules, needed_items
from app.claims.elements import Fact, Standing, readiness_of, standing_of, standings_of
from app.evidence.strength import KindHeld, Status

CLAIMS = st.sampled_from(sorted(claim_rules()))
STATUSES = st.sampled_from(get_args(Status))
RANK: dict[Standing, int] = {
    "open": 0,
    "stated": 1,
    "recorded": 2,
    "weak": 2,
    "supported": 3,
}


def _held(codes: list[str], statuses: list[Status]) -> dict[str, KindHeld]:
    return {
        code: KindHeld(status, () if status == "missing" else ("e",))
        for code, status in zip(codes, statuses, strict=False)
    }


@given(code=CLAIMS, data=st.data())
def test_one_more_sound_piece_never_makes_an_element_weaker(code: str, data: st.DataObject) -> None:
    for element in (*claim_rules()[code].elements, *claim_rules()[code].answers):
        statuses = data.draw(st.lists(STATUSES, max_size=len(element.items)))
        before = _held(list(element.items), statuses)
        added = data.draw(st.sampled_from(element.items))
        if added in element.opposed_by_items:
            continue
        one = standing_of(element, (), before, needed_items(), says=None).standing
        more = {**before, added: KindHeld("held", ("e",))}
        other = standing_of(element, (), more, needed_items(), says=None).standing
        if "opposed" not in {one, other}:
            assert RANK[other] >= RANK[one]


@given(code=CLAIMS, data=st.data())
def test_what_speaks_against_an_element_always_shows(code: str, data: st.DataObject) -> None:
    for element in (*claim_rules()[code].elements, *claim_rules()[code].answers):
        if not element.opposed_by:
            continue
        against = Fact(data.draw(st.sampled_from(element.opposed_by)), "stated", "debt", ("1",))
        everything = _held(list(element.items), ["held"] * len(element.items))
        found = standing_of(element, (against,), everything, needed_items(), says=True)
        assert (found.standing, found.opposes) == ("opposed", (against,))


@pytest.mark.parametrize("code", list(claim_rules()))
def test_with_everything_in_hand_a_claim_is_ready_and_with_nothing_it_is_not(code: str) -> None:
    rules = claim_rules()[code]
    items = {
        item: KindHeld("held", ("e",))
        for element in rules.elements
        for item in element.items
        if item not in element.opposed_by_items
    }
    full = standings_of(rules, (), items, {}, needed_items())
    bare = standings_of(rules, (), {}, {}, needed_items())
    assert readiness_of(rules, full, applies=True) == "ready"
    assert readiness_of(rules, bare, applies=True) == "gaps"
    assert readiness_of(rules, full, applies=False) == "not_applicable"


@pytest.mark.parametrize("code", list(claim_rules()))
def test_a_claim_says_what_it_costs_and_what_speaks_against_it(code: str) -> None:
    row = claim_rules()[code].row
    assert row["cost"]["procedure"]
    assert row["downsides"]
    assert row["defences"]
    assert all(each["rule_ids"] for each in (*row["elements"], *row["defences"], *row["downsides"]))
    codes = [each["code"] for each in row["defences"]]
    assert len(codes) == len(set(codes))


def test_the_firmest_claim_comes_first() -> None:
    """Burden of proof on the other side first, beyond reasonable doubt (CPLI-109) late."""
    strengths = [rules.row["strength"] for rules in claim_rules().values()]
    assert strengths == sorted(strengths)
    codes = list(claim_rules())
    assert codes.index("standard_terms_not_explained") < codes.index("fraud")
    burdens = {
        code: {element.burden for element in rules.elements}
        for code, rules in claim_rules().items()
    }
    assert burdens["fraud"] == {"debtor_beyond_doubt"}
    assert "creditor" in burdens["standard_terms_not_explained"]
