from dataclasses import fields, replace

import pytest

from app.plan.facts import Standing, facts_of

NOTHING = Standing(*[False for _ in fields(Standing)])


def test_nothing_known_is_no_fact() -> None:
    assert facts_of(NOTHING) == frozenset()


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"has_debts": True}, {"debts_listed"}),
        ({"proposals": 1}, {"proposal_written"}),
        ({"answers": 1}, {"proposal_answered"}),
        (
            {"answers": 2, "refusals": 1},
            {"proposal_answered", "second_proposal_answered", "proposal_refused"},
        ),
        ({"has_court_paper": True}, {"court_paper_received"}),
        ({"has_proceedings": True}, {"proceedings_recorded"}),
        ({"has_court_clock": True}, {"court_clock_runs"}),
        ({"has_pressing_court_clock": True}, {"court_clock_presses"}),
        ({"lacks_court_day": True}, {"court_day_missing"}),
        ({"has_referral": True}, {"referral_made"}),
        ({"is_at_risk": True}, {"safety_at_risk"}),
        ({"has_claim": True}, {"claim_recorded"}),
        ({"has_claim_clock": True}, {"claim_clock_runs"}),
        ({"is_identity_misused": True}, {"identity_misused"}),
        ({"is_defrauded": True}, {"defrauded"}),
        ({"negotiation_complete": True}, {"negotiation_checklist_complete"}),
    ],
)
def test_facts_follow_the_standing(change: dict[str, object], facts: set[str]) -> None:
    assert facts_of(replace(NOTHING, **change)) == facts  # type: ignore[arg-type]  # fields by name
