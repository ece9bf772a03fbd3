"""The plan over HTTP: a court's last day leads it, and ends with the answer handed in."""

from uuid import UUID

import time_machine

from tests.client import ApiClient

ORDER = {
    "kind": "payment_order",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-20"}],
}


def test_a_payment_order_leads_the_plan_until_it_is_answered(
    client: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/legal-proceedings"
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        made = client.post(path, json=ORDER)
        plan = client.get(f"/v1/cases/{case_id}/plan").json()
        assert plan["rung"] == "respond_to_proceedings"
        assert plan["clocks"] == [
            {
                "code": "payment_order_objection",
                "due_on": "2026-12-07",
                "overdue": False,
                "rule_id": "CPL-227",
            }
        ]
        first = plan["next_actions"][0]
        assert (first["code"], first["due_on"]) == ("respond_to_court", "2026-12-07")
        assert first["endpoint"] == "GET /v1/cases/{case_id}/legal-proceedings"
        assert "2026-12-07" in plan["warnings"][0]
        answered = [{**ORDER["documents"][0], "responded_on": "2026-11-24"}]  # type: ignore[dict-item]  # a body
        client.patch(
            made.headers["Location"], json={"documents": answered}, headers={"If-Match": "*"}
        )
        after = client.get(f"/v1/cases/{case_id}/plan").json()
    assert after["rung"] == "know_where_i_stand"
    assert after["clocks"] == []
    assert "respond_to_court" not in [action["code"] for action in after["next_actions"]]


def test_a_court_paper_in_the_contact_log_asks_for_its_details(
    client: ApiClient, case_id: UUID
) -> None:
    contact = {
        "occurred_at": "2026-11-20T10:00:00+08:00",
        "channel": "court_notice",
        "direction": "inbound",
        "answered": True,
        "summary": "收到传票",
        "outcome": "legal_action_announced",
    }
    made = client.post(f"/v1/cases/{case_id}/contacts", json=contact)
    assert made.status_code == 201
    first = client.get(f"/v1/cases/{case_id}/plan").json()["next_actions"][0]
    assert first["code"] == "read_court_paper_first"
    assert first["endpoint"] == "POST /v1/cases/{case_id}/legal-proceedings"
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json={"kind": "lawsuit"})
    codes = [
        action["code"] for action in client.get(f"/v1/cases/{case_id}/plan").json()["next_actions"]
    ]
    assert "read_court_paper_first" not in codes
