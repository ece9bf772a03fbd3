from typing import Any
from uuid import UUID, uuid4

from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER


def _ladder(client: ApiClient, case_id: UUID, **query: str) -> dict[str, Any]:
    answer = client.get(f"/v1/cases/{case_id}/channel-ladder", params=query)
    assert answer.status_code == 200
    return dict(answer.json())


def _debt(client: ApiClient, case_id: UUID, creditor_type: str) -> str:
    body = {"creditor_name": "某机构", "creditor_type": creditor_type}
    answer = client.post(
        f"/v1/cases/{case_id}/debts", json={**body, "principal_outstanding": "1.00"}
    )
    return str(answer.json()["id"])


def test_the_ladder_shows_what_was_tried_and_what_comes_next(
    client: ApiClient, case_id: UUID
) -> None:
    call = client.post(f"/v1/cases/{case_id}/contacts", json=CALL).json()
    found = _ladder(client, case_id)
    assert [rung["code"] for rung in found["rungs"]] == [
        "hotline",
        "written",
        "institution_complaint",
        "regulator_or_mediation",
        "legal",
    ]
    hotline, written, complaint, *_ = found["rungs"]
    assert (hotline["state"], hotline["contact_ids"]) == ("tried", [call["id"]])
    assert hotline["last_on"] == "2026-11-20"
    assert written["state"] == "next"
    assert written["evidence_missing"] == written["evidence"]
    [desk, review] = complaint["channels"]
    assert [clock["days"] for clock in desk["clocks"]] == [15, 30, 60]
    assert all(clock["warning"] for clock in desk["clocks"])
    assert {clock["verification"] for clock in review["clocks"]} == {"memory"}
    assert "CP-15" in {citation["rule_id"] for citation in found["citations"]}
    assert {channel["code"] for channel in found["at_any_time"]} == {
        "police_110",
        "anti_fraud_96110",
        "psych_12356",
    }
    assert all(channel["number_warning"] for channel in found["at_any_time"])


def test_a_debt_has_a_ladder_of_its_own(client: ApiClient, case_id: UUID) -> None:
    bank, loan = _debt(client, case_id, "bank"), _debt(client, case_id, "microloan_company")
    client.post(f"/v1/cases/{case_id}/contacts", json={**LETTER, "debt_ids": [bank]})
    for debt, state, channel in (
        (bank, "tried", "nfra_12378"),
        (loan, "later", "local_finance"),
    ):
        rungs = _ladder(client, case_id, debt_id=debt)["rungs"]
        assert rungs[1]["state"] == state
        assert rungs[3]["channels"][0]["code"] == channel
    both = _ladder(client, case_id)["rungs"][3]["channels"]
    assert {"nfra_12378", "local_finance"} <= {channel["code"] for channel in both}


def test_withdrawn_and_corrected_contacts_count_as_they_read_now(
    client: ApiClient, case_id: UUID
) -> None:
    location = client.post(f"/v1/cases/{case_id}/contacts", json=CALL).headers["Location"]
    change = {"reason": "其实是寄信", "changes": {"channel": "letter"}}
    client.post(f"{location}/corrections", json=change)
    states = [rung["state"] for rung in _ladder(client, case_id)["rungs"]]
    assert states[:3] == ["skipped", "tried", "next"]
    change = {"reason": "其实是对方寄来的", "changes": {"direction": "inbound"}}
    client.post(f"{location}/corrections", json=change)
    assert _ladder(client, case_id)["rungs"][0]["state"] == "next"
    change = {"reason": "又记错", "changes": {"direction": "outbound"}}
    client.post(f"{location}/corrections", json=change)
    assert _ladder(client, case_id)["rungs"][1]["state"] == "tried"
    client.post(f"{location}/withdrawals", json={"reason": "误记"})
    assert _ladder(client, case_id)["rungs"][0]["state"] == "next"


def test_papers_that_are_held_are_not_missing(client: ApiClient, case_id: UUID) -> None:
    client.post(
        f"/v1/cases/{case_id}/evidence-items",
        files={"file": ("说明.txt", "说明".encode())},
        data={"category": "hardship_statement"},
    )
    hotline = _ladder(client, case_id)["rungs"][0]
    assert hotline["evidence_missing"] == []


def test_unknown_debts_and_strangers_find_nothing(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/channel-ladder"
    assert client.get(path, params={"debt_id": str(uuid4())}).status_code == 404
    assert stranger.get(path).status_code == 404
    english = client.get(path, headers={"Accept-Language": "en"}).json()
    assert english["rungs"][0]["title"] == "Hotline and online service"
