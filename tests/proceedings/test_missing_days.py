"""Days that nobody noted: asked for where a paper sets one, never made up."""

from typing import Any

import pytest
import time_machine

from tests.client import ApiClient


def told(client: ApiClient, path: str, proceedings: str, **paper: Any) -> set[str]:
    made = client.post(path, json={"kind": proceedings, "documents": [paper]}).json()
    return {entry["code"] for entry in made["warnings"]}


def test_the_day_that_is_missing_is_asked_for(client: ApiClient, path: str) -> None:
    missing = {"received_day_missing", "printed_day_missing"}
    assert told(client, path, "lawsuit", kind="judgment") & missing == {"received_day_missing"}
    notice = {"kind": "evidence_notice", "received_on": "2026-11-16"}
    assert told(client, path, "lawsuit", **notice) & missing == {"printed_day_missing"}
    complete = {**notice, "stated_deadline": "2026-11-26"}
    assert not told(client, path, "lawsuit", **complete) & missing
    answered = {"kind": "judgment", "responded_on": "2026-11-18"}
    assert not told(client, path, "lawsuit", **answered) & missing
    assert not told(client, path, "enforcement", kind="enforcement_notice") & missing
    notarised = told(client, path, "notarised_enforcement", kind="enforcement_notice")
    assert notarised & missing == {"received_day_missing"}


@pytest.mark.parametrize(
    "kind", ["payment_order", "lawsuit", "arbitration", "preservation", "notarised_enforcement"]
)
def test_what_comes_with_a_paper_asks_for_it(client: ApiClient, path: str, kind: str) -> None:
    """Noted by its kind alone, in the night, it is not taken for something without days."""
    found = client.post(path, json={"kind": kind}).json()
    assert found["warnings"][-1]["code"] == "paper_missing"
    heard_of = {"kind": "text_message", "received_on": "2026-11-20"}
    assert "paper_missing" in told(client, path, kind, **heard_of)
    for known in ({"stated_deadline": "2026-12-01"}, {"responded_on": "2026-11-20"}):
        assert "paper_missing" not in told(client, path, kind, kind="other", **known)
    for ended in ({"status": "decided"}, {"status": "closed"}, {"role": "claimant"}):
        later = client.post(path, json={"kind": kind, **ended}).json()
        assert "paper_missing" not in {entry["code"] for entry in later["warnings"]}


@pytest.mark.parametrize("kind", ["pre_suit_mediation", "account_freeze", "criminal_inquiry"])
def test_what_sets_no_days_asks_for_none(client: ApiClient, path: str, kind: str) -> None:
    found = client.post(path, json={"kind": kind}).json()
    assert "paper_missing" not in {entry["code"] for entry in found["warnings"]}


def test_an_arbitrator_s_day_stands_on_the_notice(
    client: ApiClient, path: str, today: time_machine.travel
) -> None:
    notice = {"kind": "arbitration_notice", "received_on": "2026-11-16"}
    assert "printed_day_missing" in told(client, path, "arbitration", **notice)
    printed = {**notice, "stated_deadline": "2026-12-01"}
    with today:
        made = client.post(path, json={"kind": "arbitration", "documents": [printed]}).json()
    [clock] = made["clocks"]
    assert (clock["code"], clock["due_on"], clock["basis"]) == (
        "stated_deadline",
        "2026-12-01",
        "stated",
    )
    assert "printed_day_missing" not in {entry["code"] for entry in made["warnings"]}
    [step] = [each for each in made["next_steps"] if each["code"] == "answer_the_institution"]
    assert step["due_on"] == "2026-12-01"
